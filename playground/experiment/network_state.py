"""The running statistics of a network: what training changes without a gradient, and evaluation needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network
from playground.errors import ShapeError

State = dict[str, NDArray[np.floating[Any]]]
"""Arrays by name, as `Network.named_state` gives them."""


def copy_state(network: Network) -> State:
    """The running statistics of `network` as arrays of their own."""
    return {name: np.array(values) for name, values in network.named_state().items()}


def set_state(network: Network, state: Mapping[str, NDArray[Any]]) -> None:
    """Give `network` these running statistics; none at all leaves those of a fresh network.

    Raises
    ------
    ShapeError
        If they belong to another network.
    """
    own = network.named_state()
    if not state:
        return
    if {name: array.shape for name, array in state.items()} != {n: a.shape for n, a in own.items()}:
        raise ShapeError(
            f"Running statistics of {', '.join(state)} don't fit this network, which has those of "
            f"{', '.join(own) or 'no layer'}."
        )
    for name, values in own.items():
        np.copyto(values, state[name], casting="same_kind")


def pack_state(state: Mapping[str, NDArray[Any]]) -> NDArray[np.floating[Any]]:
    """All of it in one row, in the order of the names."""
    rows = [np.asarray(values).reshape(-1) for values in state.values()]
    return np.concatenate(rows) if rows else np.zeros(0, np.float32)


def unpack_state(network: Network, packed: NDArray[np.floating[Any]]) -> State:
    """The running statistics of a network like `network` from what `pack_state` made.

    Raises
    ------
    ShapeError
        If there are more or fewer numbers than such a network has.
    """
    own = network.named_state()
    n_numbers = sum(values.size for values in own.values())
    if packed.size != n_numbers:
        raise ShapeError(f"there are {packed.size:,} running statistics, but the network has {n_numbers:,}.")
    state, start = {}, 0
    for name, values in own.items():
        state[name] = packed[start : start + values.size].reshape(values.shape)
        start += values.size
    return state
