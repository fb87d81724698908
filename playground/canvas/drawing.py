"""What is on the canvas, and what was: strokes, a picture under them, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.canvas.ink_field import InkField
from playground.canvas.preprocess import ALL_STAGES, FloatArray, Stages, to_network_input
from playground.canvas.strokes import Points, Stroke, erase, length_in_box, strokes_to_network_input

SIDE = 280
"""Units along the shorter side of the canvas. The origin is its centre, x to the right, y down."""
_LONGEST_HISTORY = 200
_LONG_PX = 100.0
"""A drawing whose lines are longer than that on the picture is read off a field while the pen moves, which
takes 0.2 ms however long it is. Drawn anew, exactly, a digit (40 to 100 px) takes 0.5 to 1.4 ms, this 3."""


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
        self._field: InkField | None = None
        """Of the strokes and the part of the one in the making that is settled; None until it is needed."""
        self._live_points: list[Points] = []
        self._live_width = 0.0
        self._sheet: FloatArray | None = None
        """The picture with all finished strokes on it."""

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
        if self._field is not None:
            if not self._live_points:
                self._field.extend(stroke.points[:1], stroke.width)
                if len(stroke.points) > 1:
                    self._field.extend(stroke.points, stroke.width)
            elif len(stroke.points) > 1:
                self._field.extend(stroke.points[-2:], stroke.width)
        if self._sheet is not None:
            self._sheet = np.maximum(self._sheet, _paint(stroke))
        self._live_points.clear()
        self._now = _Content((*self._now.strokes, stroke), self._now.picture)

    def extend_live(self, points: Points, width: float) -> None:
        """More of the stroke in the making that later points don't change; it begins with a single point."""
        points = np.asarray(points, dtype=np.float64)
        if self._field is not None:
            self._field.extend(points, width)
        self._live_points.append(points if not self._live_points else points[1:])
        self._live_width = width

    def drop_live(self) -> None:
        """The stroke in the making never was."""
        if self._live_points:
            self._forget_ink()

    def _field_now(self) -> InkField:
        if self._field is None:
            self._field = InkField.of(self._now.strokes)
            for points in self._live_points:
                self._field.extend(points, self._live_width)
        return self._field

    def _forget_ink(self) -> None:
        self._field = self._sheet = None
        self._live_points.clear()

    def set_picture(self, picture: FloatArray) -> None:
        """Replace everything by a picture."""
        self._remember()
        self._now = _Content((), picture)
        self._forget_ink()

    def clear(self) -> None:
        """Empty the canvas; this too can be taken back."""
        if not self.is_empty:
            self._remember()
            self._now = _Content()
            self._forget_ink()

    def begin_erasing(self) -> None:
        """The eraser touches the canvas: what it will do is one gesture."""
        self._remember()

    def erase(self, start: tuple[float, float], end: tuple[float, float], radius: float) -> None:
        """Rub from `start` to `end`."""
        picture = self._now.picture
        if picture is not None:
            picture = _rub_out(picture, start, end, radius)
        self._now = _Content(tuple(erase(self._now.strokes, start, end, radius)), picture)
        self._forget_ink()

    def undo(self) -> bool:
        """Take back the last gesture; False if there is none."""
        return self._move(self._past, self._future)

    def redo(self) -> bool:
        """Do the gesture again that was taken back last; False if there is none."""
        return self._move(self._future, self._past)

    def network_input(self, tip: Points | None = None, stages: Stages = ALL_STAGES) -> FloatArray | None:
        """What the network receives, shape (28, 28).

        `tip` (2, 2) is the last piece of the stroke in the making, which the next point may still bend.
        With a picture under them, strokes are part of the picture: as thick as they were drawn.
        """
        if self._now.picture is not None:
            return to_network_input(self._inked_picture(tip), stages)
        if stages == ALL_STAGES:
            live = self._live_stroke(tip)
            strokes = (*self._now.strokes, *((live,) if live is not None else ()))
            if live is None or length_in_box(strokes) <= _LONG_PX:
                return strokes_to_network_input(strokes)
        return self._field_now().picture(stages, tip, self._live_width if self._live_points else 0.0)

    def ink_box(self, tip: Points | None = None) -> tuple[Points, Points] | None:
        """Corners of what is drawn, in canvas units; None without strokes, or with a picture."""
        if self._now.picture is not None or (self.is_empty and not self._live_points):
            return None
        return self._field_now().box(tip)

    def _live_stroke(self, tip: Points | None) -> Stroke | None:
        if not self._live_points:
            return None
        ends = [tip[1:]] if tip is not None else []
        return Stroke(np.concatenate([*self._live_points, *ends]), self._live_width)

    def _inked_picture(self, tip: Points | None) -> FloatArray:
        if self._sheet is None:
            assert self._now.picture is not None
            self._sheet = self._now.picture
            for stroke in self._now.strokes:
                self._sheet = np.maximum(self._sheet, _paint(stroke))
        live = self._live_stroke(tip)
        return self._sheet if live is None else np.maximum(self._sheet, _paint(live))

    def _remember(self) -> None:
        self._past.append(self._now)
        del self._past[:-_LONGEST_HISTORY]
        self._future.clear()

    def _move(self, source: list[_Content], target: list[_Content]) -> bool:
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        self._forget_ink()
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
