"""Pen strokes as polylines: smoothed while they are drawn, cut by the eraser, rendered for the network.

Strokes are kept as lines, not as pixels, so that the picture for the network can be drawn anew at the
scale and thickness of MNIST: a small drawing with a thick brush doesn't become a blob, nor a large one with
a thin brush a shadow. Measured with the trained network on 300 drawings made of bent and shaken polylines,
share read right with brushes of 6, 20 and 38 units: drawn anew 97.0, 97.7 and 98.7 %; scaled as pixels
97.0, 97.7 and 87.0 % with thickness brought to MNIST's, 96.3, 95.3 and 72.3 % without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.canvas.preprocess import BOX, MASS_CENTRE, SIZE, THICKEST, THINNEST, FloatArray

Points = NDArray[np.float64]

_ROUNDING = 6.0
"""A corner is rounded at most so far from its point: hand tremor goes, the corner of a 7 stays."""
_SPACING = 2.0
"""Distance of the points of a smoothed curve."""
_RENDER_SPACING = 1.0
"""Distance of the points of a rendered curve, in pixels of 28."""
_PIXEL_CENTRES = np.arange(SIZE, dtype=np.float32) + np.float32(0.5)


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One line of the pen."""

    points: Points
    """Shape (n, 2), x and y of a smooth path; one point alone is a dot."""
    width: float
    """Of the brush, in the unit of the points."""


class PenPath:
    """A stroke in the making: raw points go in one by one, a smooth path comes out.

    Each corner becomes a quadratic curve between points on its two sides, so a dense hand-drawn line turns
    smooth and the corners of a coarse one keep their place. The path runs straight to the newest point.
    """

    def __init__(self, x: float, y: float) -> None:
        self._raw = [(x, y)]
        self._settled = [(x, y)]

    @property
    def settled(self) -> Sequence[tuple[float, float]]:
        """The part of the path that later points don't change."""
        return self._settled

    @property
    def tip(self) -> tuple[float, float]:
        """The newest point."""
        return self._raw[-1]

    def add(self, x: float, y: float) -> bool:
        """Draw on to (x, y); False if the pen hasn't moved."""
        if (x, y) == self._raw[-1]:
            return False
        self._raw.append((x, y))
        if len(self._raw) > 2:
            self._round_corner(*(np.array(p) for p in self._raw[-3:]))
        return True

    def _round_corner(self, before: Points, corner: Points, after: Points) -> None:
        start, end = (
            corner + (side - corner) * min(0.5, _ROUNDING / max(float(np.hypot(*(side - corner))), 1e-9))
            for side in (before, after)
        )
        n_pieces = max(2, int(np.ceil(np.hypot(*(end - start)) / _SPACING)))
        t = (np.arange(n_pieces + 1) / n_pieces)[:, None]
        curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end
        self._settled.extend((float(x), float(y)) for x, y in curve)

    def stroke(self, width: float) -> Stroke:
        """The whole path so far."""
        return Stroke(np.array([*self._settled, self.tip]), width)


def erase(
    strokes: Iterable[Stroke], start: tuple[float, float], end: tuple[float, float], radius: float
) -> list[Stroke]:
    """Take away what lies within `radius` of the line from `start` to `end`; strokes may fall into pieces."""
    kept: list[Stroke] = []
    line = np.array([[*start, *end]], dtype=np.float32)
    for stroke in strokes:
        points = _resample_path(stroke.points, _SPACING)
        distance = np.sqrt(squared_distances(line, points[:, 0], points[:, 1]))[0]
        inside = distance < radius + stroke.width / 4
        if not inside.any():
            kept.append(stroke)
            continue
        borders = np.flatnonzero(np.diff(inside.astype(np.int8))) + 1
        pieces = np.split(np.arange(len(points)), borders)
        kept.extend(Stroke(points[piece], stroke.width) for piece in pieces if not inside[piece[0]])
    return kept


def strokes_to_network_input(strokes: Sequence[Stroke]) -> FloatArray | None:
    """Draw strokes for the network: in a box of 20×20, as thick as MNIST's, centred by mass.

    Parameters
    ----------
    strokes : sequence of Stroke
        In any unit, anywhere.

    Returns
    -------
    ndarray of float32, shape (28, 28), range 0…1, or None without strokes.
    """
    if not strokes:
        return None
    points = np.concatenate([stroke.points for stroke in strokes])
    corner = points.min(axis=0)
    extent = float((points.max(axis=0) - corner).max())
    brush = max(stroke.width for stroke in strokes)
    # A dot stays a dot: what is smaller than the brush isn't blown up to fill the box.
    extent = max(extent, 0.75 * brush)
    thickness = float(np.clip(brush * BOX / (extent + brush), THINNEST, THICKEST))
    scale = (BOX - thickness) / extent
    segments = np.concatenate([_segments((stroke.points - corner) * scale) for stroke in strokes])
    # The centre of mass is known once the ink is on the paper; the picture stays inside all the same.
    margin = (SIZE - BOX + thickness) / 2
    low, high = segments.reshape(-1, 2).min(axis=0), segments.reshape(-1, 2).max(axis=0)
    origin = np.clip(
        margin + MASS_CENTRE - _centre_of_mass(segments + margin, thickness),
        thickness / 2 - low,
        SIZE - thickness / 2 - high,
    )
    return _render(segments + np.tile(origin, 2), thickness)


def length_in_box(strokes: Sequence[Stroke]) -> float:
    """Length of all lines once the drawing fills its box, in pixels of 28: what drawing it anew costs."""
    points = np.concatenate([stroke.points for stroke in strokes])
    extent = max(float(np.ptp(points, axis=0).max()), 1.0)
    length = sum(float(np.hypot(*np.diff(stroke.points, axis=0).T).sum()) for stroke in strokes)
    return length * BOX / extent


def _centre_of_mass(segments: Points, thickness: float) -> Points:
    """Where the ink of these lines balances."""
    ink = _render(segments, thickness)
    centre: Points = (
        np.array([ink.sum(axis=0) @ _PIXEL_CENTRES, ink.sum(axis=1) @ _PIXEL_CENTRES]) / ink.sum()
    )
    return centre


def _segments(points: Points) -> Points:
    """The pieces of a path as rows x0, y0, x1, y1; a dot is one piece of no length."""
    path = _resample_path(points, _RENDER_SPACING)
    return np.hstack([path[:-1], path[1:]]) if len(path) > 1 else np.hstack([path, path])


def _resample_path(points: Points, spacing: float) -> Points:
    """The same path with points at equal distances of about `spacing`; the ends stay."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    if along[-1] == 0:
        return points[:1]
    wanted = np.linspace(0.0, along[-1], max(2, int(np.ceil(along[-1] / spacing)) + 1))
    return np.column_stack([np.interp(wanted, along, points[:, axis]) for axis in (0, 1)])


def _render(segments: Points, thickness: float) -> FloatArray:
    """Ink of round-ended lines on 28×28 pixels: the share of each pixel, by its distance from the nearest."""
    x, y = np.meshgrid(_PIXEL_CENTRES, _PIXEL_CENTRES)
    squared = squared_distances(segments.astype(np.float32), x.ravel(), y.ravel()).min(axis=0)
    ink: FloatArray = np.clip(0.5 + thickness / 2 - np.sqrt(squared), 0.0, 1.0).reshape(SIZE, SIZE)
    return ink


def squared_distances(
    segments: NDArray[np.floating], x: NDArray[np.floating], y: NDArray[np.floating]
) -> FloatArray:
    """Squared distances (n_segments, n_points) of points from line segments."""
    x0, y0, x1, y1 = (segments[:, i, None] for i in range(4))
    dx, dy = x1 - x0, y1 - y0
    length_squared = np.maximum(dx * dx + dy * dy, 1e-12)
    from_x, from_y = x.astype(np.float32) - x0, y.astype(np.float32) - y0
    t = np.clip((from_x * dx + from_y * dy) / length_squared, 0.0, 1.0)
    from_x -= t * dx
    from_y -= t * dy
    squared: FloatArray = from_x * from_x + from_y * from_y
    return squared
