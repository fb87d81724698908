"""Layers without a column: badges below the layer that they follow, and the way around a residual block."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from playground.theme import Theme
from playground.views.network.layout import BADGE_PX, BRACKET_PX, NetworkLayout
from playground.views.network.structure import Badge

_HEIGHT_PX = 14.0


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


@dataclass(frozen=True, slots=True)
class PlacedBadge:
    """A badge and where it lies."""

    badge: Badge
    rect: QRectF
    layer_index: int
    """Of the layer that it follows; −1 for the input."""


def place_badges(layout: NetworkLayout) -> tuple[PlacedBadge, ...]:
    """Below each column, in order from top to bottom."""
    placed = []
    width = min(max(layout.pitch - 4, 22.0), 72.0)
    x, y, input_width, input_height = layout.input_rect
    columns = [(-1, x + input_width / 2, y + input_height + 22, layout.structure.input_badges)]
    for index, badges in enumerate(layout.structure.badges):
        column = layout.columns[index]
        columns.append((index, column.x, column.foot, badges))
    for layer_index, centre, top, badges in columns:
        for place, badge in enumerate(badges):
            rect = QRectF(centre - width / 2, top + 3 + place * BADGE_PX, width, _HEIGHT_PX)
            placed.append(PlacedBadge(badge, rect, layer_index))
    return tuple(placed)


def badge_at(badges: tuple[PlacedBadge, ...], position: QPointF) -> PlacedBadge | None:
    """The badge under the pointer."""
    return next((placed for placed in badges if placed.rect.contains(position)), None)


def badge_sentence(badge: Badge) -> str:
    """What the layer does, in a line."""
    kind, rate = badge
    sentences = {
        "batch_norm": _tr("Batch normalisation: brings each unit to mean 0 and variance 1 over the batch."),
        "layer_norm": _tr(
            "Layer normalisation: brings each example to mean 0 and variance 1 over its units."
        ),
        "dropout": _tr("Dropout: while training, each number is left out with probability {0:.0f} %.").format(
            100 * rate
        ),
    }
    return sentences.get(kind, kind)


def badge_words(badge: Badge) -> tuple[str, ...]:
    """What is written on a badge, longest first."""
    kind, rate = badge
    percent = f"{100 * rate:.0f} %"
    words = {
        "batch_norm": (_tr("batch norm"), "BN"),
        "layer_norm": (_tr("layer norm"), "LN"),
        "dropout": (_tr("drop {0}").format(percent), percent, percent.replace(" ", "")),
    }
    return words.get(kind, (kind,))


def paint_badges(painter: QPainter, badges: tuple[PlacedBadge, ...], theme: Theme) -> None:
    """Paint all badges; dropout is hatched, as the units are that it leaves out."""
    font = QFont(painter.font())
    font.setPixelSize(theme.small_px - 1)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    for placed in badges:
        words = badge_words(placed.badge)
        fitting = next(
            (w for w in words if metrics.horizontalAdvance(w) <= placed.rect.width() - 6), words[-1]
        )
        width = min(placed.rect.width(), metrics.horizontalAdvance(fitting) + 14)
        rect = QRectF(placed.rect.center().x() - width / 2, placed.rect.top(), width, placed.rect.height())
        painter.setPen(QPen(QColor(theme.border), 1))
        painter.setBrush(QColor(theme.surface))
        painter.drawRoundedRect(rect, _HEIGHT_PX / 2, _HEIGHT_PX / 2)
        if placed.badge[0] == "dropout":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(QColor(theme.border), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(rect, _HEIGHT_PX / 2, _HEIGHT_PX / 2)
        painter.setPen(QColor(theme.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, fitting)


def paint_brackets(painter: QPainter, layout: NetworkLayout, theme: Theme) -> None:
    """The way around each residual block, from before its first layer to behind its last."""
    blocks: dict[str, list[int]] = {}
    depth: dict[str, int] = {}
    for index, names in enumerate(layout.structure.blocks):
        for level, name in enumerate(names):
            blocks.setdefault(name, []).append(index)
            depth[name] = level
    deepest = max(depth.values(), default=0)
    for name, members in blocks.items():
        y = layout.bracket_top + (deepest - depth[name]) * BRACKET_PX + BRACKET_PX - 10
        start = layout.gap_x(members[0])
        end = layout.columns[members[-1]].x + layout.columns[members[-1]].side / 2 + 7
        _paint_bracket(painter, start, end, y, theme)


def _paint_bracket(painter: QPainter, start: float, end: float, y: float, theme: Theme) -> None:
    colour = QColor(theme.text_muted)
    rise = 9.0
    path = QPainterPath(QPointF(start, y - rise))
    path.lineTo(start, y - 4)
    path.quadTo(QPointF(start, y), QPointF(start + 4, y))
    path.lineTo(end - 4, y)
    path.quadTo(QPointF(end, y), QPointF(end, y - 4))
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(
        QPolygonF([QPointF(end - 3.5, y - 4), QPointF(end + 3.5, y - 4), QPointF(end, y - rise - 1)])
    )
    font = QFont(painter.font())
    font.setPixelSize(theme.small_px - 1)
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    words = next(
        (w for w in (_tr("around the block, + x"), "+ x") if metrics.horizontalAdvance(w) + 28 < end - start),
        "",
    )
    if words:
        width = metrics.horizontalAdvance(words) + 8
        box = QRectF((start + end - width) / 2, y - 7, width, 14)
        painter.fillRect(box, QColor(theme.plot))
        painter.setPen(colour)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
