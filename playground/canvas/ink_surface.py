"""A surface that keeps ink: gestures become strokes, strokes can be undone, each change is told once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.canvas.canvas_decor import brush_cursor
from playground.canvas.drawing import Drawing
from playground.canvas.gesture_surface import GestureSurface
from playground.canvas.ink_layer import InkLayer, Point
from playground.canvas.preprocess import ALL_STAGES, FloatArray, Stages
from playground.canvas.strokes import PenPath, Points
from playground.theme import LIGHT, Theme

BRUSH_WIDTHS = (8, 12, 16, 20, 24, 30, 38)
"""Brush sizes in canvas units."""
DEFAULT_BRUSH_WIDTH = 20
_ERASER_RADIUS = 16.0
_DRAWING_EVENT = QEvent.Type(QEvent.registerEventType())


class InkSurface(GestureSurface):
    """Brush, eraser and their history. What is around the ink is painted by the subclass."""

    drawing_changed = Signal(object)
    """float32 (784,) in 0…1, or None without ink; at most once for each turn of the event loop."""
    state_changed = Signal()
    """Tool, brush size, or what can be undone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._drawing = Drawing()
        self._layer = InkLayer()
        self._path: PenPath | None = None
        self._n_painted = 0
        self._erased_to: Point | None = None
        self._brush_width = DEFAULT_BRUSH_WIDTH
        self._is_eraser = False
        self._change_posted = False
        self._stages = ALL_STAGES
        self.set_theme(LIGHT)

    @property
    def is_eraser(self) -> bool:
        """Whether the pointer erases."""
        return self._is_eraser

    @property
    def brush_width(self) -> int:
        """One of `BRUSH_WIDTHS`."""
        return self._brush_width

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return self._drawing.can_undo

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return self._drawing.is_empty and self._path is None

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of `theme`."""
        self._theme = theme
        self._layer.set_colour(theme.text)
        self._layer.redraw(self._drawing)
        self._update_cursor()
        self.update()

    def set_eraser(self, erasing: bool) -> None:
        """Choose eraser or brush."""
        if erasing != self._is_eraser:
            self._is_eraser = erasing
            self._update_cursor()
            self.state_changed.emit()

    def set_brush_width(self, width: int) -> None:
        """Choose the brush size for the next stroke."""
        width = min(BRUSH_WIDTHS, key=lambda known: abs(known - width))
        if width != self._brush_width:
            self._brush_width = width
            self._update_cursor()
            self.state_changed.emit()

    def change_brush(self, steps: int) -> None:
        """So many sizes thicker or thinner."""
        index = BRUSH_WIDTHS.index(self._brush_width) + steps
        self.set_brush_width(BRUSH_WIDTHS[min(max(index, 0), len(BRUSH_WIDTHS) - 1)])

    def undo(self) -> None:
        """Take back the last stroke, rub or picture."""
        self.finish_gesture()
        if self._drawing.undo():
            self._redraw()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.finish_gesture()
        if self._drawing.redo():
            self._redraw()

    def clear(self) -> None:
        """Empty the canvas; undo brings it back."""
        self.finish_gesture()
        if not self._drawing.is_empty:
            self._drawing.clear()
            self._redraw()

    @property
    def stages(self) -> Stages:
        """Which stages of preprocessing the drawing goes through."""
        return self._stages

    def set_stages(self, stages: Stages) -> None:
        """Go through these stages from now on; what the network receives changes at once."""
        if stages != self._stages:
            self._stages = stages
            self._announce()

    def network_input(self, stages: Stages | None = None) -> FloatArray | None:
        """What the network receives, or would with other `stages`: shape (28, 28), or None without ink."""
        return self._drawing.network_input(self._tip(), self._stages if stages is None else stages)

    def ink_box(self) -> tuple[Points, Points] | None:
        """Corners of what is drawn in canvas units; None without strokes."""
        return self._drawing.ink_box(self._tip())

    def _tip(self) -> Points | None:
        """The last piece of the stroke in the making: straight to the pen."""
        if self._path is None or self._path.tip == self._path.settled[-1]:
            return None
        return np.array([self._path.settled[-1], self._path.tip])

    # ---- one gesture

    def begin_gesture(self, position: QPointF, erasing: bool) -> None:
        """Put brush or eraser down."""
        self._put_down(self._layer.to_units(position), erasing or self._is_eraser)

    def extend_gesture(self, position: QPointF) -> None:
        """Draw or rub on to `position`."""
        self._move_to(self._layer.to_units(position))

    def finish_gesture(self) -> None:
        """Lift brush or eraser."""
        if self._path is not None:
            stroke = self._path.stroke(self._brush_width)
            self._path = None
            self._drawing.add(stroke)
            # In one go: pieces painted one over the other have darker edges where they meet. And what
            # was read off a field while the pen moved is drawn exactly now.
            self._redraw()
        elif self._erased_to is not None:
            self._erased_to = None
            self.state_changed.emit()

    def cancel_gesture(self) -> None:
        """Take back the gesture in hand."""
        if self._path is not None:
            self._path = None
            self._drawing.drop_live()
            self._redraw()
        elif self._erased_to is not None:
            self._erased_to = None
            self._drawing.undo()
            self._redraw()

    def _put_down(self, at: Point, erasing: bool) -> None:
        self.finish_gesture()
        if erasing:
            self._drawing.begin_erasing()
            self._erased_to = at
            self._move_to(at)
            return
        self._path = PenPath(*at)
        self._n_painted = 1
        self._layer.extend([at], self._brush_width)
        self._drawing.extend_live(np.array([at]), self._brush_width)
        self.update()
        self._announce()

    def _move_to(self, point: Point) -> None:
        if self._erased_to is not None:
            self._drawing.erase(self._erased_to, point, _ERASER_RADIUS)
            self._erased_to = point
            self._layer.redraw(self._drawing)
            self.update()
            self._announce()
        elif self._path is not None:
            self._draw_to(self._path, point)

    def _draw_to(self, path: PenPath, point: Point) -> None:
        before = path.tip
        if not path.add(*point):
            return
        settled = path.settled
        if len(settled) > self._n_painted:
            piece = settled[self._n_painted - 1 :]
            self._layer.extend(piece, self._brush_width)
            self._drawing.extend_live(np.array(piece), self._brush_width)
            self._n_painted = len(settled)
        margin = self._brush_width * self._layer.scale / 2 + 2
        ends = [self._layer.to_pixels(p) for p in (settled[-1], before, point)]
        area = QRectF(ends[0], ends[1]).normalized().united(QRectF(ends[1], ends[2]).normalized())
        self.update(area.adjusted(-margin, -margin, margin, margin).toAlignedRect())
        self._announce()

    def _redraw(self) -> None:
        self._layer.redraw(self._drawing)
        self.update()
        self._announce()
        self.state_changed.emit()

    def _announce(self) -> None:
        """Compute and emit once, after the pointer events that are already waiting."""
        if not self._change_posted:
            self._change_posted = True
            # Before what waits to be painted: the answer is on its way meanwhile.
            priority = Qt.EventPriority.HighEventPriority.value
            QCoreApplication.postEvent(self, QEvent(_DRAWING_EVENT), priority)

    def _emit_drawing(self) -> None:
        self._change_posted = False
        picture = self.network_input()
        self.drawing_changed.emit(None if picture is None else np.ascontiguousarray(picture).reshape(-1))

    def _update_cursor(self) -> None:
        width = 2 * _ERASER_RADIUS if self._is_eraser else self._brush_width
        self.setCursor(brush_cursor(width * self._layer.scale, self._theme, self.devicePixelRatioF()))

    # ---- methods of Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == _DRAWING_EVENT:
            self._emit_drawing()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layer.resize(self.size(), self.devicePixelRatioF())
        self._layer.redraw(self._drawing)
        if self._path is not None:
            self._layer.extend(self._path.settled, self._brush_width)
        self._update_cursor()
