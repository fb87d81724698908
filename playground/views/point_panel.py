"""A plot of single examples: coloured and shaped by class, told when pointed at, picked by a click."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.theme import Theme
from playground.views.numbers import axis_text
from playground.views.plot_panel import PlotPanel
from playground.views.plot_style import fill_brush, line_pen, mix, small_font
from playground.views.ranges import SteadyRange, linear_ticks
from playground.views.thinning import Series

_REACH_PX = 12.0
_OUTSIDE_SHARE = 0.005
"""Of the points so many may lie outside at each end: one outlier doesn't press all others together."""


class PointPanel(PlotPanel):
    """Points in data coordinates, each one an example. `pointed` and `picked` carry the place of a point in
    the arrays that were set, −1 for none; with the keyboard, arrow keys go through the points."""

    pointed = Signal(int)
    picked = Signal(int)

    def __init__(self, object_name: str, name: str, parent: QWidget | None = None) -> None:
        self._clouds: list[pg.ScatterPlotItem] = []
        self._points: Series = np.zeros((0, 2))
        self._classes = np.zeros(0, dtype=np.int64)
        self._spans = (SteadyRange(), SteadyRange())
        self._near = -1
        self._labels: list[pg.TextItem] = []
        self._names: tuple[str, ...] = ()
        self._palette: tuple[str, ...] = ()
        self._has_symbols = True
        self._ring = pg.ScatterPlotItem(size=13, pxMode=True)
        self.lines = pg.PlotCurveItem(skipFiniteCheck=False, connect="finite")
        """Lines behind the points: a warped grid, or the diagonal."""
        super().__init__(object_name, name, parent)
        self.setMouseTracking(True)
        self.lines.setZValue(-20)
        self._ring.setZValue(40)
        self.view_box.addItem(self.lines, ignoreBounds=True)
        self.view_box.addItem(self._ring, ignoreBounds=True)
        self.hovered.connect(self._on_position)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.lines.setPen(line_pen(mix(theme.text_muted, theme.plot, 0.55)))
        self._ring.setPen(line_pen(theme.text, width=2))
        self._ring.setBrush(None)
        self._draw_points()

    def set_palette(self, colours: Sequence[str], *, has_symbols: bool = True) -> None:
        """Colours of the classes; without symbols all points are discs, as steps of one quantity are."""
        self._palette, self._has_symbols = tuple(colours), has_symbols
        self._draw_points()

    def _colour(self, index: int) -> str:
        return self._palette[index] if index < len(self._palette) else self.plot_theme.class_colour(index)

    def clear_ranges(self) -> None:
        """Let the next points set the axes afresh."""
        for span in self._spans:
            span.reset()

    def set_points(self, points: Series, classes: np.ndarray) -> None:
        """Show `points` (n, 2) with the colour and symbol of their classes (n,)."""
        finite = np.asarray(np.isfinite(points).all(axis=1))
        self._points = np.where(finite[:, None], points, np.nan)
        self._classes = np.asarray(classes, dtype=np.int64)
        self._near = min(self._near, len(points) - 1)
        self._follow(points[finite])
        self._draw_points()

    def set_class_names(self, names: Sequence[str]) -> None:
        """Write each class's name in the middle of its points; without names nothing is written."""
        self._names = tuple(names)
        self._label_classes()

    def _label_classes(self) -> None:
        while len(self._labels) < len(self._names):
            label = pg.TextItem(anchor=(0.5, 0.5))
            label.setZValue(45)
            self._labels.append(label)
            self.view_box.addItem(label, ignoreBounds=True)
        theme = self.plot_theme
        for index, label in enumerate(self._labels):
            rows = self._points[self._classes == index] if index < len(self._names) else self._points[:0]
            rows = rows[np.isfinite(rows[:, 0])]
            label.setVisible(len(rows) > 0)
            if len(rows):
                label.setText(self._names[index], color=theme.text)
                label.fill = fill_brush(mix(self._colour(index), theme.plot, 0.75))
                label.setFont(small_font(theme, bold=True))
                label.setPos(*np.median(rows, axis=0))

    def set_lines(self, x: Series, y: Series) -> None:
        """Draw lines behind the points; NaN parts one from the next."""
        self.lines.setData(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))

    def refresh_axes(self) -> None:
        """Choose the ticks that fit the present size."""
        across, down = self._spans
        rect = self.plot_rect()
        x_ticks = linear_ticks(across.low, across.high, max(2, int(rect.width()) // 60))
        y_ticks = linear_ticks(down.low, down.high, max(2, int(rect.height()) // 30))
        self.set_x_axis(across.low, across.high, [(v, axis_text(v)) for v in x_ticks])
        self.set_y_axis(down.low, down.high, [(v, axis_text(v)) for v in y_ticks])

    def _follow(self, points: Series) -> None:
        if not len(points):
            return
        ends = (_OUTSIDE_SHARE, 1.0 - _OUTSIDE_SHARE) if len(points) > 50 else (0.0, 1.0)
        for span, values in zip(self._spans, points.T, strict=True):
            low, high = (float(v) for v in np.quantile(values, ends))
            margin = max(0.04 * (high - low), 1e-6)
            span.follow(low - margin, high + margin)
        self.refresh_axes()

    def _draw_points(self) -> None:
        present = range(int(self._classes.max(initial=-1)) + 1)
        while len(self._clouds) < len(present):
            cloud = pg.ScatterPlotItem(pxMode=True, useCache=True)
            self._clouds.append(cloud)
            self.view_box.addItem(cloud, ignoreBounds=True)
        theme = self.plot_theme
        size = 5 if len(self._points) > 300 else 7
        for index, cloud in enumerate(self._clouds):
            rows = self._points[self._classes == index]
            rows = rows[np.isfinite(rows[:, 0])]
            colour = self._colour(index)
            rim = line_pen(mix(colour, theme.text, 0.35))
            symbol = theme.class_symbol(index) if self._has_symbols else "o"
            cloud.setData(rows[:, 0], rows[:, 1], symbol=symbol, size=size, brush=fill_brush(colour), pen=rim)
        self._mark()
        self._label_classes()

    def _mark(self) -> None:
        shown = self._points[self._near : self._near + 1] if self._near >= 0 else self._points[:0]
        shown = shown[np.isfinite(shown[:, 0])]
        self._ring.setData(shown[:, 0], shown[:, 1])

    def nearest_point(self, position: tuple[float, float]) -> int:
        """Place of the point nearest to a position in data coordinates, −1 if none is near."""
        if not len(self._points):
            return -1
        rect = self.plot_rect()
        (x_low, x_high), (y_low, y_high) = self.x_range, self.y_range
        scale = np.array(
            [rect.width() / max(x_high - x_low, 1e-12), rect.height() / max(y_high - y_low, 1e-12)]
        )
        distances = np.hypot(*((self._points - np.asarray(position)) * scale).T)
        distances[~np.isfinite(distances)] = np.inf
        nearest = int(np.argmin(distances))
        return nearest if distances[nearest] <= _REACH_PX else -1

    def _point_to(self, index: int) -> None:
        self._near = index
        self._mark()
        self.pointed.emit(index)

    def _on_position(self, position: tuple[float, float] | None) -> None:
        self._point_to(-1 if position is None else self.nearest_point(position))

    # ---- Qt

    def mousePressEvent(self, event: QMouseEvent) -> None:
        position = self.data_position(event.position())
        near = -1 if position is None else self.nearest_point(position)
        if near >= 0:
            self.picked.emit(near)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and len(self._points):
            self._point_to(int(np.clip(self._near + step, 0, len(self._points) - 1)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._near >= 0:
            self.picked.emit(self._near)
        else:
            event.ignore()


def polylines(lines: Sequence[np.ndarray] | np.ndarray) -> tuple[Series, Series]:
    """Lines (n_lines, n_points, 2) as one curve with NaN between them."""
    pieces = np.asarray(lines, dtype=np.float64)
    gap = np.full((len(pieces), 1, 2), np.nan)
    flat = np.concatenate((pieces, gap), axis=1).reshape(-1, 2)
    return flat[:, 0], flat[:, 1]
