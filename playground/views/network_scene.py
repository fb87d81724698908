"""What the network's picture shows at one moment, and how it is painted. No widget, no events."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from playground.theme import LIGHT, Theme
from playground.training.messages import Diagram
from playground.views.network_badges import (
    PlacedBadge,
    badge_at,
    badge_sentence,
    paint_badges,
    paint_brackets,
    place_badges,
)
from playground.views.network_card import card_rect, paint_card, unit_card
from playground.views.network_frame import FrameScales, LayerFrame
from playground.views.network_header import legend_rect, paint_header, paint_legend
from playground.views.network_layout import FOOTER_PX, NetworkLayout, Structure, lay_out, structure_of
from playground.views.network_painter import NetworkPainter
from playground.views.network_pointing import Target
from playground.views.network_words import (
    link_sentence,
    network_sentences,
    unit_name,
    unit_numbers,
    unit_sentence,
)

_DROPPED_S = 0.25
"""Which units dropout left out changes with every update; shown four times a second it can be followed."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


@dataclass(slots=True)
class Marks:
    """What of the network somebody points at."""

    hovered: Target | None = None
    focused: Target | None = None
    pinned: Target | None = None


class NetworkScene:
    """A diagram, laid out for a size and a theme; made anew when one of them changes. GUI thread only."""

    def __init__(self, output_names: tuple[str, ...]) -> None:
        self.theme: Theme = LIGHT
        self.output_names = output_names
        self.diagram: Diagram | None = None
        self.layout: NetworkLayout | None = None
        self.frames: tuple[LayerFrame, ...] = ()
        self.readout = ""
        """The line at the bottom."""
        self.is_training = True
        """Only then dropout leaves units out."""
        self.card_numbers: tuple[tuple[str, str], ...] = ()
        self._scales = FrameScales()
        self._painter: NetworkPainter | None = None
        self._background = QPixmap()
        self._badges: tuple[PlacedBadge, ...] = ()
        self._dropped: tuple[NDArray[np.bool_] | None, ...] = ()
        self._next_dropped_s = float("-inf")

    @property
    def structure(self) -> Structure | None:
        """Of the network shown."""
        return None if self.diagram is None else structure_of(self.diagram)

    def clear(self) -> None:
        """Show nothing."""
        self.diagram = None
        self.frames = ()
        self.readout = ""
        self._scales.clear()

    def set_diagram(self, diagram: Diagram) -> bool:
        """Show a moment of a network; True if it is another network, which needs `make`."""
        is_same = self.layout is not None and structure_of(diagram) == self.structure
        self.diagram = diagram
        if not is_same or self.layout is None:
            self._scales.clear()
            return True
        self.frames = self._scales.frame(diagram, self.layout)
        now = time.monotonic()
        if now >= self._next_dropped_s:
            self._dropped = tuple(frame.dropped for frame in self.frames)
            self._next_dropped_s = now + _DROPPED_S
        return False

    def make(self, size: QSize, font: QFont, ratio: float) -> None:
        """Lay everything out, and paint what stands still."""
        if self.diagram is None:
            return
        layout = lay_out(structure_of(self.diagram), size.width(), size.height())
        self.layout = layout
        self._painter = NetworkPainter(layout, self.theme, self.output_names)
        self._badges = place_badges(layout)
        self.frames = self._scales.frame(self.diagram, layout)
        self._dropped = tuple(frame.dropped for frame in self.frames)
        self._background = self._paint_background(layout, self._painter, size, font, ratio)

    def _paint_background(
        self, layout: NetworkLayout, network: NetworkPainter, size: QSize, font: QFont, ratio: float
    ) -> QPixmap:
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(self.theme.plot))
        painter = QPainter(pixmap)
        painter.setFont(font)
        network.paint_background(painter)
        paint_header(painter, layout, self.theme)
        paint_legend(painter, layout, self.theme)
        paint_badges(painter, self._badges, self.theme)
        paint_brackets(painter, layout, self.theme)
        painter.end()
        return pixmap

    # ---- words

    def sentence(self, target: Target | None) -> str:
        """What a unit or link is, in a line."""
        if target is None or self.diagram is None or self.layout is None:
            return ""
        structure = self.layout.structure
        if target.before is None:
            return unit_sentence(self.diagram, structure, target.layer_index, target.place)
        return link_sentence(self.diagram, structure, target.layer_index, target.before, target.place)

    def badge_sentence_at(self, position: QPointF) -> str:
        """What the badge under the pointer stands for, or nothing."""
        placed = badge_at(self._badges, position)
        return "" if placed is None else badge_sentence(placed.badge)

    def text_twin(self) -> str:
        """The sentences that say what the picture shows."""
        if self.diagram is None or self.layout is None:
            return _tr("No network yet.")
        return network_sentences(self.diagram, self.layout.structure)

    def read_card_numbers(self, target: Target) -> None:
        """Bring the numbers of the card up to date."""
        if self.diagram is not None:
            self.card_numbers = tuple(unit_numbers(self.diagram, target.layer_index, target.place))

    # ---- painting

    def paint(self, painter: QPainter, marks: Marks, *, has_focus: bool) -> None:
        """Paint everything of this moment."""
        diagram, layout, network = self.diagram, self.layout, self._painter
        if diagram is None or layout is None or network is None:
            painter.fillRect(painter.viewport(), QColor(self.theme.plot))
            return
        font = QFont(painter.font())
        painter.drawPixmap(0, 0, self._background)
        network.paint_frame(painter, diagram, self.frames, self._dropped if self.is_training else ())
        for target, strong in ((marks.hovered, False), (marks.focused, True), (marks.pinned, True)):
            if target is None or (target is marks.focused and not has_focus):
                continue
            if target.before is None:
                network.paint_links_of(painter, target.layer_index, target.place, self.frames)
                network.paint_ring(painter, target.layer_index, target.place, strong=strong)
            else:
                network.paint_link(painter, target.layer_index, target.before, target.place)
        painter.setFont(font)
        self._paint_readout(painter, layout)
        if marks.pinned is not None:
            self._paint_card(painter, marks.pinned, diagram, layout)

    def _paint_readout(self, painter: QPainter, layout: NetworkLayout) -> None:
        font = QFont(painter.font())
        font.setPixelSize(self.theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text if self.readout else self.theme.text_muted))
        right = legend_rect(layout).left() - 8
        rect = QRectF(12, layout.height - FOOTER_PX, right - 12, FOOTER_PX)
        metrics = QFontMetricsF(font)
        hint = _tr("Fill: activation · line: weight. Point at one for its number.")
        if metrics.horizontalAdvance(hint) > rect.width():
            hint = _tr("Fill: activation · line: weight")
        text = metrics.elidedText(self.readout or hint, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_card(self, painter: QPainter, target: Target, diagram: Diagram, layout: NetworkLayout) -> None:
        column, layer = layout.columns[target.layer_index], diagram.layers[target.layer_index]
        title = unit_name(diagram, layout.structure, target.layer_index, target.place)
        card = unit_card(title, self.card_numbers, layer, target.place)
        anchor = QPointF(column.x, float(column.ys[target.place]))
        rect = card_rect(card, anchor, column.side / 2, layout.width, layout.height - FOOTER_PX)
        paint_card(painter, rect, card, self.theme)
