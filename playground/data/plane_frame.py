"""The plane on which examples and maps are drawn, and the way from a place on it to the network's input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LARGEST = 1e6
"""Inputs are cut here, so that a far place on a zoomed map can't overflow a network."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaneFrame:
    """A plane with named axes, in the units of the data."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    """What to show at first: all of the data, and a margin."""
    axis_names: tuple[str, str]
    to_features: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    """Points (n, 2) → what the network gets there, (n, n_inputs)."""
    to_points: Callable[[NDArray[np.float64]], NDArray[np.float64]] | None = None
    """Network inputs (n, n_inputs) → the nearest points of the plane, where that is known."""

    def features(self, points: NDArray[Any]) -> NDArray[np.float32]:
        """Network input at each of the points (n, 2), shape (n, n_inputs); finite everywhere."""
        with np.errstate(all="ignore"):
            found = self.to_features(np.asarray(points, np.float64).reshape(-1, 2))
        return np.nan_to_num(found, nan=0.0, posinf=_LARGEST, neginf=-_LARGEST).astype(np.float32)

    def places(self, x: NDArray[Any]) -> NDArray[np.float32]:
        """Points of the plane (n, 2) for network inputs (n, n_inputs): projected on it, if it has more.

        Raises
        ------
        ValueError
            If inputs can't be carried back, as with the formulas of generated data.
        """
        if self.to_points is None:
            raise ValueError("These inputs can't be carried back to the plane.")
        return self.to_points(np.asarray(x, np.float64)).astype(np.float32)


def padded_range(values: NDArray[Any], margin: float = 0.05) -> tuple[float, float]:
    """Smallest and largest of `values`, with a margin at each end; a range of some width in any case."""
    low, high = float(np.min(values)), float(np.max(values))
    width = high - low
    if not width > 1e-9 * max(abs(low), abs(high)):
        width = max(1.0, abs(low)) / margin / 2
    return low - margin * width, high + margin * width
