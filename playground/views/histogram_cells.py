"""Painting of weight histograms: one small plot a layer, now against the start, or as ridges over time."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.experiment.layer_names import layer_number
from playground.theme import Theme
from playground.training.messages import FloatArray, LayerHistogram
from playground.views.numbers import axis_text, percent, significant
from playground.views.plot_style import line_pen, mix
from playground.views.ranges import SteadyRange, linear_ticks
from playground.views.thinning import Series

_MAX_RIDGES = 14
_SWATCH_PX = 12
_LEAST_SPAN = 1e-9
"""Of bins around weights that are all the same: there is nothing to scale."""
_RIDGE_OVERLAP = 2.6
"""Height of the highest ridge in steps between two baselines."""


def shares(counts: np.ndarray) -> Series:
    """Share of the weights in each bin (those outside the edges are not counted)."""
    values = np.asarray(counts, dtype=np.float64)
    total = values.sum()
    return values / total if total > 0 else values


def spread(histogram: LayerHistogram) -> tuple[float, float]:
    """Standard deviation at the start (from the bins) and now."""
    edges = np.asarray(histogram.edges, dtype=np.float64)
    middle, weight = (edges[1:] + edges[:-1]) / 2, shares(histogram.start)
    mean = float((middle * weight).sum())
    return float(np.sqrt(((middle - mean) ** 2 * weight).sum())), histogram.std


@dataclass(slots=True, eq=False)
class HistogramCell:
    """The small plot of one layer: its place, its steady vertical axis, and how it is painted."""

    layer_index: int
    name: str
    colour: str
    rect: QRect = field(default_factory=QRect)
    histogram: LayerHistogram | None = None
    ridges: FloatArray | None = None
    top: SteadyRange = field(default_factory=lambda: SteadyRange(least=0.01))

    def set_histogram(self, histogram: LayerHistogram) -> bool:
        """Take the newest counts; True if an axis has changed."""
        old = self.histogram
        self.histogram = histogram
        is_rebinned = old is None or not np.array_equal(old.edges, histogram.edges)
        if is_rebinned:
            # A share in a bin of another width is another quantity.
            self.top.reset()
        highest = max(float(shares(histogram.now).max()), float(shares(histogram.start).max()))
        changed = self.top.follow(0.0, min(1.0, highest))
        return changed or is_rebinned

    def plot_rect(self, line_px: int) -> QRect:
        """Where the bars stand: below the name, above the tick labels."""
        return self.rect.adjusted(6, line_px + 2, -6, -line_px - 1)

    def _x_pixels(self, plot: QRect, values: NDArray[np.floating]) -> Series:
        edges = self.histogram.edges if self.histogram is not None else np.array([-1.0, 1.0])
        low, high = float(edges[0]), float(edges[-1])
        return plot.left() + (np.asarray(values, dtype=np.float64) - low) * (
            plot.width() / max(high - low, 1e-30)
        )

    def title(self) -> str:
        """The layer as people call it."""
        return QCoreApplication.translate("HistogramView", "layer {0}").format(layer_number(self.name))

    def _spread_text(self) -> str:
        return f"σ {significant(self.histogram.std, 2)}" if self.histogram is not None else ""

    def title_fits(self, metrics: QFontMetricsF) -> bool:
        """Whether title and spread have room beside each other."""
        needed = metrics.horizontalAdvance(self.title()) + metrics.horizontalAdvance(self._spread_text())
        return needed + _SWATCH_PX + 6 <= self.plot_rect(0).width()

    def paint_frame(
        self, painter: QPainter, theme: Theme, over_time: bool, *, with_word: bool = True
    ) -> None:
        """Name, spread, axis and grid: what seldom changes."""
        histogram = self.histogram
        if histogram is None:
            return
        metrics = QFontMetricsF(painter.font())
        line = round(metrics.height())
        plot = self.plot_rect(line)
        self._paint_title(
            painter, theme, QRect(plot.left(), self.rect.top() + 1, plot.width(), line), with_word=with_word
        )
        low, high = float(histogram.edges[0]), float(histogram.edges[-1])
        ticks = _weight_ticks(low, high, plot.width())
        last_right = -math.inf
        for value, x in zip(ticks, self._x_pixels(plot, np.array(ticks)), strict=True):
            painter.setPen(line_pen(theme.border if abs(value) < 1e-12 else theme.grid))
            painter.drawLine(round(x), plot.top(), round(x), plot.bottom())
            text = axis_text(value)
            half = metrics.horizontalAdvance(text) / 2
            if x - half >= max(last_right + 3, self.rect.left()) and x + half <= self.rect.right() + 1:
                last_right = x + half
                painter.setPen(QColor(theme.text_muted))
                painter.drawText(
                    QRectF(x - half - 2, plot.bottom() + 2, 2 * half + 4, line),
                    Qt.AlignmentFlag.AlignCenter,
                    text,
                )
        if not over_time and plot.height() >= 44:
            painter.setPen(line_pen(theme.grid))
            painter.drawLine(plot.left(), plot.top(), plot.right(), plot.top())
            painter.setPen(QColor(theme.text_muted))
            painter.drawText(plot.adjusted(1, 1, 0, 0), Qt.AlignmentFlag.AlignLeft, percent(self.top.high, 0))
        painter.setPen(line_pen(theme.border))
        painter.drawLine(plot.left(), plot.bottom() + 1, plot.right(), plot.bottom() + 1)

    def _paint_title(self, painter: QPainter, theme: Theme, row: QRect, *, with_word: bool) -> None:
        assert self.histogram is not None
        painter.fillRect(row.left(), row.center().y() - 3, 8, 8, QColor(self.colour))
        painter.setPen(QColor(theme.text))
        title = self.title() if with_word else layer_number(self.name)
        painter.drawText(row.adjusted(_SWATCH_PX, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, title)
        painter.setPen(QColor(theme.text_muted))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, self._spread_text())

    def paint_now(self, painter: QPainter, theme: Theme) -> None:
        """Filled: now. Outline: at the start."""
        histogram = self.histogram
        if histogram is None:
            return
        plot = self.plot_rect(round(QFontMetricsF(painter.font()).height()))
        x = np.rint(np.repeat(self._x_pixels(plot, histogram.edges), 2))
        scale = plot.height() / max(self.top.high, 1e-9)
        floor = float(plot.bottom() + 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mix(self.colour, theme.plot, 0.25)))
        painter.drawPolygon(arrayToQPolygonF(x, _steps(shares(histogram.now), floor, scale)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line_pen(theme.text))
        painter.drawPolyline(arrayToQPolygonF(x, _steps(shares(histogram.start), floor, scale)))

    def paint_ridges(self, painter: QPainter, theme: Theme) -> None:
        """The same layer over time: the oldest at the back, now in front."""
        if self.histogram is None or self.ridges is None or not len(self.ridges):
            return
        plot = self.plot_rect(round(QFontMetricsF(painter.font()).height()))
        n = int(min(len(self.ridges), _MAX_RIDGES, max(3, plot.height() // 5)))
        chosen = np.linspace(0, len(self.ridges) - 1, n).round().astype(int)
        rows = np.nan_to_num(np.asarray(self.ridges[chosen], dtype=np.float64))
        edges = np.asarray(self.histogram.edges, dtype=np.float64)
        x = self._x_pixels(plot, np.concatenate(([edges[0]], (edges[1:] + edges[:-1]) / 2, [edges[-1]])))
        gap = plot.height() / (len(rows) - 1 + _RIDGE_OVERLAP)
        scale = gap * _RIDGE_OVERLAP / max(float(rows.max()), 1e-30)
        for i, row in enumerate(rows):
            floor = plot.bottom() + 1 - (len(rows) - 1 - i) * gap
            row = np.where(row * scale >= 1.0, row, 0.0)
            y = np.concatenate(([floor], floor - row * scale, [floor]))
            age = 0.75 * (1.0 - i / max(1, len(rows) - 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mix(self.colour, theme.plot, max(0.1, age))))
            painter.drawPolygon(arrayToQPolygonF(x, y))
            seen = np.flatnonzero(row * scale > 0.5)
            if len(seen):
                painter.setPen(line_pen(theme.plot if i < len(rows) - 1 else theme.text))
                crest = slice(seen[0], seen[-1] + 3)
                painter.drawPolyline(arrayToQPolygonF(x[crest], y[crest]))


def _weight_ticks(low: float, high: float, width_px: int) -> list[float]:
    """Round positions; in a narrow plot only 0 and one to either side, so that there is a scale at all."""
    if high - low < _LEAST_SPAN:
        return [0.0] if low <= 0.0 <= high else []
    ticks = [v for v in linear_ticks(low, high, max(2, width_px // 44)) if abs(v) <= 0.93 * max(-low, high)]
    if len(ticks) >= 3 or not low < 0.0 < high:
        return ticks
    reach = 0.8 * min(-low, high)
    power = 10.0 ** math.floor(math.log10(reach))
    side = max(m * power for m in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0) if m * power <= reach * (1 + 1e-9))
    return [-side, 0.0, side]


def _steps(values: Series, floor: float, scale: float) -> Series:
    """Heights of a stair line that begins and ends on the floor, in pixels downward."""
    return np.concatenate(
        ([floor], np.rint(floor - np.repeat(np.minimum(values * scale, floor), 2)), [floor])
    )
