"""The card of a unit that was clicked: its picture, larger, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from playground.theme import Theme, diverging_lut
from playground.training.messages import FloatArray
from playground.views.network_layout import HEADER_PX
from playground.views.network_words import symbol_word

_WIDTH_PX = 152.0
_PADDING_PX = 8.0
_LINE_PX = 17.0


@dataclass(frozen=True, slots=True, eq=False)
class UnitCard:
    """What is on the card."""

    title: str
    numbers: tuple[tuple[str, str], ...]
    picture: FloatArray | None
    """Incoming weights, −1 … 1, shape (height, width)."""

    @property
    def height(self) -> float:
        """In pixels."""
        picture = _WIDTH_PX - 2 * _PADDING_PX + 6 if self.picture is not None else 0.0
        return 2 * _PADDING_PX + _LINE_PX * (1 + len(self.numbers)) + picture


def card_rect(card: UnitCard, anchor: QPointF, reach: float, width: float, height: float) -> QRectF:
    """Beside the unit, on the side where there is room."""
    left = anchor.x() + reach + 10
    if left + _WIDTH_PX > width - 4:
        left = max(4.0, anchor.x() - reach - 10 - _WIDTH_PX)
    top = max(min(anchor.y() - card.height / 2, height - card.height - 4), float(HEADER_PX))
    return QRectF(left, top, _WIDTH_PX, card.height)


def paint_card(painter: QPainter, rect: QRectF, card: UnitCard, theme: Theme) -> None:
    """Paint the card into `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent), 1.5))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(rect, 6, 6)
    inside = rect.adjusted(_PADDING_PX, _PADDING_PX, -_PADDING_PX, -_PADDING_PX)
    bold, plain = QFont(painter.font()), QFont(painter.font())
    for font in (bold, plain):
        font.setPixelSize(theme.small_px)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    line = QRectF(inside.left(), inside.top(), inside.width(), _LINE_PX)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, card.title)
    line.translate(0, _LINE_PX)
    if card.picture is not None:
        side = inside.width()
        _paint_weights(painter, QRectF(inside.left(), line.top() + 2, side, side), card.picture, theme)
        line.translate(0, side + 6)
    painter.setFont(plain)
    for symbol, value in card.numbers:
        painter.setPen(QColor(theme.text_muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, f"{symbol}  {symbol_word(symbol)}")
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
        line.translate(0, _LINE_PX)


def _paint_weights(painter: QPainter, rect: QRectF, picture: FloatArray, theme: Theme) -> None:
    lut = diverging_lut(theme.negative, theme.zero, theme.positive)
    pixels = np.ascontiguousarray(lut[(127.5 + 127.5 * np.clip(picture, -1, 1)).astype(np.uint8)])
    height, width = picture.shape
    painter.drawImage(rect, QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888))
