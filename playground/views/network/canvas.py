"""The painted network, kept from frame to frame: only the parts whose look has changed are painted anew.

Painting all of a network of eight layers takes 2.7 ms; in a frame of training a few links change their level
and a few units their colour. Units follow at the rate of the screen, pictures at half of it, links at a
third.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFont, QPainter, QPixmap, QRegion

from playground.training.messages import Diagram, FloatArray, PlaneMaps
from playground.views.network.frame import ColumnFrame, FrameScales
from playground.views.network.layout import NetworkLayout
from playground.views.network.links import Links, SteadyLinks, SteadyScale
from playground.views.network.painter import NetworkPainter

_SLOW_S = 0.028
"""Every second frame at 60 a second."""
_LINKS_S = 0.044
"""Every third: a link changes by one of six widths, not in a motion."""
_OVERVIEW_S = 0.1
_DROPPED_S = 0.25
"""Which units dropout left out changes with every update; shown four times a second it can be followed."""


class NetworkCanvas:
    """A pixmap with the network as it looks now. GUI thread only."""

    def __init__(
        self, layout: NetworkLayout, network: NetworkPainter, background: QPixmap, font: QFont, ratio: float
    ) -> None:
        self._layout = layout
        self._network = network
        self._background = background
        self._font = font
        self._ratio = ratio
        self.pixmap = background.copy()
        self._scales = FrameScales()
        self._link_scale = SteadyScale(n_for_spread=40)
        self._links_kind = ""
        self._links = [SteadyLinks(layout.n_links_each) for _ in range(layout.n_layers)]
        self._frames: dict[int, ColumnFrame] = {}
        self._overview_shown: dict[int, bytes] = {}
        self._due: dict[tuple[str, int], float] = {}
        self._input: FloatArray | None = None
        self._is_drawing = False
        self._example = ""
        self._bars: tuple[list[int], int] | None = None

    @property
    def links(self) -> list[Links]:
        """The links that are drawn, into each layer."""
        return [steady.links for steady in self._links]

    def take(self, diagram: Diagram, plane: PlaneMaps | None, now: float, *, is_training: bool) -> QRegion:
        """Paint what a frame changes; where that is."""
        if diagram.links_kind != self._links_kind:
            self._links_kind = diagram.links_kind
            self._link_scale.clear()
            self._due.clear()
        dirty = QRegion()
        painter = QPainter(self.pixmap)
        painter.setFont(self._font)
        for layer_index in range(self._layout.n_layers):
            if self._is_due("links", layer_index, now, is_training):
                dirty += self._take_links(painter, diagram, layer_index)
        for layer_index in range(self._layout.first_index, self._layout.n_layers):
            dirty += self._take_column(painter, diagram, plane, layer_index, now, is_training=is_training)
        dirty += self._take_input(painter, diagram)
        dirty += self._take_bars(painter, diagram)
        painter.end()
        return dirty

    def _is_due(self, part: str, layer_index: int, now: float, is_training: bool) -> bool:
        """While it trains, parts that cost something are looked at a little less often than frames come."""
        if is_training and now < self._due.get((part, layer_index), 0.0):
            return False
        is_first = (part, layer_index) not in self._due
        # Neighbours take turns, so that no frame has to paint all of them.
        turn = _SLOW_S / 2 if is_first and layer_index % 2 else 0.0
        pause = _LINKS_S if part == "links" else _SLOW_S
        self._due[part, layer_index] = now + pause + turn
        return True

    def _clear(self, painter: QPainter, rect: QRect) -> None:
        """Put what stands still back into `rect`, and paint nowhere else until the next one."""
        painter.setClipRect(rect)
        source = QRectF(
            rect.x() * self._ratio,
            rect.y() * self._ratio,
            rect.width() * self._ratio,
            rect.height() * self._ratio,
        )
        painter.drawPixmap(QRectF(rect), self._background, source)

    # ---- links

    def _take_links(self, painter: QPainter, diagram: Diagram, layer_index: int) -> QRegion:
        layout, layer = self._layout, diagram.layers[layer_index]
        if not layout.has_column(layer_index - 1):
            return QRegion()
        n_before, n_after = layout.column(layer_index - 1).n_shown, layout.columns[layer_index].n_shown
        if layer.links.ndim != 2 or layer.links.shape[0] < n_before or layer.links.shape[1] < n_after:
            return QRegion()
        weights = _readable(layer.links[:n_before, :n_after])
        steady = self._links[layer_index]
        if not steady.update(weights, self._link_scale.of(layer_index, weights)):
            return QRegion()
        rect = self.gap_rect(layer_index)
        self._clear(painter, rect)
        self._network.paint_links(painter, layer_index, steady.links)
        return QRegion(rect)

    def gap_rect(self, layer_index: int) -> QRect:
        """Where the links into a layer lie."""
        starts, ends = self._layout.link_starts(layer_index), self._layout.link_ends(layer_index)
        ys = np.concatenate([starts[:, 1], ends[:, 1]])
        left, right = floor(starts[0, 0]) + 1, ceil(ends[0, 0]) - 1
        top, bottom = floor(ys.min()) - 4, ceil(ys.max()) + 4
        return QRect(left, top, max(right - left, 1), bottom - top)

    # ---- units

    def column_rect(self, layer_index: int) -> QRect:
        """Where the units of a layer lie, their filters included."""
        column = self._layout.column(layer_index)
        left, right = floor(column.left) - 1, ceil(column.right) + 1
        top, bottom = floor(float(column.ys[0]) - column.side / 2) - 2, ceil(column.bottom) + 2
        return QRect(left, top, right - left, bottom - top)

    def _take_column(
        self,
        painter: QPainter,
        diagram: Diagram,
        plane: PlaneMaps | None,
        layer_index: int,
        now: float,
        *,
        is_training: bool,
    ) -> QRegion:
        column, shown = self._layout.column(layer_index), self._frames.get(layer_index)
        is_slow = column.has_pictures or column.has_overview
        if is_slow and not self._is_due("column", layer_index, now, is_training):
            return QRegion()
        frame = self._scales.column(diagram, plane, self._layout, layer_index)
        frame = self._with_steady_dropped(frame, shown, layer_index, now, is_training)
        is_early = is_training and now < self._due.get(("overview", layer_index), 0.0)
        if is_early and shown is not None:
            frame = replace(frame, overview=shown.overview)
        else:
            self._due["overview", layer_index] = now + _OVERVIEW_S
        if frame.looks_like(shown):
            return QRegion()
        self._frames[layer_index] = frame
        rect = self.column_rect(layer_index)
        self._clear(painter, rect)
        self._network.paint_column(painter, layer_index, frame)
        dirty = QRegion(rect)
        if frame.overview is not None:
            dirty += self._paint_overview(painter, layer_index, frame)
        return dirty

    def _with_steady_dropped(
        self, frame: ColumnFrame, shown: ColumnFrame | None, layer_index: int, now: float, is_training: bool
    ) -> ColumnFrame:
        if frame.dropped is None:
            return frame
        if not is_training:
            # Only while it trains dropout leaves units out.
            return replace(frame, dropped=None)
        if (
            shown is not None
            and shown.dropped is not None
            and now < self._due.get(("dropped", layer_index), 0.0)
        ):
            return replace(frame, dropped=shown.dropped)
        self._due["dropped", layer_index] = now + _DROPPED_S
        return frame

    def _paint_overview(self, painter: QPainter, layer_index: int, frame: ColumnFrame) -> QRegion:
        assert frame.overview is not None
        look = frame.overview.tobytes()
        if self._overview_shown.get(layer_index) == look:
            return QRegion()
        self._overview_shown[layer_index] = look
        rect = self._network.overview_rect(self._layout.column(layer_index))
        around = rect.adjusted(-2, -2, 2, 2).toAlignedRect()
        self._clear(painter, around)
        self._network.tiles.paint_cells(painter, rect, frame.overview)
        return QRegion(around)

    # ---- the input as a picture, and the bars

    def _take_input(self, painter: QPainter, diagram: Diagram) -> QRegion:
        picture = diagram.input
        if self._layout.input_column is not None or picture.ndim != 2:
            return QRegion()
        is_known = self._input is not None and np.array_equal(picture, self._input)
        example = self._network.example
        if is_known and (diagram.is_drawing, example) == (self._is_drawing, self._example):
            return QRegion()
        self._input, self._is_drawing, self._example = picture, diagram.is_drawing, example
        rect = QRectF(*self._layout.input_rect).adjusted(-2, -2, 2, 2)
        rect = rect.united(self._network.input_words_rect())
        around = rect.toAlignedRect()
        right = int(self._layout.input_rect[0] + self._layout.input_rect[2]) + 1
        self._clear(painter, around)
        self._network.paint_input(painter, picture, is_drawing=diagram.is_drawing)
        return QRegion(around.united(QRect(right, around.top(), 1, 1)))

    def _take_bars(self, painter: QPainter, diagram: Diagram) -> QRegion:
        rect = self._network.bars_rect()
        if diagram.probabilities is None or rect.isEmpty():
            return QRegion()
        look = (
            self._network.bar_widths(diagram.probabilities),
            int(np.nan_to_num(diagram.probabilities).argmax()),
        )
        if look == self._bars:
            return QRegion()
        self._bars = look
        around = rect.adjusted(-1, -1, 1, 1).toAlignedRect()
        self._clear(painter, around)
        self._network.paint_bars(painter, *look)
        return QRegion(around)


def _readable(weights: FloatArray) -> FloatArray:
    """What isn't a number is painted as zero; what is absurdly large can still be squared."""
    flat = weights.ravel()
    if np.dot(flat, flat) < 1e30:
        return weights
    return np.clip(np.nan_to_num(weights, nan=0.0, posinf=0.0, neginf=0.0), -1e15, 1e15)
