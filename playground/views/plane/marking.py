"""Which points of the plane stand out: those of the batch, the wrong ones, and the one in the network."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.views.plane.examples import PlaneExamples, batch_members
from playground.views.plane.picture import PlanePicture


def mark(
    picture: PlanePicture,
    examples: PlaneExamples,
    *,
    batch: NDArray[np.int64] | None,
    with_wrong: bool,
    chosen: tuple[str, int] | None,
) -> tuple[float, float] | None:
    """Mark them on the picture; where the chosen example is, split and row, if it is one of the points."""
    points = picture.points
    picture.batch = picture.wrong = None
    picture.chosen = examples.place_of(points, chosen)
    if len(points) and batch is not None:
        picture.batch = batch_members(points, batch)
    if len(points) and with_wrong:
        known, right = examples.right(points, picture.maps, picture.scale)
        picture.wrong = np.nonzero(known & ~right)[0]
    picture.update()
    if picture.chosen is None:
        return None
    x, y = points.xy[picture.chosen].tolist()
    return x, y
