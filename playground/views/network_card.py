"""The card of a unit that was clicked: its picture, larger, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from playground.theme import Theme, diverging_lut
from playground.training.messages import DiagramLayer, FloatArray
from playground.views.network_layout import HEADER_PX
from playground.views.network_words import symbol_word

_WIDTH_PX = 152.0
_PADDING_PX = 8.0
_LINE_PX = 17.0
_INSIDE_PX = _WIDTH_PX - 2 * _PADDING_PX
_MOST_KERNELS = 16
_KERNEL_GAP_PX = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class UnitCard:
    """What is on the card."""

    title: str
    numbers: tuple[tuple[str, str], ...]
    picture: FloatArray | None
    """Incoming weights or the map of a channel, −1 … 1, shape (height, width)."""
    kernels: FloatArray | None = None
    """−1 … 1, shape (n, side, side): one for each channel shown of the layer before."""

    @property
    def height(self) -> float:
        """In pixels."""
        picture = _INSIDE_PX + 6 if self.picture is not None else 0.0
        kernels = _kernel_room(self.kernels) + _LINE_PX + 4 if self.kernels is not None else 0.0
        return 2 * _PADDING_PX + _LINE_PX * (1 + len(self.numbers)) + picture + kernels


def _kernel_grid(kernels: FloatArray) -> tuple[int, float]:
    """How many in a row, and the side of each in pixels."""
    n_across = 1 if len(kernels) == 1 else 4
    side = 48.0 if n_across == 1 else (_INSIDE_PX - (n_across - 1) * _KERNEL_GAP_PX) / n_across
    return n_across, side


def _kernel_room(kernels: FloatArray | None) -> float:
    if kernels is None:
        return 0.0
    n_across, side = _kernel_grid(kernels)
    return -(-len(kernels) // n_across) * (side + _KERNEL_GAP_PX)


def unit_card(title: str, numbers: tuple[tuple[str, str], ...], layer: DiagramLayer, place: int) -> UnitCard:
    """The card of the unit at `place` of a layer."""
    pictures = layer.feature_maps if layer.feature_maps is not None else layer.pictures
    return UnitCard(
        title,
        numbers,
        None if pictures is None else _relative(pictures[place]),
        None if layer.filters is None else _relative(layer.filters[place][:_MOST_KERNELS]),
    )


def _relative(values: FloatArray) -> FloatArray:
    finite = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    relative: FloatArray = finite / np.float32(max(float(np.abs(finite).max()), 1e-12))
    return relative


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
    if card.kernels is not None:
        _paint_kernels(painter, line, card.kernels, theme)
        line.translate(0, _kernel_room(card.kernels) + _LINE_PX + 4)
    for symbol, value in card.numbers:
        painter.setPen(QColor(theme.text_muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, f"{symbol}  {symbol_word(symbol)}")
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
        line.translate(0, _LINE_PX)


def _paint_kernels(painter: QPainter, line: QRectF, kernels: FloatArray, theme: Theme) -> None:
    painter.setPen(QColor(theme.text_muted))
    side_length = kernels.shape[-1]
    words = QCoreApplication.translate("NetworkView", "filters {0}×{0}")
    if len(kernels) == 1:
        words = QCoreApplication.translate("NetworkView", "filter {0}×{0}")
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words.format(side_length))
    n_across, side = _kernel_grid(kernels)
    for place, kernel in enumerate(kernels):
        row, column = divmod(place, n_across)
        corner = QPointF(
            line.left() + column * (side + _KERNEL_GAP_PX), line.bottom() + 2 + row * (side + _KERNEL_GAP_PX)
        )
        _paint_weights(painter, QRectF(corner.x(), corner.y(), side, side), kernel, theme)


def _paint_weights(painter: QPainter, rect: QRectF, picture: FloatArray, theme: Theme) -> None:
    lut = diverging_lut(theme.negative, theme.zero, theme.positive)
    pixels = np.ascontiguousarray(lut[(127.5 + 127.5 * np.clip(picture, -1, 1)).astype(np.uint8)])
    height, width = picture.shape
    painter.drawImage(rect, QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888))
