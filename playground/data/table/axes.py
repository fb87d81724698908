"""The plane of a table: its two inputs, or two directions through the mean of more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Dataset
from playground.data.plane_frame import PlaneFrame, padded_range
from playground.errors import DataError

_Array = NDArray[np.float64]


def plane_of(x: NDArray[Any], means: _Array, scales: _Array, names: Sequence[str]) -> PlaneFrame:
    """The plane for standardised inputs `x`: the inputs themselves, or principal axes of more than two."""
    if x.shape[1] == 1:
        return _line(x, means, scales, names)
    if x.shape[1] == 2:
        return plane_along((0, 1), x, means, scales, names)
    return principal_plane(x)


def plane_along(
    chosen: tuple[int, int], x: NDArray[Any], means: _Array, scales: _Array, names: Sequence[str]
) -> PlaneFrame:
    """The plane of two inputs in their own units, all others at their mean."""
    picked = list(chosen)
    centre, width = means[picked], scales[picked]

    def to_features(points: _Array) -> _Array:
        features = np.zeros((len(points), len(means)))
        features[:, picked] = (points - centre) / width
        return features

    def to_points(rows: _Array) -> _Array:
        return rows[:, picked] * width + centre

    points = to_points(np.asarray(x, np.float64))
    return PlaneFrame(
        x_range=padded_range(points[:, 0]),
        y_range=padded_range(points[:, 1]),
        axis_names=(names[chosen[0]], names[chosen[1]]),
        to_features=to_features,
        to_points=to_points,
    )


def principal_plane(x: NDArray[Any]) -> PlaneFrame:
    """The plane through the mean along the two directions in which `x` varies most (Pearson 1901).

    Points are in standard deviations: z @ V with the first two eigenvectors V of the covariance of z.
    """
    rows = np.asarray(x, np.float64)
    covariance = rows.T @ rows / len(rows)
    variances, vectors = np.linalg.eigh(covariance)
    axes = vectors[:, ::-1][:, :2]
    # An eigenvector has no sign of its own: its largest part points up.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    shares = 100 * np.maximum(variances[::-1][:2], 0.0) / max(float(variances.sum()), 1e-30)

    def to_features(points: _Array) -> _Array:
        features: _Array = points @ axes.T
        return features

    def to_points(inputs: _Array) -> _Array:
        points: _Array = inputs @ axes
        return points

    points = to_points(rows)
    return PlaneFrame(
        x_range=padded_range(points[:, 0]),
        y_range=padded_range(points[:, 1]),
        axis_names=(f"Principal axis 1 ({shares[0]:.0f} %)", f"Principal axis 2 ({shares[1]:.0f} %)"),
        to_features=to_features,
        to_points=to_points,
    )


def _line(x: NDArray[Any], means: _Array, scales: _Array, names: Sequence[str]) -> PlaneFrame:
    """One input: it runs along the first axis, and the second one means nothing."""

    def to_features(points: _Array) -> _Array:
        return (points[:, :1] - means) / scales

    def to_points(inputs: _Array) -> _Array:
        return np.concatenate([inputs * scales + means, np.zeros((len(inputs), 1))], axis=1)

    return PlaneFrame(
        x_range=padded_range(to_points(np.asarray(x, np.float64))[:, 0]),
        y_range=(-1.0, 1.0),
        axis_names=(names[0], ""),
        to_features=to_features,
        to_points=to_points,
    )


def frame_along(dataset: Dataset, first: int, second: int) -> PlaneFrame:
    """The plane of two chosen inputs of a table, in their own units, all others at their mean.

    `frame.places(dataset.x_train)` are the examples on it.

    Raises
    ------
    DataError
        If the data are no table, or there are no such inputs.
    """
    means, scales = dataset.input_means, dataset.input_scales
    if means is None or scales is None:
        raise DataError("Only the inputs of a table can be chosen as axes.")
    if first == second or not (0 <= first < len(means) and 0 <= second < len(means)):
        raise DataError(f"Choose two different inputs of the {len(means)} that there are.")
    return plane_along((first, second), dataset.x_train, means, scales, dataset.feature_names)
