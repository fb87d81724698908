"""Dragging a layer to another place. No widget."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from playground.theme import Theme
from playground.views.network.canvas import NetworkCanvas
from playground.views.network.layout import FOOTER_PX, HEADER_PX, NetworkLayout
from playground.views.network.structure import Structure

_PX_TO_START = 8.0


def place_after_move(structure: Structure, layer_index: int, gap: int) -> tuple[int, int] | None:
    """From and to, in the experiment's layers, if a layer is dropped before the layer `gap`.

    The layer at `from` shall be at `to` of the new list. None if nothing would change, or if it would land
    inside of a residual block.
    """
    is_output = layer_index >= len(structure.n_units) - 1
    if is_output or not 0 <= gap < len(structure.n_units) or structure.shares_block_with_previous(gap):
        return None
    start, end = structure.config_indices[layer_index], structure.config_indices[gap]
    if end > start:
        # Layers without a column stay with the one that they follow.
        end = max(end - 1, start)
        after = structure.config_indices[gap - 1] if gap else start
        if after == start:
            return None
    return None if end == start else (start, end)


def neighbour_gap(structure: Structure, layer_index: int, step: int) -> int | None:
    """The gap on the other side of the neighbour at the left (−1) or right (+1)."""
    own = structure.config_indices[layer_index]
    indices = structure.config_indices
    if step < 0:
        before = [i for i, index in enumerate(indices) if index < own]
        return next((i for i in before if indices[i] == indices[before[-1]]), None) if before else None
    after = [i for i, index in enumerate(indices[:-1]) if index > own]
    if not after:
        return None
    return next(i for i, index in enumerate(indices) if index > indices[after[0]])


@dataclass(slots=True)
class LayerDrag:
    """A layer that is pressed, and perhaps pulled."""

    layer_index: int
    start: QPointF
    position: QPointF
    is_pulled: bool = False
    gap: int | None = None
    """The layer before which it would go."""

    def pull(self, position: QPointF, layout: NetworkLayout) -> None:
        """Follow the pointer."""
        self.position = position
        if abs(position.x() - self.start.x()) >= _PX_TO_START:
            self.is_pulled = True
        if not self.is_pulled:
            return
        gaps = [
            gap
            for gap in range(layout.n_layers)
            if place_after_move(layout.structure, self.layer_index, gap) is not None
        ]
        nearest = min(gaps, key=lambda gap: abs(layout.gap_x(gap) - position.x()), default=None)
        home = abs(layout.columns[self.layer_index].x - position.x())
        is_nearer = nearest is not None and abs(layout.gap_x(nearest) - position.x()) < home
        self.gap = nearest if is_nearer else None

    def drop(self, structure: Structure) -> tuple[int, int] | None:
        """From and to, in the experiment's layers."""
        if not self.is_pulled or self.gap is None:
            return None
        return place_after_move(structure, self.layer_index, self.gap)


def paint_drag(
    painter: QPainter,
    drag: LayerDrag,
    layout: NetworkLayout,
    canvas: NetworkCanvas,
    pixmap: QPixmap,
    theme: Theme,
) -> None:
    """The column under the pointer, and a marker where it would go."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = QRectF(canvas.column_rect(drag.layer_index))
    veil = QColor(theme.plot)
    veil.setAlphaF(0.7)
    painter.fillRect(rect, veil)
    ratio = pixmap.devicePixelRatio()
    source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
    moved = rect.translated(drag.position.x() - drag.start.x(), 0)
    painter.setOpacity(0.85)
    painter.drawPixmap(moved, pixmap, source)
    painter.setOpacity(1.0)
    accent = QColor(theme.accent)
    painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(moved.adjusted(-3, -3, 3, 3), 5, 5)
    if drag.gap is not None:
        x = layout.gap_x(drag.gap)
        painter.setPen(QPen(accent, 3))
        painter.drawLine(QPointF(x, HEADER_PX), QPointF(x, layout.height - FOOTER_PX - 6))
        painter.setBrush(accent)
        painter.drawEllipse(QPointF(x, HEADER_PX), 4, 4)
