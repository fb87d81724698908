"""Signs on the transport buttons, drawn, since few fonts have them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPolygonF

_SIDE = 16
_SCALE = 2


def transport_icon(kind: str, colour: str, muted: str) -> QIcon:
    """`page`, `layer` or `phase` with `_back` or not, `play` and `pause`; muted where disabled."""
    icon = QIcon(_picture(kind, colour))
    icon.addPixmap(_picture(kind, muted), QIcon.Mode.Disabled)
    return icon


def _picture(kind: str, colour: str) -> QPixmap:
    picture = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    if kind.endswith("_back"):
        painter.translate(_SIDE, 0)
        painter.scale(-1, 1)
    base = kind.removesuffix("_back")
    if base == "pause":
        painter.drawRect(QRectF(4, 3, 3, 10))
        painter.drawRect(QRectF(9, 3, 3, 10))
    elif base == "play":
        _triangle(painter, 4, 10, 6)
    elif base == "page":
        _triangle(painter, 5, 7, 4.5)
    else:
        _triangle(painter, 2, 6, 4.5)
        _triangle(painter, 7.5, 6, 4.5)
        if base == "phase":
            painter.drawRect(QRectF(13.5, 3.5, 1.8, 9))
    painter.end()
    return picture


def _triangle(painter: QPainter, left: float, width: float, half: float) -> None:
    middle = _SIDE / 2
    corners = [QPointF(left, middle - half), QPointF(left + width, middle), QPointF(left, middle + half)]
    painter.drawPolygon(QPolygonF(corners))
