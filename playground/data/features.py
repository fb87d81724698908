"""Input features: what the network is given of a point of the plane, as formulas in x1 and x2."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data.formula import evaluate, parse_formula
from playground.data.plane_frame import PlaneFrame, padded_range
from playground.errors import DataError

FEATURES = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")
"""Those that are offered; any other formula can be typed."""
MAX_FEATURES = 20
_EXTENT = 6.0
_LARGEST_INPUT = 6.0
# An odd number of places, so that the axes, where 1/x1 and log(x1) fail, are among them.
_GRID_SIDE = 49


def feature_frame(features: Sequence[str], points: NDArray[np.float32]) -> PlaneFrame:
    """Return the plane −6 … 6 (more, if points lie outside) with these formulas as inputs.

    A formula that gets larger than 6 somewhere on the plane −6 … 6 is divided so that it reaches 6 there, as
    x1 does: inputs of like size learn alike. The others, x1 and x2 among them, are given as they are.

    Parameters
    ----------
    features : sequence of str
    points : ndarray, shape (n, 2)
        The examples: each formula must have a finite value at every one of them, and on the plane.

    Raises
    ------
    DataError
        If a formula can't be read, or has no finite value at some point.
    """
    if not features:
        raise DataError("The network is given nothing. Choose at least one input feature, such as x1.")
    nodes = [parse_formula(text) for text in features]
    places = np.concatenate([_plane_grid(), points.astype(np.float64)])
    divisors = []
    for text, node in zip(features, nodes, strict=True):
        values = evaluate(node, places)
        _refuse_not_finite(text, values, places)
        largest = float(np.abs(values[: _GRID_SIDE**2]).max())
        divisors.append(max(1.0, largest / _LARGEST_INPUT))
    scale = np.array(divisors)

    def to_features(at: NDArray[np.float64]) -> NDArray[np.float64]:
        values: NDArray[np.float64] = np.stack([evaluate(node, at) for node in nodes], axis=1) / scale
        return values

    x_range, y_range = _ranges_of(points)
    return PlaneFrame(x_range=x_range, y_range=y_range, axis_names=("x₁", "x₂"), to_features=to_features)


def _plane_grid() -> NDArray[np.float64]:
    side = np.linspace(-_EXTENT, _EXTENT, _GRID_SIDE)
    x1, x2 = np.meshgrid(side, side)
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def _ranges_of(points: NDArray[np.float32]) -> tuple[tuple[float, float], tuple[float, float]]:
    """What to show of x1 and x2, so that every point is seen.

    Noise widens both axes alike, by whole numbers, so that a circle stays round and the picture steady; an
    outlier far away only its own.
    """
    farthest = float(np.abs(points).max(initial=0.0))
    if farthest <= 2 * _EXTENT:
        reach = max(_EXTENT, float(np.ceil(farthest)))
        return (-reach, reach), (-reach, reach)
    across, up = (padded_range(points[:, axis]) for axis in (0, 1))
    return (min(across[0], -_EXTENT), max(across[1], _EXTENT)), (min(up[0], -_EXTENT), max(up[1], _EXTENT))


def _refuse_not_finite(text: str, values: NDArray[np.float64], places: NDArray[np.float64]) -> None:
    bad = np.flatnonzero(~(np.abs(values) <= np.finfo(np.float32).max))
    if bad.size:
        x1, x2 = places[bad[0]]
        raise DataError(
            f"The formula “{text}” has no finite value at x1 = {x1:.4g}, x2 = {x2:.4g}. Inputs must be "
            "finite everywhere on the plane, as with abs(…) in a logarithm or 1 added to a divisor."
        )
