"""One update: forward, backward, penalty, optimiser."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray, Operation
from playground.engine.network import Network
from playground.engine.optimizers import Optimizer
from playground.engine.passes import Pass


class Trainer:
    """Makes updates of a network.

    Parameters
    ----------
    network : Network
    optimizer : Optimizer
        May be exchanged between two steps (attribute `optimizer`).
    l2 : float
        λ of the penalty λ/2 · Σ w² over the weights, not the biases. An attribute; may change between two
        steps.
    batch_size_max : int
        Room is made for batches of this size at the start.
    """

    def __init__(
        self, network: Network, optimizer: Optimizer, *, l2: float = 0.0, batch_size_max: int = 1
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.l2 = l2
        network.reserve(batch_size_max)
        self._decay = np.zeros((), network.dtype)
        self._penalty_operations = _bind_penalty(network, self._decay)

    def batch(self, n: int) -> tuple[FloatArray, NDArray[np.int64]]:
        """Arrays (n, n_inputs) and (n,) to gather a batch into; given to `step`, they are used without a
        copy."""
        made = self.network.training_pass(n)
        return made.x, made.labels

    def step(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Learn from one batch; the mean data loss before the update. The caller checks that it is finite."""
        network = self.network
        made: Pass = network.training_pass(len(x))
        made.set_input(x)
        made.set_targets(y)
        loss = made.run()
        if self.l2:
            self._decay.fill(self.l2)
            for operation in self._penalty_operations:
                operation()
        self.optimizer.step(network.parameters, network.gradients)
        return loss

    @property
    def last_penalty(self) -> float:
        """λ/2 · Σ w² of the present weights; not part of the loss that `step` returns."""
        if not self.l2:
            return 0.0
        parameters = self.network.parameters
        squares = (float(np.dot(parameters[s], parameters[s])) for s in self.network.weight_slices.values())
        return 0.5 * self.l2 * sum(squares)


def _bind_penalty(network: Network, decay: FloatArray) -> list[Operation]:
    """Operations that add λ·w to the gradient of every weight."""
    longest = max((s.stop - s.start for s in network.weight_slices.values()), default=0)
    scratch = np.zeros(longest, network.dtype)
    operations: list[Operation] = []
    for part in network.weight_slices.values():
        w, g, s = network.parameters[part], network.gradients[part], scratch[: part.stop - part.start]
        operations += [partial(np.multiply, w, decay, s), partial(np.add, g, s, g)]
    return operations
