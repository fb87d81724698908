"""What lies over the network: what is held, what is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from playground.training.messages import Diagram
from playground.views.network.column import Column
from playground.views.network.held import Held
from playground.views.network.layout import NetworkLayout
from playground.views.network.links import N_LEVELS, Links
from playground.views.network.painter import NetworkPainter
from playground.views.network.pointing import Target, middle_of

_LOCK_PX = 9.0


def paint_held(
    painter: QPainter, layout: NetworkLayout, network: NetworkPainter, diagram: Diagram, held: Held
) -> None:
    """Cut links dashed and grey, units that are off crossed out, a lock on what is frozen."""
    if not held:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    theme = network.theme
    for target in link_targets(layout, diagram, held.cut):
        line = network.line(target.layer_index, target.before or 0, target.place)
        painter.setPen(QPen(QColor(theme.plot), 4))
        painter.drawLine(line)
        painter.setPen(QPen(QColor(theme.text_muted), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(line)
        _paint_scissors_mark(painter, line.center(), QPen(QColor(theme.text_muted), 1.4))
    for target in link_targets(layout, diagram, held.frozen):
        _paint_lock(painter, middle_of(layout, target), network)
    for layer_index, column in enumerate(layout.columns):
        name = diagram.layers[layer_index].name
        for place, unit in enumerate(diagram.layers[layer_index].units[: column.n_shown].tolist()):
            if (name, (unit,)) in held.silenced:
                _paint_off(painter, column, place, network)
            if (f"{name}.biases", (unit,)) in held.frozen:
                half = column.side / 2
                corner = QPointF(column.x + half - 2, float(column.ys[place]) + half - 2)
                _paint_lock(painter, corner, network)


def link_targets(
    layout: NetworkLayout, diagram: Diagram, addresses: frozenset[tuple[str, tuple[int, ...]]]
) -> list[Target]:
    """The links among `addresses` that have a place in the picture."""
    places = {f"{layer.name}.weights": i for i, layer in enumerate(diagram.layers)}
    found = []
    for name, index in addresses:
        layer_index = places.get(name)
        if layer_index is None or len(index) != 2 or not layout.has_column(layer_index - 1):
            continue
        layer, before = diagram.layers[layer_index], layout.column(layer_index - 1)
        if layer.links_are_norms:
            continue
        units = np.arange(before.n_shown) if layer_index == 0 else diagram.layers[layer_index - 1].units
        start = np.flatnonzero(units[: before.n_shown] == index[0])
        end = np.flatnonzero(layer.units[: layout.columns[layer_index].n_shown] == index[1])
        if start.size and end.size:
            found.append(Target(layer_index, int(end[0]), before=int(start[0])))
    return found


def _paint_lock(painter: QPainter, centre: QPointF, network: NetworkPainter) -> None:
    body = QRectF(centre.x() - _LOCK_PX / 2, centre.y() - 2, _LOCK_PX, _LOCK_PX * 0.72)
    shackle = QRectF(centre.x() - 2.7, centre.y() - 6.5, 5.4, 8.0)
    colour, paper = QColor(network.theme.text), QColor(network.theme.plot)
    for pen in (QPen(paper, 4.0), QPen(colour, 1.5)):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(shackle, 0, 180 * 16)
        painter.setBrush(colour)
        painter.drawRoundedRect(body, 1.5, 1.5)


def _paint_scissors_mark(painter: QPainter, centre: QPointF, pen: QPen) -> None:
    painter.setPen(pen)
    x, y = centre.x(), centre.y()
    painter.drawLine(QPointF(x - 3.5, y - 3.5), QPointF(x + 3.5, y + 3.5))
    painter.drawLine(QPointF(x - 3.5, y + 3.5), QPointF(x + 3.5, y - 3.5))


def _paint_off(painter: QPainter, column: Column, place: int, network: NetworkPainter) -> None:
    rect = QRectF(*column.unit_rect(place))
    veil = QColor(network.theme.plot)
    veil.setAlphaF(0.72)
    painter.setPen(QPen(QColor(network.theme.text_muted), 1.4))
    painter.setBrush(QBrush(veil))
    if column.has_pictures:
        painter.drawRect(rect)
    else:
        painter.drawEllipse(rect)
        rect = rect.adjusted(column.side * 0.15, column.side * 0.15, -column.side * 0.15, -column.side * 0.15)
    painter.drawLine(rect.topLeft(), rect.bottomRight())
    painter.drawLine(rect.bottomLeft(), rect.topRight())


def paint_pointed(
    painter: QPainter,
    layout: NetworkLayout,
    network: NetworkPainter,
    links: Sequence[Links],
    target: Target,
    *,
    strong: bool,
) -> None:
    """A unit that is pointed at with its links, or a link; strong if it is pinned or in focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    accent = QColor(network.theme.accent)
    if target.before is not None:
        line = network.line(target.layer_index, target.before, target.place)
        painter.setPen(QPen(accent, 3.5 if strong else 2.5))
        painter.drawLine(line)
        if strong:
            painter.setBrush(QColor(network.theme.plot))
            painter.setPen(QPen(accent, 2))
            painter.drawEllipse(line.center(), 4.5, 4.5)
        return
    _paint_links_of(painter, network, links, target)
    column = layout.column(target.layer_index)
    reach = column.side / 2 + (3 if strong else 2)
    painter.setPen(QPen(accent, 2 if strong else 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    centre = middle_of(layout, target)
    if column.has_pictures:
        painter.drawRoundedRect(QRectF(centre.x() - reach, centre.y() - reach, 2 * reach, 2 * reach), 5, 5)
    else:
        painter.drawEllipse(centre, reach, reach)


def _paint_links_of(
    painter: QPainter, network: NetworkPainter, links: Sequence[Links], target: Target
) -> None:
    """The links of one unit once more, on top of all others, at full strength of colour."""
    for layer_index, is_after in ((target.layer_index, True), (target.layer_index + 1, False)):
        if not 0 <= layer_index < len(links):
            continue
        drawn = links[layer_index]
        ends = drawn.after if is_after else drawn.before
        for at in np.flatnonzero(ends == target.place).tolist():
            level = int(drawn.levels[at])
            colour = network.theme.positive if level > 0 else network.theme.negative
            painter.setPen(QPen(QColor(colour), 1 + network.widest_px * abs(level) / N_LEVELS))
            painter.drawLine(network.line(layer_index, int(drawn.before[at]), int(drawn.after[at])))
