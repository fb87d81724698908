"""Painting examples: brush, eraser, moving, other labels, outliers. Values in, values out; no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data.planar import MAX_CLASSES, MAX_POINTS
from playground.data.planar.painted import FARTHEST

PointArray = NDArray[np.float64]
"""Shape (n, 3): x₁, x₂, class."""
PointTuple = tuple[tuple[float, float, float], ...]

N_CLASSES = MAX_CLASSES
MOST_POINTS = MAX_POINTS
_DECIMALS = 3


def as_array(points: Iterable[tuple[float, float, float]]) -> PointArray:
    """Points of a config as rows."""
    return np.array(list(points), np.float64).reshape(-1, 3)


def as_tuple(points: PointArray) -> PointTuple:
    """Rows as points of a config, rounded to what the eye can tell apart."""
    rounded = np.round(points, _DECIMALS) + 0.0
    return tuple((x, y, label) for x, y, label in rounded.tolist())


def sprayed(
    points: PointArray,
    at: tuple[float, float],
    radius: float,
    count: int,
    label: int,
    rng: np.random.Generator,
) -> PointArray:
    """With `count` more points of class `label`, spread evenly over a disc around `at`."""
    count = max(0, min(count, MOST_POINTS - len(points)))
    if not count:
        return points
    angle, distance = rng.uniform(0.0, 2 * np.pi, count), radius * np.sqrt(rng.uniform(0.0, 1.0, count))
    new = np.column_stack(
        [at[0] + distance * np.cos(angle), at[1] + distance * np.sin(angle), np.full(count, float(label))]
    )
    return np.concatenate([points, new])


def within(
    points: PointArray, n_before: int, ranges: tuple[tuple[float, float], tuple[float, float]]
) -> PointArray:
    """Without those of the points after the first `n_before` that lie beyond what is seen of the plane."""
    low, high = np.array(ranges).T
    seen = ((points[:, :2] >= low) & (points[:, :2] <= high)).all(axis=1)
    seen[:n_before] = True
    return np.asarray(points[seen])


def added(points: PointArray, at: tuple[float, float], label: int) -> PointArray:
    """With one more point, if there is room for it."""
    if len(points) >= MOST_POINTS:
        return points
    return np.concatenate([points, [[at[0], at[1], float(label)]]])


def erased(points: PointArray, at: tuple[float, float], radius: float) -> PointArray:
    """Without the points in a disc around `at`."""
    return points[np.hypot(points[:, 0] - at[0], points[:, 1] - at[1]) > radius]


def without(points: PointArray, indices: Sequence[int]) -> PointArray:
    """Without these points."""
    return np.delete(points, list(indices), axis=0)


def moved(points: PointArray, index: int, to: tuple[float, float]) -> PointArray:
    """With one point somewhere else."""
    changed = points.copy()
    changed[index, :2] = to
    return changed


def shifted(points: PointArray, indices: Sequence[int], by: tuple[float, float]) -> PointArray:
    """With some points shifted together, none of them out of the world."""
    changed = points.copy()
    changed[list(indices), :2] = np.clip(changed[list(indices), :2] + by, -FARTHEST, FARTHEST)
    return changed


def inside(points: PointArray, corner: tuple[float, float], other: tuple[float, float]) -> tuple[int, ...]:
    """The points in the rectangle between two corners."""
    low, high = np.minimum(corner, other), np.maximum(corner, other)
    found = ((points[:, :2] >= low) & (points[:, :2] <= high)).all(axis=1)
    return tuple(np.flatnonzero(found).tolist())


def relabelled(points: PointArray, index: int, label: int) -> PointArray:
    """With another class for one point."""
    changed = points.copy()
    changed[index, 2] = float(label)
    return changed


def flipped(points: PointArray, index: int, n_classes: int) -> PointArray:
    """With the next class for one point, the first one after the last."""
    return relabelled(points, index, (int(points[index, 2]) + 1) % max(2, n_classes))


def n_classes_of(points: PointArray) -> int:
    """How many classes there are to be told apart: at least two."""
    return max(2, int(points[:, 2].max()) + 1) if len(points) else 2


def nearest(points: PointArray, at: tuple[float, float], reach: float) -> int | None:
    """The point nearest to `at`, if it is within `reach`."""
    if not len(points):
        return None
    distances = np.hypot(points[:, 0] - at[0], points[:, 1] - at[1])
    index = int(distances.argmin())
    return index if distances[index] <= reach else None


def with_outlier(points: PointArray, label: int, rng: np.random.Generator) -> PointArray | None:
    """With one point of class `label` in the midst of another class; None, if there is no other class.

    It stands near that example of the others that is farthest from its own class.
    """
    own, others = points[points[:, 2] == label], points[points[:, 2] != label]
    if not len(others):
        return None
    if len(own):
        gaps = np.hypot(*(others[:, None, :2] - own[None, :, :2]).transpose(2, 0, 1)).min(axis=1)
        host = others[int(gaps.argmax())]
    else:
        host = others[int(rng.integers(len(others)))]
    x, y = host[:2] + rng.uniform(-0.15, 0.15, 2)
    return added(points, (float(x), float(y)), label)
