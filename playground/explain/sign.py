"""The sign before a sentence: its tone as a shape as well as a colour."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.explain.sentence import Tone
from playground.theme import Theme

SIGN_PX = 14


def tone_colour(tone: Tone, theme: Theme) -> str:
    """Colour of a tone."""
    return {
        Tone.NEUTRAL: theme.text_muted,
        Tone.GOOD: theme.healthy,
        Tone.HINT: theme.warning,
        Tone.ERROR: theme.error,
    }[tone]


def draw_sign(painter: QPainter, tone: Tone, theme: Theme, centre: QPointF) -> None:
    """Draw a dot (neutral), a tick (good), a triangle (hint) or a cross (error) around `centre`."""
    colour = QColor(tone_colour(tone, theme))
    line = QPen(colour, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    r = SIGN_PX / 2
    painter.save()
    painter.translate(centre)
    painter.setPen(line)
    if tone is Tone.NEUTRAL:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(0, 0), 3, 3)
    elif tone is Tone.GOOD:
        painter.drawPolyline(QPolygonF([QPointF(-r + 1, 0), QPointF(-1.5, r - 3), QPointF(r - 1, -r + 2)]))
    elif tone is Tone.HINT:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([QPointF(0, -r), QPointF(r, r - 1.5), QPointF(-r, r - 1.5)]))
        painter.drawLine(QPointF(0, -2), QPointF(0, 1.5))
        painter.drawPoint(QPointF(0, 4))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QRectF(-r, -r, 2 * r, 2 * r))
        painter.setPen(QPen(QColor(theme.surface), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(-2.5, -2.5), QPointF(2.5, 2.5))
        painter.drawLine(QPointF(2.5, -2.5), QPointF(-2.5, 2.5))
    painter.restore()
