"""Long series brought down to what a plot can show: one value, or one low and high, a pixel column. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


def column_starts(x: Series, low: float, high: float, n_columns: int) -> NDArray[np.intp]:
    """Index of the first point of each pixel column that has one; `x` ascends."""
    span = max(high - low, 1e-300)
    columns = np.minimum(np.floor((x - low) * (n_columns / span)).astype(np.int64), n_columns - 1)
    return np.flatnonzero(np.diff(columns, prepend=columns[:1] - 1))


def thin_line(x: Series, y: Series, low: float, high: float, n_columns: int) -> tuple[Series, Series]:
    """The last point of each pixel column, so that the end of the line is always the newest value."""
    if len(x) <= n_columns:
        return x, y
    starts = column_starts(x, low, high, n_columns)
    last = np.append(starts[1:], len(x)) - 1
    return x[last], y[last]


def thin_band(
    x: Series, below: Series, above: Series, low: float, high: float, n_columns: int
) -> tuple[Series, Series]:
    """A zigzag that covers everything between the lowest and the highest value of each pixel column."""
    if len(x) > n_columns:
        starts = column_starts(x, low, high, n_columns)
        below = np.minimum.reduceat(below, starts)
        above = np.maximum.reduceat(above, starts)
        x = x[starts]
    return np.repeat(x, 2), np.column_stack((below, above)).ravel()


def nearest(x: Series, value: float) -> int:
    """Index of the point of the ascending, non-empty `x` that is nearest to `value`."""
    right = int(np.searchsorted(x, value))
    if right == 0:
        return 0
    if right >= len(x):
        return len(x) - 1
    return right if x[right] - value < value - x[right - 1] else right - 1


def log10_floored(values: NDArray[np.floating], floor: float = 1e-12) -> Series:
    """log10, with zeros (and what is smaller than `floor`) at the floor."""
    return np.log10(np.maximum(np.asarray(values, dtype=np.float64), floor))
