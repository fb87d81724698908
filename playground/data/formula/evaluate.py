"""The values of a formula on many points at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.data.formula.tree import Node, Number, Variable


def evaluate(node: Node, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the value at each of the points (n, 2), shape (n,); NaN or infinite where there is none."""
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(_value(node, points), np.float64), len(points)).copy()


def _value(node: Node, points: NDArray[np.float64]) -> NDArray[np.float64] | np.float64:
    if isinstance(node, Number):
        return np.float64(node.value)
    if isinstance(node, Variable):
        return points[:, node.index]
    # Not by *parts with Python numbers: those would raise where NumPy goes on with infinity.
    values: NDArray[np.float64] = node.function(*(_value(part, points) for part in node.parts))
    return values
