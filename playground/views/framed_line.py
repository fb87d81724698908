"""A vertical line in a plot whose ranges are set from outside."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.theme import LIGHT
from playground.views.plot_style import line_pen


class FramedLine(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """A line from edge to edge at one x.

    pyqtgraph's own can be turned and dragged, and works out anew what it covers whenever a range changes:
    4 % of what the window does while the curves of a run grow.
    """

    def __init__(self) -> None:
        self._x = 0.0
        self._frame = QRectF(0.0, 0.0, 1.0, 1.0)
        self._pixel = 0.01
        self._pen = line_pen(LIGHT.text_muted)
        super().__init__()

    def value(self) -> float:
        """Where it stands, in data coordinates."""
        return self._x

    def set_value(self, x: float) -> None:
        """Stand at `x`."""
        if x != self._x:
            self.prepareGeometryChange()
            self._x = x

    def set_frame(self, frame: QRectF, pixel: float) -> None:
        """The plotted area, and how wide a pixel is, in data coordinates."""
        if (frame, pixel) != (self._frame, self._pixel):
            self.prepareGeometryChange()
            self._frame, self._pixel = frame, pixel

    def set_pen(self, pen: QPen) -> None:
        """Draw with a pen of so many pixels."""
        self._pen = pen
        self.update()

    def boundingRect(self) -> QRectF:
        half = (self._pen.width() + 1) * self._pixel
        return QRectF(self._x - half, self._frame.top(), 2.0 * half, self._frame.height())

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setPen(self._pen)
        painter.drawLine(QPointF(self._x, self._frame.top()), QPointF(self._x, self._frame.bottom()))
