"""The card of a unit: its picture, larger, and its numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from playground.theme import Theme
from playground.training.messages import Diagram, FloatArray, PlaneMaps
from playground.views.network.example_mark import Place, paint_mark
from playground.views.network.frame import to_bytes
from playground.views.network.layout import HEADER_PX
from playground.views.network.structure import INPUT
from playground.views.network.tiles import TilePainter, kept_shape

WIDTH_PX = 168.0
PADDING_PX = 8.0
_LINE_PX = 17.0
_INSIDE_PX = WIDTH_PX - 2 * PADDING_PX
_MOST_KERNELS = 16
_KERNEL_GAP_PX = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class UnitCard:
    """What is on the card."""

    title: str
    lines: tuple[tuple[str, str], ...]
    """Formulas or names, and the values of them."""
    picture: FloatArray | None
    """Map, or incoming weights, −1 … 1, shape (height, width)."""
    is_smooth: bool = False
    kernels: FloatArray | None = None
    """−1 … 1, shape (n, side, side): one for each channel shown of the layer before."""
    mark: Place | None = None
    """Where on the map the chosen example lies, as shares of its width and height."""

    @property
    def height(self) -> float:
        """In pixels."""
        picture = _INSIDE_PX + 6 if self.picture is not None else 0.0
        kernels = _kernel_room(self.kernels) + _LINE_PX + 4 if self.kernels is not None else 0.0
        return 2 * PADDING_PX + _LINE_PX * (1 + len(self.lines)) + picture + kernels


def unit_card(
    title: str,
    lines: tuple[tuple[str, str], ...],
    diagram: Diagram,
    plane: PlaneMaps | None,
    layer_index: int,
    place: int,
    mark: Place | None = None,
) -> UnitCard:
    """The card of the unit at `place` of a layer."""
    picture, is_smooth = _picture(diagram, plane, layer_index, place)
    filters = None if layer_index == INPUT else diagram.layers[layer_index].filters
    return UnitCard(
        title,
        lines,
        None if picture is None else _relative(picture),
        is_smooth,
        None if filters is None else _relative(filters[place][:_MOST_KERNELS]),
        mark if is_smooth else None,
    )


def _picture(
    diagram: Diagram, plane: PlaneMaps | None, layer_index: int, place: int
) -> tuple[FloatArray | None, bool]:
    if layer_index == INPUT:
        maps = None if plane is None else plane.inputs
        return (None, False) if maps is None or place >= len(maps) else (maps[place, ::-1], True)
    layer = diagram.layers[layer_index]
    if plane is not None and layer.name in plane.layer_names:
        maps = plane.layers[plane.layer_names.index(layer.name)]
        return (maps[place, ::-1], True) if place < len(maps) else (None, False)
    pictures = layer.feature_maps if layer.feature_maps is not None else layer.pictures
    return (None, False) if pictures is None else (pictures[place], False)


def _relative(values: FloatArray) -> FloatArray:
    finite = np.nan_to_num(values, posinf=0.0, neginf=0.0)
    relative: FloatArray = finite / np.float32(max(float(np.abs(finite).max()), 1e-12))
    return relative


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


def card_corner(
    height: float, anchor: QPointF, reach: float, room: tuple[float, float], width: float = WIDTH_PX
) -> QPointF:
    """Beside the unit, on the side where there is room."""
    left = anchor.x() + reach + 10
    if left + width > room[0] - 4:
        left = max(4.0, anchor.x() - reach - 10 - width)
    lowest = room[1] - height - 4
    # Better over the header than cut off below.
    top = max(min(anchor.y() - height / 2, lowest), min(float(HEADER_PX), max(lowest, 2.0)))
    return QPointF(left, top)


def pixel_at(card: UnitCard, position: QPointF) -> tuple[int, int] | None:
    """Row and column of the number of the picture at a position on the card."""
    if card.picture is None:
        return None
    height, width = card.picture.shape
    target = QRectF(PADDING_PX, PADDING_PX + _LINE_PX + 2, _INSIDE_PX, _INSIDE_PX)
    kept = kept_shape(target, height, width)
    if not kept.contains(position):
        return None
    row = int((position.y() - kept.top()) / kept.height() * height)
    column = int((position.x() - kept.left()) / kept.width() * width)
    return min(row, height - 1), min(column, width - 1)


def paint_card(painter: QPainter, corner: QPointF, height: float, theme: Theme) -> None:
    """The paper of a card."""
    rect = QRectF(corner.x(), corner.y(), WIDTH_PX, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.accent), 1.5))
    painter.setBrush(QColor(theme.raised))
    painter.drawRoundedRect(rect, 6, 6)


def paint_content(
    painter: QPainter, corner: QPointF, card: UnitCard, tiles: TilePainter, theme: Theme
) -> None:
    """Title, picture and numbers, from a corner on."""
    bold, plain = QFont(painter.font()), QFont(painter.font())
    for font in (bold, plain):
        font.setPixelSize(theme.small_px)
    bold.setBold(True)
    painter.setFont(bold)
    painter.setPen(QColor(theme.text))
    line = QRectF(corner.x() + PADDING_PX, corner.y() + PADDING_PX, _INSIDE_PX, _LINE_PX)
    title = QFontMetricsF(bold).elidedText(card.title, Qt.TextElideMode.ElideRight, _INSIDE_PX - 18)
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, title)
    line.translate(0, _LINE_PX)
    if card.picture is not None:
        target = QRectF(line.left(), line.top() + 2, _INSIDE_PX, _INSIDE_PX)
        kept = kept_shape(target, *card.picture.shape)
        tiles.paint_picture(painter, kept, to_bytes(card.picture), smooth=card.is_smooth)
        if card.mark is not None:
            paint_mark(painter, kept, card.mark, theme)
        line.translate(0, _INSIDE_PX + 6)
    painter.setFont(plain)
    if card.kernels is not None:
        _paint_kernels(painter, line, card.kernels, tiles, theme)
        line.translate(0, _kernel_room(card.kernels) + _LINE_PX + 4)
    for words, value in card.lines:
        painter.setPen(QColor(theme.text_muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words)
        painter.setPen(QColor(theme.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)
        line.translate(0, _LINE_PX)


def _paint_kernels(
    painter: QPainter, line: QRectF, kernels: FloatArray, tiles: TilePainter, theme: Theme
) -> None:
    painter.setPen(QColor(theme.text_muted))
    side_length = kernels.shape[-1]
    words = QCoreApplication.translate("NetworkView", "filters {0}×{0}")
    if len(kernels) == 1:
        words = QCoreApplication.translate("NetworkView", "filter {0}×{0}")
    painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, words.format(side_length))
    n_across, side = _kernel_grid(kernels)
    for place, kernel in enumerate(kernels):
        row, column = divmod(place, n_across)
        x = line.left() + column * (side + _KERNEL_GAP_PX)
        y = line.bottom() + 2 + row * (side + _KERNEL_GAP_PX)
        tiles.paint_picture(painter, QRectF(x, y, side, side), to_bytes(kernel))
