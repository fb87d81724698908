"""How far every place of the sheet is from the nearest stroke, kept while one draws.

A new piece of line changes the field only around itself, and a picture is read off the field at 28×28
places, so a move of the pen costs the same whatever has been drawn before. Against the picture drawn
anew from all strokes (`strokes_to_network_input`) a pixel differs by a hundredth (root mean square), at
the edges of lines by up to 0.3. So this is for pictures with a stage left out, and for long scribbles while
the pen moves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.canvas.preprocess import (
    BOX,
    MASS_CENTRE,
    SIZE,
    THICKEST,
    THINNEST,
    FloatArray,
    Stages,
)
from playground.canvas.strokes import Points, Stroke, squared_distances

SHEET = 280.0
"""Units along the side of the sheet; its origin is its centre."""
_CELL = 2.0
"""Distance of the places at which the field is kept."""
_HALF = 280.0
"""The field covers so much to each side: sheets may be twice as wide as high."""
_REACH = 48.0
"""Farther than that from every stroke nothing is inked, however the drawing is scaled."""
_FAR = np.float32(1e3)
_CHUNK = 12
"""Pieces of line entered at a time."""
_N = int(2 * _HALF / _CELL) + 1
_PIXEL_CENTRES = np.arange(SIZE) + 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """From the sheet to the picture: pixel = origin + (place − corner) · scale, for x and y."""

    corner: Points
    scale: Points
    thickness: float
    """Of the strokes, in pixels."""
    origin: Points


class InkField:
    """Distances to the strokes of one drawing."""

    def __init__(self) -> None:
        self._distance = np.full((_N, _N), _FAR)
        self._low: Points = np.full(2, np.inf)
        self._high: Points = np.full(2, -np.inf)
        self._brush = 0.0

    @classmethod
    def of(cls, strokes: tuple[Stroke, ...]) -> InkField:
        """The field of finished strokes."""
        field = cls()
        for stroke in strokes:
            field.extend(stroke.points[:1], stroke.width)
            if len(stroke.points) > 1:
                field.extend(stroke.points, stroke.width)
        return field

    def extend(self, points: Points, width: float) -> None:
        """Enter a piece of line; one point alone is a dot. A piece begins where the one before ended."""
        points = np.asarray(points, dtype=np.float64)
        self._low = np.minimum(self._low, points.min(axis=0))
        self._high = np.maximum(self._high, points.max(axis=0))
        self._brush = max(self._brush, width)
        ends = points if len(points) == 1 else points[1:]
        starts = points if len(points) == 1 else points[:-1]
        for first in range(0, len(ends), _CHUNK):
            self._enter(np.hstack([starts[first : first + _CHUNK], ends[first : first + _CHUNK]]))

    def _enter(self, segments: Points) -> None:
        places = segments.reshape(-1, 2)
        low = np.floor((places.min(axis=0) - _REACH + _HALF) / _CELL).astype(int).clip(0, _N - 1)
        high = np.ceil((places.max(axis=0) + _REACH + _HALF) / _CELL).astype(int).clip(0, _N - 1)
        x = np.arange(low[0], high[0] + 1) * _CELL - _HALF
        y = np.arange(low[1], high[1] + 1) * _CELL - _HALF
        across, down = np.meshgrid(x, y)
        squared = squared_distances(segments.astype(np.float32), across.ravel(), down.ravel()).min(axis=0)
        distance = np.sqrt(squared).reshape(across.shape)
        distance[distance > _REACH] = _FAR
        part = self._distance[low[1] : high[1] + 1, low[0] : high[0] + 1]
        np.minimum(part, distance, out=part)

    def picture(self, stages: Stages, tip: Points | None = None, width: float = 0.0) -> FloatArray | None:
        """The picture for the network, shape (28, 28); `tip` (2, 2) is a last piece that isn't entered."""
        low, high = self._low, self._high
        if tip is not None:
            low, high = np.minimum(low, tip.min(axis=0)), np.maximum(high, tip.max(axis=0))
        if not np.isfinite(low).all():
            return None
        placement = placed(low, high, max(self._brush, width), stages)
        if stages.centre:
            placement = self._centred(placement, tip, low, high)
        return self._read(placement, tip)

    def box(self, tip: Points | None = None) -> tuple[Points, Points]:
        """Corners of what is drawn, thickness and all, on the sheet."""
        low, high = self._low, self._high
        if tip is not None:
            low, high = np.minimum(low, tip.min(axis=0)), np.maximum(high, tip.max(axis=0))
        return low - self._brush / 2, high + self._brush / 2

    def _centred(self, placement: Placement, tip: Points | None, low: Points, high: Points) -> Placement:
        """Shifted by its centre of mass, as far as the picture has room."""
        ink = self._read(placement, tip)
        total = float(ink.sum())
        if total <= 0.0:
            return placement
        centre = np.array([ink.sum(axis=0) @ _PIXEL_CENTRES, ink.sum(axis=1) @ _PIXEL_CENTRES]) / total
        origin = placement.origin + MASS_CENTRE - centre
        return Placement(
            placement.corner, placement.scale, placement.thickness, _inside(placement, origin, low, high)
        )

    def _read(self, placement: Placement, tip: Points | None) -> FloatArray:
        """Ink at the centres of the pixels, from the field between its places."""
        at = placement.corner + (_PIXEL_CENTRES[:, None] - placement.origin) / placement.scale
        grid = ((at + _HALF) / _CELL).clip(0, _N - 1.001)
        first = grid.astype(np.intp)
        share = (grid - first).astype(np.float32)
        columns, rows = first[:, 0], first[:, 1][:, None]
        right, down = share[:, 0], share[:, 1][:, None]
        field = self._distance
        upper = field[rows, columns] * (1 - right) + field[rows, columns + 1] * right
        lower = field[rows + 1, columns] * (1 - right) + field[rows + 1, columns + 1] * right
        distance = upper * (1 - down) + lower * down
        if tip is not None:
            across, below = np.meshgrid(at[:, 0], at[:, 1])
            segment = tip.reshape(1, 4).astype(np.float32)
            squared = squared_distances(segment, across.ravel(), below.ravel())[0]
            distance = np.minimum(distance, np.sqrt(squared).reshape(SIZE, SIZE))
        scale = float(np.sqrt(placement.scale[0] * placement.scale[1]))
        ink: FloatArray = np.clip(0.5 + placement.thickness / 2 - distance * scale, 0.0, 1.0).astype(
            np.float32
        )
        return ink


def placed(low: Points, high: Points, brush: float, stages: Stages) -> Placement:
    """Where strokes between `low` and `high` go, before they are centred by mass."""
    on_sheet = SIZE / SHEET
    corner = low if stages.crop else np.full(2, -SHEET / 2)
    size = np.maximum(high - low, 0.75 * brush) if stages.crop else np.full(2, SHEET)
    extent = float(size.max())
    if not stages.scale:
        scale, thickness = np.full(2, on_sheet), brush * on_sheet
    elif not stages.crop:
        scale, thickness = np.full(2, BOX / SHEET), brush * BOX / SHEET
    else:
        thickness = float(np.clip(brush * BOX / (extent + brush), THINNEST, THICKEST))
        scale = (BOX - thickness) / (np.full(2, extent) if stages.keep_aspect else size)
    # Where it was drawn: the middle of the drawing keeps its place on the sheet.
    middle = (low + high) / 2
    seen_at = SIZE / 2 + middle * (on_sheet if stages.crop else scale)
    placement = Placement(corner, scale, thickness, seen_at - (middle - corner) * scale)
    return Placement(corner, scale, thickness, _inside(placement, placement.origin, low, high))


def _inside(placement: Placement, origin: Points, low: Points, high: Points) -> Points:
    """`origin`, moved as little as needed for the ink to stay on the picture, where it fits."""
    half = placement.thickness / 2
    least = half - (low - placement.corner) * placement.scale
    most = SIZE - half - (high - placement.corner) * placement.scale
    kept: NDArray[np.float64] = np.where(
        most >= least, np.clip(origin, least, np.maximum(least, most)), origin
    )
    return kept
