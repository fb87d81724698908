"""Markers of a fixed size in pixels, and a line with a rim: a tenth of what a scatter plot costs for a few
points."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF
from PySide6.QtGui import QBrush, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.theme import LIGHT
from playground.views.plot_style import fill_brush, line_pen
from playground.views.quick_paint import RoundMarks, draw_line
from playground.views.thinning import Series


class Marks(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Circles or squares at points given in data coordinates."""

    def __init__(self, size_px: float, *, square: bool = False) -> None:
        super().__init__()
        self.size_px = size_px
        self.square = square
        self.x: Series = np.zeros(0)
        self.y: Series = np.zeros(0)
        self.pen: QPen = line_pen(LIGHT.text)
        self.brush: QBrush = fill_brush(LIGHT.plot)
        self._bounds = QRectF()
        self._circles = RoundMarks()

    def set_points(self, x: Series, y: Series, bounds: QRectF) -> None:
        """Set the points; `bounds` is the range of the axes, outside of which nothing is drawn."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.x, self.y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not len(self.x):
            return
        placed = painter.worldTransform()
        painter.resetTransform()
        x = placed.m11() * self.x + placed.dx()
        y = placed.m22() * self.y + placed.dy()
        if self.square:
            side = round(self.size_px)
            painter.setPen(self.pen)
            painter.setBrush(self.brush)
            for at_x, at_y in zip(x.tolist(), y.tolist(), strict=True):
                painter.drawRect(round(at_x - self.size_px / 2), round(at_y - self.size_px / 2), side, side)
        else:
            self._circles.draw(painter, x, y, self.size_px, self.pen, self.brush)
        painter.setWorldTransform(placed)


class RimmedLine(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """A light line with a dark rim, which stands out from every colour of a heat map."""

    def __init__(self, line: QPen, rim: QPen) -> None:
        super().__init__()
        self.line, self.rim = line, rim
        self.x: Series = np.zeros(0)
        self.y: Series = np.zeros(0)
        self._bounds = QRectF()

    def set_points(self, x: Series, y: Series, bounds: QRectF) -> None:
        """Set the points; `bounds` is the range of the axes."""
        if bounds != self._bounds:
            self.prepareGeometryChange()
            self._bounds = bounds
        self.x, self.y = x, y
        self.update()

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if len(self.x) > 1:
            polygon = arrayToQPolygonF(self.x, self.y)
            for pen in (self.rim, self.line):
                draw_line(painter, polygon, pen)
