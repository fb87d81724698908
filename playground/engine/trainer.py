"""One update: forward, backward, penalties, clipping, optimiser.

Where the time of a step goes, measured for 784-128-64-10 ReLU with batch 32 on one thread with AVX-512
kernels (`bench engine` gives the ratios; it is its network C): the bare matrix products 97 µs; gathering the
batch 9; biases and ReLU 14; the loss 7; the update 18 with SGD (two passes over the parameters, which NumPy
can't fuse) or 100 with Adam (`optimizers.adaptive.Adam` says why). That is 1.5 and 2.4 times the products,
and near the least that NumPy allows; with batch 128, where there is four times as much to multiply for
the same update, it is 1.3 and 1.6 times.
"""

from __future__ import annotations

import math
from copy import deepcopy
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray, Operation
from playground.engine.layers import DropoutLayer
from playground.engine.network import Network
from playground.engine.optimizers import Optimizer


class Trainer:
    """Makes updates of a network.

    Every setting is an attribute and may change between two steps; 0 switches it off.

    Parameters
    ----------
    network : Network
    optimizer : Optimizer
        May be exchanged between two steps.
    l1, l2 : float
        λ₁ and λ₂ of the penalty λ₁ · Σ |w| + λ₂/2 · Σ w² over the weights, not the biases.
    clip_value : float
        No gradient is larger than this in size.
    clip_norm : float
        The gradient of all parameters together is no longer than this (Pascanu, Mikolov & Bengio 2013).
    batch_size_max : int
        Room is made for batches of this size at the start.
    """

    def __init__(
        self,
        network: Network,
        optimizer: Optimizer,
        *,
        l1: float = 0.0,
        l2: float = 0.0,
        clip_value: float = 0.0,
        clip_norm: float = 0.0,
        batch_size_max: int = 1,
    ) -> None:
        self.network = network
        self.optimizer = optimizer
        self.l1 = l1
        self.l2 = l2
        self.clip_value = clip_value
        self.clip_norm = clip_norm
        network.reserve(batch_size_max)
        self._factor = {"l1": np.zeros((), network.dtype), "l2": np.zeros((), network.dtype)}
        self._penalty_operations = _bind_penalties(network, self._factor)
        self._held: NDArray[np.int64] = np.zeros(0, np.int64)
        self._held_values: FloatArray = np.zeros(0, network.dtype)

    def hold(self, indices: NDArray[np.integer], values: FloatArray) -> None:
        """Keep these entries of the parameter vector at `values` through every update; none lets all go.

        Whatever the optimiser and its decay do, they are put back after each update. Their gradients are
        computed as ever, so that one sees where they would go.
        """
        self._held = np.array(indices, np.int64)
        self._held_values = np.array(values, self.network.dtype)
        self.network.parameters[self._held] = self._held_values

    @property
    def held(self) -> NDArray[np.int64]:
        """The entries of the parameter vector that updates leave as they are."""
        return self._held

    def last_update(self) -> FloatArray:
        """What the last step added to the parameters, a fresh array; 0 for those that are held."""
        update = self.optimizer.last_update()
        update[self._held] = 0.0
        return update

    def batch(self, n: int) -> tuple[FloatArray, NDArray[np.int64]]:
        """Arrays (n, n_inputs) and (n,) to gather a batch into; `step` uses them without a copy."""
        made = self.network.training_pass(n)
        return made.x, made.labels

    def step(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Learn from one batch; the mean data loss before the update. The caller checks that it is finite."""
        network = self.network
        made = network.training_pass(len(x))
        made.set_input(x)
        made.set_targets(y)
        loss = made.run()
        self.add_penalties()
        self.clip()
        self.update()
        return loss

    def copy(self) -> Trainer:
        """A trainer over copies of network and optimiser: its next step is the one that would come here."""
        twin = Trainer(
            self.network.copy(),
            self.optimizer.copy(),
            l1=self.l1,
            l2=self.l2,
            clip_value=self.clip_value,
            clip_norm=self.clip_norm,
        )
        memo: dict[int, object] = {}
        for mine, other in zip(self.network.all_layers(), twin.network.all_layers(), strict=True):
            if isinstance(mine, DropoutLayer) and isinstance(other, DropoutLayer):
                # The layers of a network share one generator, and so must those of the copy.
                other.rng = deepcopy(mine.rng, memo)
        twin.hold(self._held, self._held_values)
        return twin

    def add_penalties(self) -> None:
        """Second part of a step: the gradient of the penalties on top of that of the data."""
        if self.l1:
            self._penalise("l1", self.l1)
        if self.l2:
            self._penalise("l2", self.l2)

    def clip(self) -> None:
        """Third part of a step: cut the gradient to the bounds that are set."""
        if self.clip_value:
            g = self.network.gradients
            np.clip(g, -self.clip_value, self.clip_value, out=g)
        if self.clip_norm:
            _clip_norm(self.network.gradients, self.clip_norm)

    def update(self) -> None:
        """Last part of a step: let the optimiser change the parameters."""
        self.optimizer.step(self.network.parameters, self.network.gradients)
        if self._held.size:
            self.network.parameters[self._held] = self._held_values

    def _penalise(self, kind: str, strength: float) -> None:
        self._factor[kind].fill(strength)
        for operation in self._penalty_operations[kind]:
            operation()

    @property
    def last_penalty(self) -> float:
        """λ₁ · Σ |w| + λ₂/2 · Σ w² of the present weights; not part of the loss that `step` returns."""
        penalty = 0.0
        for part in self.network.weight_slices.values():
            w = self.network.parameters[part]
            if self.l1:
                penalty += self.l1 * float(np.abs(w).sum())
            if self.l2:
                penalty += 0.5 * self.l2 * float(np.dot(w, w))
        return penalty


def _clip_norm(g: FloatArray, longest: float) -> None:
    """Shorten g in place to the length `longest` if it is longer."""
    length = math.sqrt(float(np.dot(g, g)))
    if math.isinf(length):
        # The square overflowed; the peak taken out first, it can't.
        peak = float(max(g.max(), -g.min()))
        np.divide(g, peak, out=g)
        length = math.sqrt(float(np.dot(g, g)))
        np.multiply(g, longest / length, out=g)
    elif length > longest:
        np.multiply(g, longest / length, out=g)


def _bind_penalties(network: Network, factor: dict[str, FloatArray]) -> dict[str, list[Operation]]:
    """Operations that add λ₁·sign(w) and λ₂·w to the gradient of every weight."""
    longest = max((s.stop - s.start for s in network.weight_slices.values()), default=0)
    scratch = np.zeros(longest, network.dtype)
    operations: dict[str, list[Operation]] = {"l1": [], "l2": []}
    for part in network.weight_slices.values():
        w, g, s = network.parameters[part], network.gradients[part], scratch[: part.stop - part.start]
        operations["l1"] += [
            partial(np.sign, w, s),
            partial(np.multiply, s, factor["l1"], s),
            partial(np.add, g, s, g),
        ]
        operations["l2"] += [partial(np.multiply, w, factor["l2"], s), partial(np.add, g, s, g)]
    return operations
