"""Paints the network part by part: what stands still, the links between two columns, the units of one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from playground.theme import Theme, diverging_lut
from playground.training.messages import FloatArray
from playground.views.network.column import OVERVIEW_PX, Column
from playground.views.network.frame import N_FILLS, ColumnFrame
from playground.views.network.layout import SYMBOL_ROOM_PX, NetworkLayout
from playground.views.network.links import N_LEVELS, Links
from playground.views.network.tiles import TilePainter, screen_colours
from playground.views.network.words import input_words
from playground.views.symbols import paint_symbol

_WIDEST_LINK_PX = 3.6
_MORE_TEXT_PX = 18
_SYMBOL_PX = SYMBOL_ROOM_PX - 4.0


class NetworkPainter:
    """Pens, brushes and lines of one layout in one theme."""

    def __init__(
        self,
        layout: NetworkLayout,
        theme: Theme,
        output_names: Sequence[str],
        input_names: Sequence[str] = (),
    ) -> None:
        self._layout = layout
        self.theme = theme
        self._output_names = output_names
        self._input_names = input_names
        self.example = ""
        """Which example stands at the input, if somebody chose one."""
        lut = diverging_lut(theme.negative, theme.zero, theme.positive)
        self._input_lut = screen_colours(diverging_lut(theme.zero, theme.zero, theme.text))
        self._unit_brushes = [
            QBrush(QColor(*(int(v) for v in lut[round(t)]))) for t in np.linspace(0, 255, N_FILLS)
        ]
        # Where columns are close, links are steep and many on little room.
        self.widest_px = min(0.7 + layout.pitch * 0.022, _WIDEST_LINK_PX)
        self._link_pens = {level: self._link_pen(level) for level in range(-N_LEVELS, N_LEVELS + 1) if level}
        self._lines = [self._lines_into(i) for i in range(layout.n_layers)]
        self._outline = QPen(QColor(theme.border), 1)
        self.tiles = TilePainter(theme, self._unit_brushes)

    def _link_pen(self, level: int) -> QPen:
        strength = abs(level) / N_LEVELS
        # Mixed with the background, not see-through: quicker, and weak links don't add up to strong ones.
        colour = mixed(
            self.theme.plot, self.theme.positive if level > 0 else self.theme.negative, 0.14 + 0.7 * strength
        )
        return QPen(colour, 0.5 + (self.widest_px - 0.5) * strength**1.5)

    def _lines_into(self, layer_index: int) -> list[list[QLineF]]:
        starts, ends = self._layout.link_starts(layer_index), self._layout.link_ends(layer_index)
        return [[QLineF(x0, y0, x1, y1) for x1, y1 in ends.tolist()] for x0, y0 in starts.tolist()]

    def line(self, layer_index: int, before: int, after: int) -> QLineF:
        """Where a link lies."""
        return self._lines[layer_index][before][after]

    # ---- what stands still

    def paint_background(self, painter: QPainter) -> None:
        """The bundle from a picture, the count of what isn't shown, the names of inputs and outputs."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(mixed(self.theme.plot, self.theme.text_muted, 0.3), 1))
        if self._layout.input_column is None:
            painter.drawLines(self._lines[0][0])
        for layer_index, kind in enumerate(self._layout.structure.kinds):
            if layer_index and kind.endswith("_pool2d"):
                # Channel by channel, with nothing to learn.
                lines = self._lines[layer_index]
                painter.drawLines([row[place] for place, row in enumerate(lines) if place < len(row)])
        font = QFont(painter.font())
        font.setPixelSize(self.theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text_muted))
        for layer_index in range(self._layout.first_index, self._layout.n_layers):
            self._paint_more(painter, self._layout.column(layer_index))
        self._paint_output_names(painter, self._layout.columns[-1])
        if self._layout.input_column is not None:
            self._paint_input_names(painter, self._layout.input_column)

    def _paint_more(self, painter: QPainter, column: Column) -> None:
        if column.n_hidden <= 0 or self._layout.pitch < 28:
            return
        width = min(max(self._layout.pitch, 20.0), 90.0)
        text = f"+{column.n_hidden:,}"
        if width >= 64:
            text = QCoreApplication.translate("NetworkView", "+{0:,} more").format(column.n_hidden)
        box = QRectF(column.x - width / 2, column.bottom + 3, width, 14)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_output_names(self, painter: QPainter, column: Column) -> None:
        font = QFont(painter.font())
        font.setPixelSize(self.theme.body_px)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        metrics = QFontMetricsF(font)
        left = column.right + 5
        # Beside a bar there is room for a digit; without bars for a word.
        if self.has_symbols:
            self._paint_symbols(painter, column, left + _SYMBOL_PX / 2)
            left += _SYMBOL_PX + 4
        room = 14.0 if self.has_bars else self._layout.width - left - 4
        flags = Qt.AlignmentFlag.AlignVCenter
        flags |= Qt.AlignmentFlag.AlignHCenter if self.has_bars else Qt.AlignmentFlag.AlignLeft
        for name, y in zip(self._output_names, column.ys.tolist(), strict=False):
            text = name if self.has_bars else metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(left, y - 10, room, 20), flags, text)

    def _paint_symbols(self, painter: QPainter, column: Column, x: float) -> None:
        """How the examples of each class are marked on the plane."""
        n = self._layout.structure.n_units[-1]
        for index, y in enumerate(column.ys.tolist()):
            painter.save()
            painter.translate(x, y)
            symbol, colour = self.theme.class_symbol(index), self.theme.class_colour(index, n)
            paint_symbol(painter, symbol, colour, self.theme, _SYMBOL_PX)
            painter.restore()

    def _paint_input_names(self, painter: QPainter, column: Column) -> None:
        font = QFont(painter.font())
        font.setPixelSize(self.theme.small_px + 1)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        metrics = QFontMetricsF(font)
        room = column.left - 6
        for name, y in zip(self._input_names, column.ys.tolist(), strict=False):
            text = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room - 2)
            painter.drawText(
                QRectF(2, y - 10, room - 2, 20),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                text,
            )

    @property
    def has_bars(self) -> bool:
        """Whether the outputs of one example stand beside their units; a plane has all examples at once."""
        return not self._layout.structure.has_plane and self._layout.structure.n_units[-1] > 1

    @property
    def has_symbols(self) -> bool:
        """Whether the outputs are classes that are marked on a plane."""
        return self._layout.structure.has_plane and self._layout.structure.n_units[-1] > 1

    # ---- what changes

    def paint_links(self, painter: QPainter, layer_index: int, links: Links) -> None:
        """The links into a layer, weak ones first, so that the strong lie on top."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = self._lines[layer_index]
        by_level: dict[int, list[QLineF]] = {}
        rows = zip(links.levels.tolist(), links.before.tolist(), links.after.tolist(), strict=True)
        for level, before, after in rows:
            by_level.setdefault(level, []).append(lines[before][after])
        for level in sorted(by_level, key=abs):
            painter.setPen(self._link_pens[level])
            painter.drawLines(by_level[level])

    def paint_column(self, painter: QPainter, layer_index: int, frame: ColumnFrame) -> None:
        """The units of a layer."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        column = self._layout.column(layer_index)
        if frame.pictures is not None:
            self.tiles.paint(painter, column, frame)
        else:
            self._paint_units(painter, column, frame)
        if frame.dropped is not None:
            self.tiles.paint_dropped(painter, column, frame.dropped)

    def overview_rect(self, column: Column) -> QRectF:
        """Where the small picture of all units of a layer lies."""
        width = min(self._layout.pitch - 8, 84.0)
        return QRectF(column.x - width / 2, column.bottom + _MORE_TEXT_PX, width, OVERVIEW_PX - 4)

    def paint_input(self, painter: QPainter, picture: FloatArray, *, is_drawing: bool) -> None:
        """The picture that goes in, and whose it is."""
        rect = QRectF(*self._layout.input_rect)
        levels = np.clip(np.nan_to_num(picture), 0.0, 1.0)
        pixels = self._input_lut[(128 + levels * 127).astype(np.uint8)]
        height, width = levels.shape
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawImage(rect, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32))
        painter.setPen(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)
        font = QFont(painter.font())
        font.setPixelSize(self.theme.small_px)
        painter.setFont(font)
        is_own = is_drawing and not self.example
        painter.setPen(QColor(self.theme.accent if is_own else self.theme.text_muted))
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(self.input_words_rect(), flags, input_words(is_drawing, self.example))

    def input_words_rect(self) -> QRectF:
        """Below the picture that goes in."""
        x, y, width, height = self._layout.input_rect
        return QRectF(0, y + height + 3, 2 * x + width, 30)

    def _paint_units(self, painter: QPainter, column: Column, frame: ColumnFrame) -> None:
        radius = column.side / 2
        painter.setPen(self._outline if column.side >= 6 else Qt.PenStyle.NoPen)
        for fill, y in zip(frame.fills.tolist(), column.ys.tolist(), strict=True):
            painter.setBrush(self._unit_brushes[fill])
            if column.has_pictures:
                painter.drawRoundedRect(QRectF(column.x - radius, y - radius, 2 * radius, 2 * radius), 3, 3)
            else:
                painter.drawEllipse(QPointF(column.x, y), radius, radius)

    # ---- the outputs of one example

    def bars_rect(self) -> QRectF:
        """Where the bars lie; empty without room for them."""
        column = self._layout.columns[-1]
        left = column.right + 22
        room = self._layout.width - left - 6
        if room < 8 or not self.has_bars:
            return QRectF()
        return QRectF(left, float(column.ys[0]) - 6, room, float(column.ys[-1] - column.ys[0]) + 12)

    def bar_widths(self, output: FloatArray) -> list[int]:
        """Of each bar in pixels."""
        room = self.bars_rect().width()
        n = self._layout.columns[-1].n_shown
        shares = np.clip(np.nan_to_num(output[:n]), 0.0, 1.0)
        widths: list[int] = np.maximum(np.rint(room * shares), 1.0).astype(int).tolist()
        return widths

    def paint_bars(self, painter: QPainter, widths: Sequence[int], best: int) -> None:
        """One bar beside each output, the longest in the accent."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        column, rect = self._layout.columns[-1], self.bars_rect()
        height = round(min(10.0, column.side * 0.7))
        track, muted, accent = (
            QColor(c) for c in (self.theme.zero, self.theme.text_muted, self.theme.accent)
        )
        left, room = round(rect.left()), round(rect.width())
        for place, (y, width) in enumerate(zip(column.ys.tolist(), widths, strict=False)):
            top = round(y - height / 2)
            painter.fillRect(left, top, room, height, track)
            painter.fillRect(left, top, width, height, accent if place == best else muted)


def mixed(background: str, colour: str, share: float) -> QColor:
    """`share` of `colour` on `background`."""
    low, high = QColor(background), QColor(colour)
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * share,
        low.greenF() + (high.greenF() - low.greenF()) * share,
        low.blueF() + (high.blueF() - low.blueF()) * share,
    )
