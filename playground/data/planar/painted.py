"""Points that somebody painted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.data.dataset import Dataset
from playground.data.planar.generate import plane_dataset
from playground.errors import DataError

MAX_CLASSES = 6
MAX_POINTS = 5_000
FARTHEST = 100.0
"""Painted points lie within ±100 on both axes: room for outliers."""
TITLE = "Painted points"

STARTER_POINTS: tuple[tuple[float, float, float], ...] = (
    *((x1, x2, 0.0) for x1, x2 in ((-3.5, 2.0), (-2.5, 3.0), (-1.5, 3.5), (-3.0, 0.5), (-2.0, 1.5))),
    *((x1, x2, 0.0) for x1, x2 in ((-1.0, 2.0), (0.0, 3.0), (-4.0, 3.5))),
    *((x1, x2, 1.0) for x1, x2 in ((3.5, -2.0), (2.5, -3.0), (1.5, -3.5), (3.0, -0.5), (2.0, -1.5))),
    *((x1, x2, 1.0) for x1, x2 in ((1.0, -2.0), (0.0, -3.0), (4.0, -3.5))),
)
"""Two small groups, so that there is something to learn before anything is painted."""


def n_painted_classes(points: Sequence[tuple[float, float, float]]) -> int:
    """Up to the highest class that is painted, and two at least."""
    return max(2, 1 + max((int(label) for _, _, label in points), default=0))


def painted(
    points: Sequence[tuple[float, float, float]], *, train_share: float, seed: int, features: Sequence[str]
) -> Dataset:
    """Return the points (x₁, x₂, class) as a data set; few are enough, one of them even.

    Raises
    ------
    DataError
        If there is no point, or a formula fails.
    """
    if not points:
        raise DataError("Nothing is painted yet. Paint some points of two or more classes on the plane.")
    table = np.array(points, np.float64).reshape(-1, 3)
    return plane_dataset(
        "paint",
        TITLE,
        table[:, :2],
        table[:, 2].astype(np.int64),
        n_painted_classes(points),
        train_share,
        np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed))),
        features,
    )
