"""Frame, ticks and names of the axes of the plane."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.theme import Theme
from playground.views.numbers import axis_text
from playground.views.plane.geometry import BOTTOM_PX, LEFT_PX, PlaneGeometry
from playground.views.plot_style import small_font


def paint_axes(
    painter: QPainter,
    geometry: PlaneGeometry,
    names: tuple[str, str],
    theme: Theme,
    *,
    has_focus: bool = False,
) -> None:
    """Paint them around the square of `geometry`; the frame tells the keyboard's focus."""
    painter.setFont(small_font(theme))
    left, top, side = geometry.left, geometry.top, geometry.side
    bottom, line = top + side, painter.fontMetrics().height()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, has_focus)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent if has_focus else theme.border), 2.0 if has_focus else 1.0))
    painter.drawRect(QRectF(left, top, side, side))
    painter.setPen(QColor(theme.text_muted))
    room = QRectF(left, bottom + line, side, BOTTOM_PX - line + 2)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, _fitted(painter, names[0], side))
    _paint_x_ticks(painter, geometry, bottom)
    widest = _paint_y_ticks(painter, geometry)
    painter.save()
    painter.translate(max(line / 2, left - widest - 8 - line / 2), top + side / 2)
    painter.rotate(-90)
    name = _fitted(painter, names[1], side)
    painter.drawText(QRectF(-side / 2, -line / 2, side, line), Qt.AlignmentFlag.AlignCenter, name)
    painter.restore()


def _paint_x_ticks(painter: QPainter, geometry: PlaneGeometry, bottom: float) -> None:
    metrics = painter.fontMetrics()
    last = -1e9
    for tick in geometry.x_ticks():
        x = geometry.to_pixels(np.array([[tick, 0.0]]))[0, 0]
        painter.drawLine(QPointF(x, bottom), QPointF(x, bottom + 3))
        text = axis_text(tick)
        width = metrics.horizontalAdvance(text)
        if x - width / 2 > last:
            painter.drawText(QPointF(x - width / 2, bottom + 3 + metrics.ascent()), text)
            last = x + width / 2 + 4


def _paint_y_ticks(painter: QPainter, geometry: PlaneGeometry) -> int:
    metrics = painter.fontMetrics()
    widest = 0
    for tick in geometry.y_ticks():
        y = geometry.to_pixels(np.array([[0.0, tick]]))[0, 1]
        painter.drawLine(QPointF(geometry.left - 3, y), QPointF(geometry.left, y))
        text = axis_text(tick)
        width = metrics.horizontalAdvance(text)
        widest = min(max(widest, width), LEFT_PX - 18)
        painter.drawText(QPointF(geometry.left - 6 - width, y + metrics.ascent() / 2 - 1), text)
    return widest


def _fitted(painter: QPainter, text: str, room: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room))
