"""What of the network's picture is at a position, and where the arrow keys lead. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from playground.training.messages import Diagram
from playground.views.network.layout import NetworkLayout
from playground.views.network.links import Links

_REACH_PX = 4.0


@dataclass(frozen=True, slots=True)
class Target:
    """A unit, or the link into it from a unit of the layer before."""

    layer_index: int
    place: int
    """In the column, from the top."""
    before: int | None = None
    """Place of the unit where the link begins; None for a unit."""


def target_at(layout: NetworkLayout, links: Sequence[Links], position: QPointF) -> Target | None:
    """The unit at `position`, else the nearest link that is drawn, if it is near."""
    unit = layout.unit_at(position.x(), position.y())
    if unit is not None:
        return Target(*unit)
    for layer_index, drawn in enumerate(links):
        if not drawn.before.size:
            continue
        starts = layout.link_starts(layer_index)[drawn.before]
        ends = layout.link_ends(layer_index)[drawn.after]
        if not starts[0, 0] <= position.x() <= ends[0, 0]:
            continue
        share = (position.x() - starts[0, 0]) / max(ends[0, 0] - starts[0, 0], 1e-9)
        y = starts[:, 1] + share * (ends[:, 1] - starts[:, 1])
        # Across a steep line the distance is shorter than along y.
        slope = (ends[:, 1] - starts[:, 1]) / max(ends[0, 0] - starts[0, 0], 1e-9)
        distance = np.abs(y - position.y()) / np.hypot(1.0, slope)
        # Of links that lie together, the strongest: it is the one that is seen.
        near = np.flatnonzero(distance <= _REACH_PX)
        if near.size:
            nearest = near[distance[near] <= distance[near].min() + 1.0][-1]
            return Target(layer_index, int(drawn.after[nearest]), before=int(drawn.before[nearest]))
    return None


def move_focus(layout: NetworkLayout, focused: Target | None, key: int) -> Target | None:
    """The unit that an arrow key leads to; None for other keys."""
    steps = {
        Qt.Key.Key_Left: (-1, 0),
        Qt.Key.Key_Right: (1, 0),
        Qt.Key.Key_Up: (0, -1),
        Qt.Key.Key_Down: (0, 1),
    }
    if key not in steps:
        return None
    if focused is None:
        return Target(0, 0)
    right, down = steps[Qt.Key(key)]
    layer_index = min(max(focused.layer_index + right, layout.first_index), layout.n_layers - 1)
    column = layout.column(layer_index)
    if right:
        # To the unit at the same height.
        y = layout.column(focused.layer_index).ys[focused.place]
        return Target(layer_index, int(np.abs(column.ys - y).argmin()))
    return Target(layer_index, min(max(focused.place + down, 0), column.n_shown - 1))


def next_link(layout: NetworkLayout, diagram: Diagram, focused: Target, step: int) -> Target | None:
    """The next (or previous) incoming link of the unit in focus; the unit before its first one, else None."""
    layer_index = focused.layer_index
    if not layout.has_column(layer_index - 1):
        return None
    n_before = layout.column(layer_index - 1).n_shown
    links = diagram.layers[layer_index].links
    if links.ndim != 2 or links.shape[0] < n_before or links.shape[1] <= focused.place:
        return None
    before = (-1 if focused.before is None else focused.before) + step
    if before == -1:
        return Target(layer_index, focused.place)
    return Target(layer_index, focused.place, before=before) if 0 <= before < n_before else None


def still_there(layout: NetworkLayout, target: Target | None) -> bool:
    """Whether there is such a unit or link in a layout."""
    if target is None:
        return True
    if not layout.has_column(target.layer_index):
        return False
    if target.place >= layout.column(target.layer_index).n_shown:
        return False
    if target.before is None:
        return True
    before = target.layer_index - 1
    return layout.has_column(before) and target.before < layout.column(before).n_shown


def nearest_there(layout: NetworkLayout, target: Target | None) -> Target | None:
    """The unit or link itself; if it is gone, the unit that is now nearest to where it was."""
    if target is None or still_there(layout, target):
        return target
    layer_index = min(max(target.layer_index, layout.first_index), layout.n_layers - 1)
    return Target(layer_index, min(target.place, layout.column(layer_index).n_shown - 1))


def middle_of(layout: NetworkLayout, target: Target) -> QPointF:
    """Centre of a unit, or the middle of a link."""
    if target.before is None:
        column = layout.column(target.layer_index)
        return QPointF(column.x, float(column.ys[target.place]))
    start = layout.link_starts(target.layer_index)[target.before]
    end = layout.link_ends(target.layer_index)[target.place]
    return QPointF(float(start[0] + end[0]) / 2, float(start[1] + end[1]) / 2)
