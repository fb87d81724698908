"""What the microscope lights up: parts that keep their colour, and numbers that flow between them.

Data goes from left to right as round dots in the accent; blame comes back from right to left as long dashes
in the colour of errors. Arrowheads say the same while nothing moves.
"""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QRegion

from playground.training.messages import Diagram
from playground.views.network.canvas import NetworkCanvas
from playground.views.network.layout import HEADER_PX, NetworkLayout
from playground.views.network.marks import DiagramMarks
from playground.views.network.painter import NetworkPainter
from playground.views.network.structure import INPUT

_VEIL = 0.78
_MOST_LINES = 60
_PX_PER_S = 70.0
_DOTS, _DASHES = (0.01, 3.4), (2.6, 2.2)
"""On and off, in widths of the line."""
_ARROW_PX = 6.5
INPUT_NAME = "input"


class MarkedParts:
    """The places of what is marked, found once for each layout and each marks."""

    def __init__(
        self, marks: DiagramMarks, layout: NetworkLayout, diagram: Diagram, canvas: NetworkCanvas
    ) -> None:
        self.marks = marks
        self._layout = layout
        self._places = {INPUT_NAME: INPUT}
        for layer_index, layer in enumerate(diagram.layers):
            # What has no column of its own is part of the column that it follows.
            for name in (layer.name, *layer.blocks, *(badge.name for badge in layer.badges)):
                self._places[name] = layer_index
        self.rects = [rect for name in marks.layers if (rect := self._layer_rect(name, canvas)) is not None]
        units = [self._unit(diagram, name, unit) for name, unit in marks.units]
        self.units = [place for place in units if place is not None]
        self.rects += [self.unit_rect(*place) for place in self.units]
        self.hidden = self._columns_of_hidden(diagram)
        self.rects += [self.rest_rect(layer_index) for layer_index in self.hidden]
        self.lines = self._lines(diagram, canvas)[:_MOST_LINES]
        self.rects += self._at_links(canvas)

    def _at_links(self, canvas: NetworkCanvas) -> list[QRect]:
        """The units that the links join; or, where nothing flows, all links into a layer that is lit."""
        if self.marks.direction == "none" and not self.marks.links:
            lit = (self._places.get(name, INPUT) for name in self.marks.layers)
            return [canvas.gap_rect(i) for i in lit if i != INPUT and self._layout.has_column(i - 1)]
        ends = dict.fromkeys(end for i, before, after in self.lines for end in ((i - 1, before), (i, after)))
        return [self.unit_rect(*end) for end in ends]

    def _layer_rect(self, name: str, canvas: NetworkCanvas) -> QRect | None:
        layer_index = self._places.get(name)
        if layer_index is None:
            return None
        if not self._layout.has_column(layer_index):
            return QRectF(*self._layout.input_rect).adjusted(-2, -2, 2, 2).toAlignedRect()
        return canvas.column_rect(layer_index)

    def _unit(self, diagram: Diagram, name: str, unit: int) -> tuple[int, int] | None:
        layer_index = self._places.get(name)
        if layer_index is None or not self._layout.has_column(layer_index):
            return None
        n_shown = self._layout.column(layer_index).n_shown
        if layer_index == INPUT:
            return (INPUT, unit) if unit < n_shown else None
        found = np.flatnonzero(diagram.layers[layer_index].units[:n_shown] == unit)
        return (layer_index, int(found[0])) if found.size else None

    def _columns_of_hidden(self, diagram: Diagram) -> list[int]:
        """The columns that have a lit unit among those that aren't shown."""
        hidden = []
        for name, unit in self.marks.units:
            layer_index = self._places.get(name)
            if layer_index is None or not self._layout.has_column(layer_index):
                continue
            if self._layout.column(layer_index).n_hidden and self._unit(diagram, name, unit) is None:
                hidden.append(layer_index)
        return list(dict.fromkeys(hidden))

    def rest_rect(self, layer_index: int) -> QRect:
        """Where a column counts the units that aren't shown."""
        column = self._layout.column(layer_index)
        width = min(max(self._layout.pitch - 4, 20.0), 90.0)
        area = QRectF(column.x - width / 2, column.bottom + 2, width, column.foot - column.bottom - 2)
        return area.toAlignedRect()

    def unit_rect(self, layer_index: int, place: int) -> QRect:
        return (
            QRectF(*self._layout.column(layer_index).unit_rect(place)).adjusted(-2, -2, 2, 2).toAlignedRect()
        )

    def _lines(self, diagram: Diagram, canvas: NetworkCanvas) -> list[tuple[int, int, int]]:
        """Layer, place before, place: what is named, else what is drawn into (or out of) the parts."""
        if self.marks.direction == "none" and not self.marks.links:
            return []
        if self.marks.links:
            named = [self._named(diagram, *link) for link in self.marks.links]
            return [line for line in named if line is not None]
        into = {(i, place) for i, place in self.units}
        whole = {self._places[name] for name in self.marks.layers if name in self._places}
        lines = []
        for layer_index, drawn in enumerate(canvas.links):
            # Strongest first.
            for at in reversed(range(len(drawn.before))):
                before, after = int(drawn.before[at]), int(drawn.after[at])
                is_backward = self.marks.direction == "backward"
                end = (layer_index - 1, before) if is_backward else (layer_index, after)
                if end in into or (not into and end[0] in whole):
                    lines.append((layer_index, before, after))
        return lines

    def _named(self, diagram: Diagram, name: str, before: int, after: int) -> tuple[int, int, int] | None:
        layer_index = self._places.get(name, INPUT)
        if layer_index == INPUT or not self._layout.has_column(layer_index - 1):
            return None
        start_name = INPUT_NAME if layer_index == 0 else diagram.layers[layer_index - 1].name
        start, end = self._unit(diagram, start_name, before), self._unit(diagram, name, after)
        return None if start is None or end is None else (layer_index, start[1], end[1])

    def flow_region(self, canvas: NetworkCanvas) -> QRegion:
        """Where the flow moves."""
        region = QRegion()
        for layer_index in {line[0] for line in self.lines}:
            region += canvas.gap_rect(layer_index).adjusted(-6, -4, 6, 4)
        return region


def paint_marks(
    painter: QPainter, parts: MarkedParts, network: NetworkPainter, pixmap: QPixmap, phase_s: float
) -> None:
    """Dim all but the parts, then let the numbers flow; `phase_s` is the time since the flow began."""
    window = painter.viewport()
    veil = QColor(network.theme.plot)
    veil.setAlphaF(_VEIL)
    painter.fillRect(QRect(0, HEADER_PX, window.width(), window.height() - HEADER_PX - 28), veil)
    ratio = pixmap.devicePixelRatio()
    for rect in parts.rects:
        source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
        painter.drawPixmap(QRectF(rect), pixmap, source)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(network.theme.accent), 1.5))
    for layer_index, place in parts.units:
        painter.drawRoundedRect(QRectF(parts.unit_rect(layer_index, place)), 4, 4)
    for layer_index in parts.hidden:
        painter.drawRoundedRect(QRectF(parts.rest_rect(layer_index)), 4, 4)
    lines = [network.line(*line) for line in parts.lines]
    if parts.marks.direction == "none":
        painter.setPen(QPen(QColor(network.theme.accent), 2.0))
        painter.drawLines(lines)
        return
    _paint_flow(painter, lines, parts.marks, network, phase_s if parts.marks.animate else None)


def _paint_flow(
    painter: QPainter,
    lines: list[QLineF],
    marks: DiagramMarks,
    network: NetworkPainter,
    phase_s: float | None,
) -> None:
    is_forward = marks.direction == "forward"
    colour = QColor(network.theme.accent if is_forward else network.theme.error)
    width = 3.2 if is_forward else 2.2
    pale = QColor(colour)
    pale.setAlphaF(0.35)
    painter.setPen(QPen(pale, 1.0))
    painter.drawLines(lines)
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if is_forward else Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(list(_DOTS if is_forward else _DASHES))
    if phase_s is not None:
        # Every line begins at the left: a falling offset moves the dashes to the right.
        shift = phase_s * _PX_PER_S / width
        pen.setDashOffset(-shift if is_forward else shift)
    painter.setPen(pen)
    painter.drawLines(lines)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for line in lines:
        painter.drawPolygon(_arrowhead(line, is_forward=is_forward))


def _arrowhead(line: QLineF, *, is_forward: bool) -> QPolygonF:
    """At the end where the numbers arrive."""
    start, tip = (line.p1(), line.p2()) if is_forward else (line.p2(), line.p1())
    dx, dy = tip.x() - start.x(), tip.y() - start.y()
    length = max(hypot(dx, dy), 1e-6)
    dx, dy = dx / length, dy / length
    base = QPointF(tip.x() - dx * _ARROW_PX, tip.y() - dy * _ARROW_PX)
    side = QPointF(-dy * _ARROW_PX * 0.5, dx * _ARROW_PX * 0.5)
    return QPolygonF([tip, base + side, base - side])
