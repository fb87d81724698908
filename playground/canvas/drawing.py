"""What is on the canvas, and what was: strokes, a picture under them, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.canvas.preprocess import FloatArray, to_network_input
from playground.canvas.strokes import Stroke, erase, strokes_to_network_input

SIDE = 280
"""Units along the shorter side of the canvas. The origin is its centre, x to the right, y down."""
_LONGEST_HISTORY = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    strokes: tuple[Stroke, ...] = ()
    picture: FloatArray | None = None


class Drawing:
    """Finished strokes and a picture, with undo and redo of whole gestures."""

    def __init__(self) -> None:
        self._now = _Content()
        self._past: list[_Content] = []
        self._future: list[_Content] = []

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Oldest first."""
        return self._now.strokes

    @property
    def picture(self) -> FloatArray | None:
        """Ink 0…1 on the square in the middle of the canvas, shape (SIDE, SIDE), or None."""
        return self._now.picture

    @property
    def is_empty(self) -> bool:
        """Nothing has been drawn, or all of it is erased."""
        return not self._now.strokes and self._now.picture is None

    @property
    def can_undo(self) -> bool:
        """There is a gesture to take back."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """There is a gesture to do again."""
        return bool(self._future)

    def add(self, stroke: Stroke) -> None:
        """Put a finished stroke on the canvas."""
        self._remember()
        self._now = _Content((*self._now.strokes, stroke), self._now.picture)

    def set_picture(self, picture: FloatArray) -> None:
        """Replace everything by a picture."""
        self._remember()
        self._now = _Content((), picture)

    def clear(self) -> None:
        """Empty the canvas; this too can be taken back."""
        if not self.is_empty:
            self._remember()
            self._now = _Content()

    def begin_erasing(self) -> None:
        """The eraser touches the canvas: what it will do is one gesture."""
        self._remember()

    def erase(self, start: tuple[float, float], end: tuple[float, float], radius: float) -> None:
        """Rub from `start` to `end`."""
        picture = self._now.picture
        if picture is not None:
            picture = _rub_out(picture, start, end, radius)
        self._now = _Content(tuple(erase(self._now.strokes, start, end, radius)), picture)

    def undo(self) -> bool:
        """Take back the last gesture; False if there is none."""
        return self._move(self._past, self._future)

    def redo(self) -> bool:
        """Do the gesture again that was taken back last; False if there is none."""
        return self._move(self._future, self._past)

    def network_input(self, live: Stroke | None = None) -> FloatArray | None:
        """What the network receives, shape (28, 28); `live` is the stroke in the making.

        With a picture under them, strokes are part of the picture: as thick as they were drawn.
        """
        strokes = (*self._now.strokes, live) if live is not None else self._now.strokes
        if self._now.picture is None:
            return strokes_to_network_input(strokes)
        ink = self._now.picture
        for stroke in strokes:
            ink = np.maximum(ink, _paint(stroke))
        return to_network_input(ink)

    def _remember(self) -> None:
        self._past.append(self._now)
        del self._past[:-_LONGEST_HISTORY]
        self._future.clear()

    def _move(self, source: list[_Content], target: list[_Content]) -> bool:
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        return True


def _rub_out(
    picture: FloatArray, start: tuple[float, float], end: tuple[float, float], radius: float
) -> FloatArray | None:
    line = Stroke(np.array([start, end]), 2 * radius)
    rubbed: FloatArray = picture * (1.0 - _paint(line))
    return rubbed if rubbed.max() > 0.1 else None


def _paint(stroke: Stroke) -> FloatArray:
    """Ink of a stroke on the square in the middle, as a row of round dots close together."""
    ink = np.zeros((SIDE, SIDE), dtype=np.float32)
    radius = stroke.width / 2
    steps = np.hypot(*np.diff(stroke.points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.arange(0.0, along[-1] + 1.0, max(1.0, radius / 4))
    for x, y in (
        np.column_stack([np.interp(wanted, along, stroke.points[:, axis]) for axis in (0, 1)]) + SIDE / 2
    ):
        left, top = (max(0, int(v - radius - 1)) for v in (x, y))
        part = ink[top : int(y + radius + 2), left : int(x + radius + 2)]
        if part.size:
            rows = np.arange(top, top + part.shape[0])[:, None] + 0.5 - y
            columns = np.arange(left, left + part.shape[1]) + 0.5 - x
            np.maximum(part, np.clip(radius + 0.5 - np.hypot(rows, columns), 0.0, 1.0), out=part)
    return ink
