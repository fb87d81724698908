"""What the network's picture shows at one moment: the canvas, and what lies over it. No widget, no events."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap, QRegion

from playground.theme import LIGHT, Theme
from playground.training.messages import Diagram, PlaneMaps
from playground.views.network.badges import (
    PlacedBadge,
    badge_at,
    badge_sentence,
    paint_badges,
    paint_brackets,
    place_badges,
)
from playground.views.network.canvas import NetworkCanvas
from playground.views.network.example_mark import Place
from playground.views.network.header import legend_rect, paint_header, paint_legend
from playground.views.network.held import NOTHING_HELD, Held
from playground.views.network.layout import FOOTER_PX, NetworkLayout, lay_out
from playground.views.network.links import Links
from playground.views.network.names import NetworkNames
from playground.views.network.painter import NetworkPainter
from playground.views.network.pointing import Target
from playground.views.network.structure import Structure, is_of, structure_of
from playground.views.network.words import (
    example_words,
    input_words,
    link_sentence,
    map_sentence,
    network_sentences,
    unit_sentence,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("NetworkView", text)


@dataclass(slots=True)
class Pointed:
    """What of the network somebody points at."""

    hovered: Target | None = None
    focused: Target | None = None
    pinned: Target | None = None

    def all(self) -> tuple[Target | None, Target | None, Target | None]:
        """Each of the three."""
        return self.hovered, self.focused, self.pinned


@dataclass(slots=True, eq=False)
class NetworkScene:
    """A diagram, laid out for a size and a theme; made anew when one of them changes. GUI thread only."""

    names: NetworkNames
    theme: Theme = LIGHT
    has_plane: bool = False
    """Whether the inputs are points of a plane, so that every unit has a map."""
    diagram: Diagram | None = None
    plane: PlaneMaps | None = None
    place: Place | None = None
    """Where on the plane the example lies that somebody chose."""
    layout: NetworkLayout | None = None
    held: Held = NOTHING_HELD
    readout: str = ""
    """The line at the bottom."""
    is_training: bool = True
    canvas: NetworkCanvas | None = None
    network: NetworkPainter | None = None
    _badges: tuple[PlacedBadge, ...] = field(default=())

    @property
    def structure(self) -> Structure | None:
        """Of the network shown."""
        if self.diagram is None:
            return None
        # The data may be a moment ahead of the network.
        return structure_of(self.diagram, has_plane=self.has_plane and self.diagram.input.ndim == 1)

    @property
    def links(self) -> list[Links]:
        """The links that are drawn, into each layer."""
        return [] if self.canvas is None else self.canvas.links

    def clear(self) -> None:
        """Show nothing."""
        self.diagram = self.plane = None
        self.canvas = None
        self.readout = ""

    def fits(self, diagram: Diagram) -> bool:
        """Whether a message shows the network that is laid out already."""
        return self.layout is not None and self.canvas is not None and is_of(self.layout.structure, diagram)

    def take(self, diagram: Diagram, plane: PlaneMaps | None) -> QRegion:
        """Show a moment of the network that is laid out already; where that changes the picture."""
        self.diagram = diagram
        self.plane = plane if self.has_plane else None
        assert self.canvas is not None
        return self.canvas.take(diagram, self.plane, time.monotonic(), is_training=self.is_training)

    def name_example(self, name: str) -> None:
        """Say which example stands at the input; nothing: the person's drawing, or any."""
        self.names = replace(self.names, example=name)
        if self.network is not None:
            self.network.example = name

    def make(self, size: QSize, font: QFont, ratio: float) -> None:
        """Lay everything out, and paint all of it."""
        structure = self.structure
        if self.diagram is None or structure is None:
            return
        layout = lay_out(structure, size.width(), size.height(), self.names.inputs, self.names.outputs)
        self.layout = layout
        self.network = NetworkPainter(layout, self.theme, self.names.outputs, self.names.inputs)
        self.network.example = self.names.example
        self._badges = place_badges(layout)
        background = self._paint_background(layout, self.network, size, font, ratio)
        self.canvas = NetworkCanvas(layout, self.network, background, font, ratio)
        self.take(self.diagram, self.plane)

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
        words = link_sentence if target.before is not None else unit_sentence
        return words(self.diagram, self.layout.structure, self.names, target, self.held)

    def map_sentence(self, target: Target | None) -> str:
        """What the map of a unit shows."""
        return "" if self.diagram is None else map_sentence(self.diagram, self.plane, target)

    def badge_sentence_at(self, position: QPointF) -> str:
        """What the badge, or the small picture of a whole layer, under the pointer stands for."""
        placed = badge_at(self._badges, position)
        if placed is not None:
            return badge_sentence(placed.badge)
        if self.layout is None or self.network is None or self.diagram is None:
            return ""
        for column, layer in zip(self.layout.columns, self.diagram.layers, strict=True):
            if column.has_overview and self.network.overview_rect(column).contains(position):
                words = _tr(
                    "All {0:,} units of this layer, as they answer to {1}. The wheel brings others up."
                )
                return words.format(layer.n_units, input_words(self.diagram.is_drawing, self.names.example))
        return ""

    def text_twin(self) -> str:
        """The sentences that say what the picture shows."""
        if self.diagram is None or self.layout is None:
            return _tr("No network yet.")
        return network_sentences(self.diagram, self.layout.structure, self.names, self.held)

    # ---- painting

    def paint_canvas(self, painter: QPainter, region: QRegion) -> None:
        """Copy what of the network lies in `region` onto the screen."""
        if self.canvas is None or self.diagram is None:
            painter.fillRect(region.boundingRect(), QColor(self.theme.plot))
            return
        pixmap = self.canvas.pixmap
        ratio = pixmap.devicePixelRatio()
        for rect in region:  # type: ignore[attr-defined]  # missing in the stubs
            source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
            painter.drawPixmap(QRectF(rect), pixmap, source)

    def readout_rect(self) -> QRectF:
        """Where the line at the bottom may stand: what somebody points at may cover the legend."""
        if self.layout is None:
            return QRectF()
        return QRectF(12, self.layout.height - FOOTER_PX, self.layout.width - 20, FOOTER_PX)

    def hints(self) -> tuple[str, ...]:
        """What stands at the bottom while nothing is pointed at, longest wording first."""
        if self.diagram is None:
            return _hints("", self.has_plane)
        if self.place is not None and self.names.example and self.diagram.is_drawing:
            said = example_words(self.diagram, self.names)
            return said, said.removeprefix(f"{self.names.example}: ")
        is_blank = not any(np.any(layer.links) for layer in self.diagram.layers)
        return _hints(self.diagram.links_kind, self.has_plane, is_blank=is_blank)

    def paint_readout(self, painter: QPainter) -> None:
        """What is pointed at, or what the picture's fills and lines are."""
        if self.layout is None:
            return
        font = QFont(painter.font())
        font.setPixelSize(self.theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text if self.readout else self.theme.text_muted))
        metrics, rect = QFontMetricsF(font), self.readout_rect()
        beside = QRectF(rect)
        beside.setRight(legend_rect(self.layout).left() - 8)
        text = self.readout or _fitting(self.hints(), metrics, beside.width())
        if metrics.horizontalAdvance(text) <= beside.width():
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, text)
            return
        # A number must be legible on a narrow stage too: then it takes two lines, and the legend's place.
        painter.fillRect(rect, QColor(self.theme.plot))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        # The first line may end between two numbers, not within one.
        text = text.replace(" = ", "\u00a0=\u00a0")
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, 1.9 * rect.width())
        painter.drawText(rect, int(flags), text)


def _hints(links_kind: str, has_plane: bool, *, is_blank: bool = False) -> tuple[str, ...]:
    """What fills and lines are, from the longest wording to the shortest."""
    if is_blank and links_kind != "weights":
        return (_tr("No update yet: press Step to see what the lines carry."), _tr("lines: no update yet"))
    kind, symbol = {
        "gradients": (_tr("line: gradient ∂L/∂w"), _tr("line: ∂L/∂w")),
        "updates": (_tr("line: last update Δw"), _tr("line: Δw")),
    }.get(links_kind, (_tr("line: weight"), _tr("line: w")))
    fill = _tr("Picture: what a unit computes") if has_plane else _tr("Fill: activation")
    short = _tr("Picture: activation") if has_plane else fill
    return (
        _tr("{0} · {1}. Point at one for its number; click to change it.").format(fill, kind),
        f"{fill} · {kind}",
        f"{short} · {kind}",
        f"{short} · {symbol}",
        kind,
        symbol,
    )


def _fitting(wordings: tuple[str, ...], metrics: QFontMetricsF, width: float) -> str:
    return next((words for words in wordings if metrics.horizontalAdvance(words) <= width), wordings[-1])
