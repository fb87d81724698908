"""What is painted around the ink: paper, hint, the mark of the keyboard's pen, the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap, QPolygonF

from playground.theme import Theme

_RADIUS_PX = 6
_GHOST = ((0.33, 0.19), (0.64, 0.19), (0.55, 0.40), (0.45, 0.64))
"""A 7, in parts of the sheet."""


def paint_paper(painter: QPainter, rect: QRect, theme: Theme, has_focus: bool) -> None:
    """A sheet with a border; the border tells the focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = 2.0 if has_focus else 1.0
    painter.setPen(QPen(QColor(theme.accent if has_focus else theme.border), width))
    painter.setBrush(QColor(theme.raised))
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), _RADIUS_PX, _RADIUS_PX)


def paint_hint(painter: QPainter, rect: QRect, theme: Theme, hint: str, more: str) -> None:
    """A faint 7 to begin with, and words below it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = min(rect.width(), rect.height())
    corner = QPointF(rect.center().x() - side / 2, rect.center().y() - side / 2)
    ghost = QPolygonF([corner + QPointF(x * side, y * side) for x, y in _GHOST])
    pen = QPen(QColor(theme.hover), 0.075 * side)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(ghost)
    font = painter.font()
    font.setPixelSize(theme.body_px)
    painter.setFont(font)
    painter.setPen(QColor(theme.text_muted))
    top = round(corner.y() + 0.73 * side)
    line_px = max(18, painter.fontMetrics().height())
    line = QRect(rect.left() + theme.grid_px, top, rect.width() - 2 * theme.grid_px, line_px)
    painter.drawText(line, Qt.AlignmentFlag.AlignCenter, hint)
    if more:
        font.setPixelSize(theme.small_px)
        painter.setFont(font)
        painter.drawText(line.translated(0, line_px + 2), Qt.AlignmentFlag.AlignCenter, more)


def paint_problem(painter: QPainter, rect: QRect, theme: Theme, problem: str) -> None:
    """A sentence at the lower edge, over whatever is drawn."""
    font = painter.font()
    font.setPixelSize(theme.small_px)
    painter.setFont(font)
    half = theme.grid_px // 2
    inside = rect.adjusted(theme.grid_px, theme.grid_px, -theme.grid_px, -theme.grid_px)
    flags = Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
    box = painter.boundingRect(inside, flags, problem)
    painter.fillRect(
        QRect(3, box.top() - half, rect.width() - 6, rect.bottom() - box.top() + half - 3),
        QColor(theme.hover),
    )
    painter.setPen(QColor(theme.error))
    painter.drawText(inside, flags, problem)


def paint_pen_mark(painter: QPainter, position: QPointF, theme: Theme, is_down: bool) -> None:
    """A cross where the keyboard's pen is; with a ring while it is down."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    arm = theme.grid_px
    painter.drawLine(position - QPointF(arm, 0), position + QPointF(arm, 0))
    painter.drawLine(position - QPointF(0, arm), position + QPointF(0, arm))
    if is_down:
        painter.drawEllipse(position, arm, arm)


def brush_cursor(diameter_px: float, theme: Theme, device_pixel_ratio: float) -> QCursor:
    """A ring as large as the brush, dark with a light rim, so that it shows on ink and on paper."""
    side = int(max(diameter_px, 6.0)) + 4
    pixmap = QPixmap(round(side * device_pixel_ratio), round(side * device_pixel_ratio))
    pixmap.setDevicePixelRatio(device_pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre = QPointF(side / 2, side / 2)
    for colour, width in ((theme.raised, 3.0), (theme.text, 1.0)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(centre, side / 2 - 2, side / 2 - 2)
    painter.end()
    return QCursor(pixmap)
