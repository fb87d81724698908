"""The network of one moment, kept still while the living one trains on."""

from __future__ import annotations

import numpy as np

from playground.engine import Network

_MULTIPLICATIONS_A_SLICE = 5e7
"""1 to 4 ms on one core: a convolution takes about three times as long for each as a dense layer."""


class FrozenCopy:
    """One copy of a network, made at the first use and filled again at each later one."""

    def __init__(self) -> None:
        self._copy: Network | None = None

    def forget(self) -> None:
        """The network computes something else now (activation, loss): the next use copies it anew."""
        self._copy = None

    def of(self, network: Network) -> Network:
        """The copy, with the parameters and running statistics of this moment."""
        if self._copy is None:
            self._copy = network.copy()
            return self._copy
        np.copyto(self._copy.parameters, network.parameters)
        mine = self._copy.named_state()
        for name, values in network.named_state().items():
            np.copyto(mine[name], values)
        return self._copy


def rows_a_slice(network: Network) -> int:
    """How many examples go through `network` in a slice of some milliseconds."""
    cost = sum(layer.n_multiplications for layer in network.layers)
    return int(min(max(_MULTIPLICATIONS_A_SLICE / max(cost, 1), 16), 512))
