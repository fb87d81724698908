"""Paints the network: what stands still once, into a pixmap; links, units and pictures every frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPen

from playground.theme import Theme, diverging_lut
from playground.training.messages import Diagram, FloatArray
from playground.views.network_frame import N_LEVELS, LayerFrame, Links
from playground.views.network_layout import Column, NetworkLayout
from playground.views.network_tiles import TilePainter, screen_colours
from playground.views.network_words import input_words

_N_UNIT_COLOURS = 65
_WIDEST_LINK_PX = 2.8


class NetworkPainter:
    """Pens, brushes and lines of one layout in one theme."""

    def __init__(self, layout: NetworkLayout, theme: Theme, output_names: Sequence[str]) -> None:
        self._layout = layout
        self._theme = theme
        self._output_names = output_names
        self._lut = diverging_lut(theme.negative, theme.zero, theme.positive)
        self._input_lut = screen_colours(diverging_lut(theme.zero, theme.zero, theme.text))
        self._unit_brushes = [
            QBrush(QColor(*(int(v) for v in self._lut[round(t)])))
            for t in np.linspace(0, 255, _N_UNIT_COLOURS)
        ]
        # Where columns are close, links are steep and many on little room.
        self._widest_px = min(0.7 + layout.pitch * 0.02, _WIDEST_LINK_PX)
        self._link_pens = {level: self._link_pen(level) for level in range(-N_LEVELS, N_LEVELS + 1) if level}
        self._lines = [self._lines_into(i) for i in range(layout.n_layers)]
        self._outline = QPen(QColor(theme.border), 1)
        self._tiles = TilePainter(theme, self._unit_brushes)

    def _link_pen(self, level: int) -> QPen:
        strength = abs(level) / N_LEVELS
        # Mixed with the background, not see-through: quicker, and weak links don't add up to strong ones.
        colour = _mix(
            self._theme.plot,
            self._theme.positive if level > 0 else self._theme.negative,
            0.14 + 0.7 * strength,
        )
        return QPen(colour, 0.5 + (self._widest_px - 0.5) * strength**1.5)

    def _lines_into(self, layer_index: int) -> list[list[QLineF]]:
        starts, ends = self._layout.link_starts(layer_index), self._layout.link_ends(layer_index)
        return [[QLineF(x0, y0, x1, y1) for x1, y1 in ends] for x0, y0 in starts]

    # ---- once

    def paint_background(self, painter: QPainter) -> None:
        """The bundle from the input, the count of what isn't shown, the names of the outputs."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(_mix(self._theme.plot, self._theme.text_muted, 0.3), 1))
        for line in self._lines[0][0]:
            painter.drawLine(line)
        for layer_index, kind in enumerate(self._layout.structure.kinds):
            if layer_index and kind.endswith("_pool2d"):
                # Channel by channel, with nothing to learn.
                lines = self._lines[layer_index]
                painter.drawLines([row[place] for place, row in enumerate(lines) if place < len(row)])
        font = QFont(painter.font())
        font.setPixelSize(self._theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text_muted))
        width = min(max(self._layout.pitch, 20.0), 90.0)
        for column in self._layout.columns:
            if column.n_hidden > 0 and self._layout.pitch >= 28:
                text = f"+{column.n_hidden:,}" + (" more" if width >= 64 else "")
                box = QRectF(column.x - width / 2, column.bottom + 3, width, 14)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_output_names(painter, self._layout.columns[-1])

    def _paint_output_names(self, painter: QPainter, column: Column) -> None:
        font = QFont(painter.font())
        font.setPixelSize(self._theme.body_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        left = column.x + column.side / 2 + 5
        for name, y in zip(self._output_names, column.ys, strict=False):
            painter.drawText(QRectF(left, y - 10, 14, 20), Qt.AlignmentFlag.AlignCenter, name)

    # ---- every frame

    def paint_frame(
        self,
        painter: QPainter,
        diagram: Diagram,
        frames: Sequence[LayerFrame],
        dropped: Sequence[NDArray[np.bool_] | None],
    ) -> None:
        """Links first, then what they join; `dropped` marks units that dropout left out, layer by layer."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer_index, frame in enumerate(frames):
            if frame.links is not None:
                self._paint_links(painter, self._lines[layer_index], frame.links)
        self._paint_input(painter, diagram.input)
        self._paint_input_words(painter, diagram.is_drawing)
        for layer_index, (column, frame) in enumerate(zip(self._layout.columns, frames, strict=True)):
            if frame.pictures is not None:
                self._tiles.paint(painter, column, frame)
            else:
                self._paint_units(painter, column, frame)
            mask = dropped[layer_index] if layer_index < len(dropped) else None
            if mask is not None:
                self._tiles.paint_dropped(painter, column, mask)
        if diagram.probabilities is not None:
            self._paint_output_bars(painter, self._layout.columns[-1], diagram.probabilities)

    def _paint_links(self, painter: QPainter, lines: list[list[QLineF]], links: Links) -> None:
        by_level: dict[int, list[QLineF]] = {}
        rows = zip(links.levels.tolist(), links.before.tolist(), links.after.tolist(), strict=True)
        for level, before, after in rows:
            by_level.setdefault(level, []).append(lines[before][after])
        # Weak ones first, so that the strong lie on top.
        for level in sorted(by_level, key=abs):
            painter.setPen(self._link_pens[level])
            painter.drawLines(by_level[level])

    def _paint_input(self, painter: QPainter, picture: FloatArray) -> None:
        rect = QRectF(*self._layout.input_rect)
        flat = picture if picture.ndim == 2 else picture.reshape(1, -1)
        levels = np.clip(np.nan_to_num(flat), 0.0, 1.0)
        pixels = self._input_lut[(128 + levels * 127).astype(np.uint8)]
        height, width = levels.shape
        painter.drawImage(rect, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32))
        painter.setPen(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect)

    def _paint_input_words(self, painter: QPainter, is_drawing: bool) -> None:
        """Below the input: whose picture it is."""
        x, y, width, height = self._layout.input_rect
        words = input_words(is_drawing)
        font = QFont(painter.font())
        font.setPixelSize(self._theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.accent if is_drawing else self._theme.text_muted))
        box = QRectF(0, y + height + 3, 2 * x + width, 30)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, words)

    def _paint_units(self, painter: QPainter, column: Column, frame: LayerFrame) -> None:
        indices = np.rint((frame.activations + 1) / 2 * (_N_UNIT_COLOURS - 1)).astype(int).tolist()
        radius = column.side / 2
        painter.setPen(self._outline if column.side >= 6 else Qt.PenStyle.NoPen)
        for index, y in zip(indices, column.ys.tolist(), strict=True):
            painter.setBrush(self._unit_brushes[index])
            painter.drawEllipse(QPointF(column.x, y), radius, radius)

    def _paint_output_bars(self, painter: QPainter, column: Column, output: FloatArray) -> None:
        left = column.x + column.side / 2 + 22
        room = self._layout.width - left - 6
        if room < 8:
            return
        height = min(10.0, column.side * 0.7)
        best = int(output.argmax())
        painter.setPen(Qt.PenStyle.NoPen)
        for place, y in enumerate(column.ys.tolist()):
            track = QRectF(left, y - height / 2, room, height)
            painter.setBrush(QColor(self._theme.zero))
            painter.drawRoundedRect(track, 2, 2)
            share = float(np.clip(output[place], 0.0, 1.0)) if place < len(output) else 0.0
            track.setWidth(max(room * share, 1.5))
            painter.setBrush(QColor(self._theme.accent if place == best else self._theme.text_muted))
            painter.drawRoundedRect(track, 2, 2)

    def paint_ring(self, painter: QPainter, layer_index: int, place: int, *, strong: bool) -> None:
        """A ring around the unit that is pointed at (thin) or pinned or focused (strong)."""
        column = self._layout.columns[layer_index]
        reach = column.side / 2 + (3 if strong else 2)
        painter.setPen(QPen(QColor(self._theme.accent), 2 if strong else 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        centre = QPointF(column.x, float(column.ys[place]))
        if column.has_pictures:
            painter.drawRoundedRect(
                QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach), 5, 5
            )
        else:
            painter.drawEllipse(centre, reach, reach)

    def paint_links_of(
        self, painter: QPainter, layer_index: int, place: int, frames: Sequence[LayerFrame]
    ) -> None:
        """The links of one unit once more, on top of all others, at full strength of colour."""
        for index, is_after in ((layer_index, True), (layer_index + 1, False)):
            links = frames[index].links if index < len(frames) else None
            if links is None:
                continue
            ends = links.after if is_after else links.before
            for at in np.flatnonzero(ends == place).tolist():
                level = int(links.levels[at])
                colour = self._theme.positive if level > 0 else self._theme.negative
                painter.setPen(QPen(QColor(colour), 1 + self._widest_px * abs(level) / N_LEVELS))
                painter.drawLine(self._lines[index][int(links.before[at])][int(links.after[at])])

    def paint_link(self, painter: QPainter, layer_index: int, before: int, after: int) -> None:
        """The link that is pointed at."""
        painter.setPen(QPen(QColor(self._theme.accent), 2.5))
        painter.drawLine(self._lines[layer_index][before][after])


def _mix(background: str, colour: str, share: float) -> QColor:
    low, high = QColor(background), QColor(colour)
    return QColor.fromRgbF(
        low.redF() + (high.redF() - low.redF()) * share,
        low.greenF() + (high.greenF() - low.greenF()) * share,
        low.blueF() + (high.blueF() - low.blueF()) * share,
    )
