"""Painting of a formula that is set. Every colour comes from the theme by the role of the node."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from playground.explain.formula.box import Glyphs, Mark, Rule, Stretched
from playground.explain.formula.columns import Setting
from playground.explain.formula.faces import font_of
from playground.explain.formula.model import Role
from playground.theme import Theme


def role_colour(role: Role, theme: Theme, value: float | None = None) -> str:
    """The colour of a role; for a number in the colour of its sign, that of `value`."""
    is_signed = role is Role.SIGN or (role is Role.EMPHASIS and value is not None)
    if is_signed:
        # An emphasised number keeps the one colour code: blue above zero, orange below.
        if value is None or value == 0:
            return theme.text
        return theme.positive if value > 0 else theme.negative
    return {
        Role.MUTED: theme.text_muted,
        Role.POSITIVE: theme.positive,
        Role.NEGATIVE: theme.negative,
        Role.FORWARD: theme.healthy,
        Role.BACKWARD: theme.error,
        Role.EMPHASIS: theme.accent,
    }.get(role, theme.text)


def paint_setting(painter: QPainter, setting: Setting, theme: Theme, origin: QPointF) -> None:
    """Paint a block with its upper left corner at `origin`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    for mark in setting.marks:
        _paint_mark(painter, mark, QColor(role_colour(mark.role, theme, mark.value)), origin)
    painter.restore()


def _paint_mark(painter: QPainter, mark: Mark, colour: QColor, origin: QPointF) -> None:
    x, y = origin.x() + mark.x, origin.y() + mark.y
    if isinstance(mark.ink, Glyphs):
        painter.setFont(font_of(mark.ink.face, mark.ink.size))
        painter.setPen(colour)
        painter.drawText(QPointF(x, _on_pixel(painter, y)), mark.ink.text)
    elif isinstance(mark.ink, Rule):
        _fill(painter, x, y - mark.ink.thickness / 2, mark.ink.width, mark.ink.thickness, colour)
    else:
        _paint_stretched(painter, mark.ink, x, y, colour)


def _on_pixel(painter: QPainter, y: float) -> float:
    """`y` on a row of the screen's own pixels, so that bars and baselines are sharp at any scale."""
    ratio = painter.device().devicePixelRatioF()
    return round(y * ratio) / ratio


def _fill(painter: QPainter, x: float, y: float, width: float, height: float, colour: QColor) -> None:
    ratio = painter.device().devicePixelRatioF()
    tall = max(1, round(height * ratio)) / ratio
    painter.fillRect(QRectF(x, _on_pixel(painter, y), width, tall), colour)


def _paint_stretched(painter: QPainter, ink: Stretched, x: float, y: float, colour: QColor) -> None:
    top, bottom = y - ink.ascent, y + ink.descent
    if ink.sign == "√":
        _paint_root(painter, ink, x, top, bottom, colour)
    elif ink.sign in "()":
        painter.fillPath(_crescent(ink, x, top, bottom), colour)
    elif ink.sign in "[]":
        inset, serif = 0.25 * ink.width, 0.5 * ink.width
        bar = x + inset if ink.sign == "[" else x + ink.width - inset - ink.thickness
        left = bar if ink.sign == "[" else bar - serif + ink.thickness
        _fill(painter, bar, top, ink.thickness, bottom - top, colour)
        for edge in (top, bottom - ink.thickness):
            _fill(painter, left, edge, serif, ink.thickness, colour)
    else:
        places = (0.3, 0.7) if ink.sign == "‖" else (0.5,)
        for place in places:
            bar = x + place * ink.width - ink.thickness / 2
            _fill(painter, bar, top, ink.thickness, bottom - top, colour)


def _crescent(ink: Stretched, x: float, top: float, bottom: float) -> QPainterPath:
    """A parenthesis: thin at its ends, thick in the middle."""
    middle, width = (top + bottom) / 2, ink.width
    outer, inner = x + 0.14 * width, x + 0.14 * width + 1.5 * ink.thickness
    end = x + 0.90 * width
    if ink.sign == ")":
        outer, inner, end = (2 * x + width - edge for edge in (outer, inner, end))
    # A quadratic curve touches half of its control point's distance.
    path = QPainterPath(QPointF(end, top))
    path.quadTo(QPointF(2 * outer - end, middle), QPointF(end, bottom))
    path.quadTo(QPointF(2 * inner - end, middle), QPointF(end, top))
    path.closeSubpath()
    return path


def _paint_root(
    painter: QPainter, ink: Stretched, x: float, top: float, bottom: float, colour: QColor
) -> None:
    height = bottom - top
    pen = QPen(colour, ink.thickness)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    hook = ink.hook
    start = QPointF(x + 0.10 * hook, top + 0.58 * height)
    knee = QPointF(x + 0.26 * hook, top + 0.52 * height)
    low = QPointF(x + 0.58 * hook, bottom)
    high = QPointF(x + hook, _on_pixel(painter, top) + ink.thickness / 2)
    path = QPainterPath(start)
    path.lineTo(knee)
    path.lineTo(low)
    path.lineTo(high)
    path.lineTo(QPointF(x + ink.width, high.y()))
    painter.setPen(pen)
    painter.drawPath(path)
    painter.setPen(QPen(colour, 1.7 * ink.thickness))
    painter.drawLine(knee, low)
