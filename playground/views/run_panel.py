"""A plot over the course of a run: what the loss and the accuracy plot have in common."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.theme import Theme
from playground.views.axes import Tick
from playground.views.framed_curve import FramedCurve
from playground.views.framed_line import FramedLine
from playground.views.loss_frame import PlotFrame
from playground.views.marks import Marks
from playground.views.numbers import axis_text
from playground.views.overlay_curves import OverlayCurves
from playground.views.plot_panel import PlotPanel
from playground.views.plot_style import fill_brush, line_pen
from playground.views.ranges import linear_ticks
from playground.views.thinning import Series

_MARKER_ROOM_PX = 9
_GRIP_PX = 7.0
"""So near to the cursor it can be taken."""


def _x_ticks(low: float, high: float, width_px: int) -> list[Tick]:
    return [(v, axis_text(v)) for v in linear_ticks(low, high, max(3, width_px // 52))]


def unit_name(panel: QWidget, frame: PlotFrame) -> str:
    """Unit of the horizontal axis; with recent updates only, its numbers count back from now and are
    negative."""
    if frame.is_timed:
        return panel.tr("seconds")
    return panel.tr("epochs") if frame.epochs else panel.tr("updates")


class RunPanel(PlotPanel):
    """A plot over the run: a solid training curve, a dashed test curve with markers, kept runs as thin lines,
    and a cursor at the moment that is shown, which can be dragged."""

    cursor_dragged = Signal(float)
    """The place on the horizontal axis under the hand."""

    def __init__(self, object_name: str, title: str, parent: QWidget | None = None) -> None:
        self.training_curve = FramedCurve()
        self.test_curve = FramedCurve()
        self.test_markers = Marks(5.0)
        self._test_shape: tuple[float, ...] | None = None
        """Length and ends of the test curve that is shown: it changes once an epoch, not at every frame."""
        self.overlays = OverlayCurves()
        self.cursor = FramedLine()
        self._is_cursor_held = False
        super().__init__(object_name, title, parent)
        self.title = title
        self.overlays.attach(self.view_box)
        self.add_line(self.cursor)
        self.cursor.setZValue(30)
        self.cursor.hide()
        self.add_curve(self.training_curve)
        self.add_curve(self.test_curve)
        self.view_box.addItem(self.test_markers, ignoreBounds=True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.training_curve.setPen(line_pen(theme.training, width=2))
        self.test_curve.setPen(line_pen(theme.test, width=1, dashed=True))
        self.test_markers.pen = line_pen(theme.test)
        self.test_markers.brush = fill_brush(theme.plot)
        self.overlays.set_theme(theme)
        self.cursor.set_pen(line_pen(theme.accent, width=2))

    def _set_test(self, x: Series, y: Series) -> None:
        shape = (
            (len(x), x[0], x[-1], y[0], y[-1], *self.x_range, *self.y_range, self.n_columns())
            if len(x)
            else ()
        )
        if shape == self._test_shape:
            return
        self._test_shape = shape
        self.test_curve.set_points(x, y)
        stride = max(1, -(-len(x) * _MARKER_ROOM_PX // self.n_columns()))
        shown = np.arange(0, len(x), stride)
        if len(x) and shown[-1] != len(x) - 1:
            shown = np.append(shown, len(x) - 1)
        self.test_markers.set_points(x[shown], y[shown], self.bounds())

    def _x_pixels(self, x: Series) -> Series:
        (low, high), box = self.x_range, self.plot_rect()
        return box.left() + (x - low) / max(high - low, 1e-9) * box.width()

    def _y_pixels(self, y: Series) -> Series:
        (low, high), box = self.y_range, self.plot_rect()
        return box.top() + (high - np.clip(y, low, high)) / max(high - low, 1e-9) * box.height()

    def _set_x(self, frame: PlotFrame) -> None:
        low, high = frame.x_range()
        self.set_x_axis(low, high, _x_ticks(low, high, self.n_columns()))

    # ---- the cursor

    def set_cursor_at(self, x: float | None) -> None:
        """Stand at the moment shown; None hides the cursor."""
        self.cursor.setVisible(x is not None)
        low, high = self.x_range
        pixel = (high - low) / self.plot_rect().width()
        # At the end of a curve it moves by less than a pixel a frame: not worth painting.
        if x is not None and not self._is_cursor_held and abs(x - self.cursor.value()) > 0.5 * pixel:
            self.cursor.set_value(x)

    def _is_on_cursor(self, event: QMouseEvent) -> bool:
        if not self.cursor.isVisible():
            return False
        at = self._x_pixels(np.array([self.cursor.value()]))[0]
        return bool(abs(float(event.position().x()) - at) <= _GRIP_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._is_on_cursor(event):
            self._is_cursor_held = True
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on_cursor = self._is_cursor_held or self._is_on_cursor(event)
        self.setCursor(Qt.CursorShape.SizeHorCursor if on_cursor else Qt.CursorShape.ArrowCursor)
        if self._is_cursor_held:
            box, (low, high) = self.plot_rect(), self.x_range
            share = (event.position().x() - box.left()) / box.width()
            x = low + min(1.0, max(0.0, share)) * (high - low)
            self.cursor.set_value(x)
            self.cursor_dragged.emit(x)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._is_cursor_held = False
        event.accept()
