"""The two plots of the gradient view: lines over the run, and bars for now, on one common logarithmic
axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import History
from playground.views.axes import Tick
from playground.views.framed_curve import FramedCurve
from playground.views.layer_ticks import layer_ticks
from playground.views.numbers import axis_text, power_of_ten
from playground.views.plot_panel import PlotPanel
from playground.views.plot_style import line_pen, mix, small_font
from playground.views.ranges import linear_ticks, log_ticks, nice_ceiling
from playground.views.thinning import Series, log10_floored, thin_line

_MAX_LINES = 16
FLOOR_EXPONENT = -12.0
"""Zero, and what is smaller than float32 can tell from it here, is drawn at this exponent."""


def decade_ticks(low: float, high: float, height_px: int) -> list[Tick]:
    """Ticks at powers of ten between two exponents."""
    values = log_ticks(10.0**low, 10.0**high, max(2, height_px // 18))
    exponents = [round(float(np.log10(v)), 6) for v in values]
    return [(e, power_of_ten(round(e))) for e in exponents if abs(e - round(e)) < 1e-6]


class LayerBars(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """Bars from the lower end of the axis up to each layer's value, in one item: 64 layers cost as little
    as three.

    A value of zero stands as a hollow mark on the floor, so that a dead layer is seen and not missed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT
        self.heights: Series = np.zeros(0)
        self.is_zero = np.zeros(0, dtype=bool)
        self.limits: tuple[Series, Series] | None = None
        self._range = (0.0, 1.0)
        self._colours: list[QColor] = []

    def set_layers(self, n_layers: int) -> None:
        """Prepare the colours of so many layers."""
        self._colours = [QColor(self.theme.layer_colour(i, n_layers)) for i in range(n_layers)]

    def set_values(
        self,
        heights: Series,
        is_zero: np.ndarray,
        limits: tuple[Series, Series] | None,
        low: float,
        high: float,
    ) -> None:
        """Set exponents, which of them are zero gradients, the healthy bands, and the range of the axis."""
        if (low, high) != self._range or len(heights) != len(self.heights):
            self.prepareGeometryChange()
            self._range = (low, high)
        self.heights, self.is_zero, self.limits = heights, is_zero, limits
        if len(self._colours) != len(heights):
            self.set_layers(len(heights))
        self.update()

    def boundingRect(self) -> QRectF:
        low, high = self._range
        return QRectF(0.5, low, max(1, len(self.heights)), high - low)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        low, high = self._range
        n = len(self.heights)
        if self.limits is not None:
            band = QColor(mix(self.theme.healthy, self.theme.plot, 0.8))
            for i, (bottom, top) in enumerate(zip(*self.limits, strict=True)):
                bottom, top = max(low, bottom), min(high, top)
                if top > bottom and i < n:
                    painter.fillRect(QRectF(i + 0.5, bottom, 1.0, top - bottom), band)
        width = 0.72 if n <= 24 else 0.86
        for i, height in enumerate(self.heights):
            left = i + 1 - width / 2
            if self.is_zero[i]:
                painter.setPen(line_pen(self.theme.error, width=2))
                painter.drawLine(
                    QPointF(left, low + 0.02 * (high - low)), QPointF(left + width, low + 0.02 * (high - low))
                )
            elif height > low:
                painter.fillRect(QRectF(left, low, width, min(height, high) - low), self._colours[i])


class BarPanel(PlotPanel):
    """The gradient of each layer, now."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        self.bars = LayerBars()
        self._place_of_ticks: tuple[tuple[str, ...], int] | None = None
        self._ticks_of_layers: list[Tick] = []
        super().__init__("gradient_bars", title, parent)
        # They would stand in the bars.
        self.has_vertical_grid = self.has_bottom_ticks = False
        self.view_box.addItem(self.bars, ignoreBounds=True)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.bars.theme = theme
        self.bars.set_layers(len(self.bars.heights))
        self.bars.update()

    def draw(
        self,
        numbers: Sequence[str],
        exponents: Series,
        is_zero: np.ndarray,
        limits: tuple[Series, Series] | None,
        span: tuple[float, float],
    ) -> None:
        """Show the exponents of the layers with these `numbers` within `span`."""
        self.set_x_axis(0.5, len(exponents) + 0.5, self._layer_ticks(tuple(numbers)))
        self.set_y_axis(*span, decade_ticks(*span, self.height()))
        self.bars.set_values(exponents, is_zero, limits, *span)

    def _layer_ticks(self, numbers: tuple[str, ...]) -> list[Tick]:
        """Chosen again only for other layers or another width, not at every frame."""
        if self._place_of_ticks != (numbers, self.n_columns()):
            self._place_of_ticks = (numbers, self.n_columns())
            metrics = QFontMetricsF(small_font(self.plot_theme))
            layer_px = self.n_columns() / max(1, len(numbers))
            self._ticks_of_layers = layer_ticks(numbers, layer_px, metrics.horizontalAdvance)
        return self._ticks_of_layers


class HistoryPanel(PlotPanel):
    """The gradients of the layers over the run: at most 16 lines, evenly chosen."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        self.curves: list[FramedCurve] = []
        self._shown: tuple[int, ...] = ()
        super().__init__("gradient_lines", title, parent)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._colour_curves()

    def shown_layers(self, n_layers: int) -> tuple[int, ...]:
        """Which layers have a line: all, or 16 of them with the first and the last."""
        n_lines = min(n_layers, _MAX_LINES)
        return tuple(int(i) for i in np.linspace(0, n_layers - 1, n_lines).round())

    def draw(self, history: History, step: int, n_layers: int, span: tuple[float, float]) -> None:
        """Show `history` (one column a layer) within `span`."""
        shown = self.shown_layers(n_layers)
        if shown != self._shown:
            self._remake_curves(shown, n_layers)
        x_high = nice_ceiling(max(step, 100))
        n = self.n_columns()
        ticks = [(v, axis_text(v)) for v in linear_ticks(0.0, x_high, max(3, n // 52))]
        self.set_x_axis(0.0, x_high, ticks)
        self.set_y_axis(*span, decade_ticks(*span, self.height()))
        steps = np.asarray(history.steps, dtype=np.float64)
        values = history.mean if history.mean.ndim == 2 else history.mean[:, None]
        for curve, layer in zip(self.curves, shown, strict=True):
            if layer >= values.shape[1]:
                continue
            column = values[:, layer]
            good = np.isfinite(column)
            x, y = thin_line(steps[good], log10_floored(column[good], 10.0**FLOOR_EXPONENT), 0.0, x_high, n)
            curve.set_points(x, np.clip(y, *span))

    def clear_curves(self) -> None:
        """Take all lines away."""
        self._remake_curves((), 0)

    def _remake_curves(self, shown: Sequence[int], n_layers: int) -> None:
        for curve in self.curves:
            self.remove_curve(curve)
        self.curves = [FramedCurve() for _ in shown]
        self._shown = tuple(shown)
        self._n_layers = n_layers
        for curve in self.curves:
            self.add_curve(curve)
        self._colour_curves()

    def _colour_curves(self) -> None:
        for curve, layer in zip(self.curves, self._shown, strict=True):
            curve.setPen(line_pen(self.plot_theme.layer_colour(layer, self._n_layers)))
