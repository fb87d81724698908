"""What of the network's picture is at a position, and where the arrow keys lead. No widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from playground.views.network_frame import LayerFrame
from playground.views.network_layout import NetworkLayout

_REACH_PX = 4.0


@dataclass(frozen=True, slots=True)
class Target:
    """A unit, or the link into it from a unit of the layer before."""

    layer_index: int
    place: int
    """In the column, from the top."""
    before: int | None = None
    """Place of the unit where the link begins; None for a unit."""


def target_at(layout: NetworkLayout, frames: Sequence[LayerFrame], position: QPointF) -> Target | None:
    """The unit at `position`, else the nearest link that is drawn, if it is near."""
    unit = layout.unit_at(position.x(), position.y())
    if unit is not None:
        return Target(*unit)
    for layer_index, frame in enumerate(frames):
        if frame.links is None or not frame.links.before.size:
            continue
        starts = layout.link_starts(layer_index)[frame.links.before]
        ends = layout.link_ends(layer_index)[frame.links.after]
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
            return Target(
                layer_index, int(frame.links.after[nearest]), before=int(frame.links.before[nearest])
            )
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
    layer_index = min(max(focused.layer_index + right, 0), layout.n_layers - 1)
    column = layout.columns[layer_index]
    if right:
        # To the unit at the same height.
        y = layout.columns[focused.layer_index].ys[focused.place]
        return Target(layer_index, int(np.abs(column.ys - y).argmin()))
    return Target(layer_index, min(max(focused.place + down, 0), column.n_shown - 1))
