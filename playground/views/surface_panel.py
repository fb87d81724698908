"""The loss surface from above: heat map, contours, and the path of training with a ball where the network
is now."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme, sequential_lut
from playground.training.messages import Surface
from playground.views.contours import Grid, contour_segments, enlarge
from playground.views.marks import Marks, RimmedLine
from playground.views.numbers import axis_text
from playground.views.plot_panel import PlotPanel
from playground.views.plot_style import fill_brush, line_pen, small_font
from playground.views.ranges import linear_ticks
from playground.views.surface_scale import SurfaceScale
from playground.views.thinning import Series

_CONTOUR_GRID = 49
_INK = "#000000"
_PAPER = "#ffffff"
"""Path and ball are black and white on the heat map: the only pair that stands out from all of its
colours."""


def thin_path(x: Series, y: Series, x_px: float, y_px: float) -> tuple[Series, Series]:
    """The path without the points that would fall on the pixel of the one before; `x_px` is data units a
    pixel."""
    if len(x) < 3:
        return x, y
    cells = np.stack((np.floor(x / (2.0 * x_px)), np.floor(y / (2.0 * y_px))))
    moved = np.any(np.diff(cells, axis=1) != 0, axis=0)
    keep = np.concatenate(([True], moved))
    keep[-1] = True
    return x[keep], y[keep]


def nearest_point(surface: Surface, alpha: float, beta: float) -> tuple[float, float, float]:
    """The computed point nearest to (alpha, beta): its α, its β and its loss."""
    i = int(np.argmin(np.abs(surface.betas - beta)))
    j = int(np.argmin(np.abs(surface.alphas - alpha)))
    return float(surface.alphas[j]), float(surface.betas[i]), float(surface.loss[i, j])


class SurfacePanel(PlotPanel):
    """Heat map of log loss over the plane; image and contours change only with a new grid or a new size."""

    def __init__(self, title: str, scale: SurfaceScale, parent: QWidget | None = None) -> None:
        self._scale = scale
        self.image = pg.ImageItem(axisOrder="row-major")
        self.contours = pg.PlotCurveItem(connect="pairs", skipFiniteCheck=True)
        self.path = RimmedLine(line_pen(_PAPER), line_pen(_INK, width=3))
        self.start = Marks(6.0, square=True)
        self.ball = Marks(9.0)
        self.spot = Marks(5.0, square=True)
        self._exponents: Grid | None = None
        self._surface: Surface | None = None
        self._now: tuple[float, float] | None = None
        super().__init__("surface_map", title, parent)
        self.has_vertical_grid = False
        items = (self.image, self.contours, self.path, self.start, self.ball, self.spot)
        for z, item in enumerate(items):
            item.setZValue(z - 20)
            self.view_box.addItem(item, ignoreBounds=True)
        self.contours.setPen(pg.mkPen(0, 0, 0, 90))
        self.start.pen, self.ball.pen = line_pen(_INK), line_pen(_INK, width=2)
        self.start.brush = self.ball.brush = fill_brush(_PAPER)
        self.spot.pen, self.spot.brush = line_pen(_PAPER), fill_brush(_INK)

    def set_grid(self, surface: Surface, exponents: Grid) -> None:
        """Show a new grid."""
        self._surface, self._exponents = surface, exponents
        self._render()

    def set_path(self, path: np.ndarray) -> None:
        """Show the path (rows of α, β; the last one is now)."""
        points = np.asarray(path, dtype=np.float64)
        points = points[np.isfinite(points).all(axis=1)]
        self._now = (float(points[-1, 0]), float(points[-1, 1])) if len(points) else None
        self._keep_in_sight()
        (x_low, x_high), (y_low, y_high) = self.x_range, self.y_range
        x_px = max(x_high - x_low, 1e-30) / self.n_columns()
        y_px = max(y_high - y_low, 1e-30) / max(20.0, self.plot_rect().height())
        x, y = thin_path(points[:, 0], points[:, 1], x_px, y_px)
        bounds = self.bounds()
        self.path.set_points(x, y, bounds)
        self.start.set_points(points[:1, 0], points[:1, 1], bounds)
        self.ball.set_points(points[-1:, 0], points[-1:, 1], bounds)

    def mark_spot(self, place: tuple[float, float] | None) -> None:
        """Mark the computed point that is read; None takes the mark away."""
        x, y = ([], []) if place is None else ([place[0]], [place[1]])
        self.spot.set_points(np.array(x), np.array(y), self.bounds())

    def loss_at(self, x: float, y: float) -> tuple[float, float, float] | None:
        """The computed point nearest to (x, y): α, β and its loss."""
        return nearest_point(self._surface, x, y) if self._surface is not None else None

    @staticmethod
    def _grid_rect(surface: Surface) -> QRectF:
        x_low, x_high = float(surface.alphas[0]), float(surface.alphas[-1])
        y_low, y_high = float(surface.betas[0]), float(surface.betas[-1])
        return QRectF(x_low, y_low, x_high - x_low, y_high - y_low)

    def _set_axes(self, rect: QRectF) -> None:
        x_ticks = linear_ticks(rect.left(), rect.right(), max(2, self.n_columns() // 52))
        self.set_x_axis(rect.left(), rect.right(), [(v, axis_text(v)) for v in x_ticks])
        y_ticks = linear_ticks(rect.top(), rect.bottom(), max(2, self.height() // 34))
        self.set_y_axis(rect.top(), rect.bottom(), [(v, axis_text(v)) for v in y_ticks])

    def _keep_in_sight(self) -> None:
        """Widen the axes when the network has left the grid: what is not computed yet stays blank."""
        if self._now is None:
            return
        x, y = self._now
        seen = self.bounds()
        if seen.left() <= x <= seen.right() and seen.top() <= y <= seen.bottom():
            return
        margin_x, margin_y = 0.15 * seen.width(), 0.15 * seen.height()
        self._set_axes(seen.united(QRectF(x - margin_x, y - margin_y, 2 * margin_x, 2 * margin_y)))

    def _render(self) -> None:
        surface, exponents = self._surface, self._exponents
        if surface is None or exponents is None:
            return
        grid = self._grid_rect(surface)
        self._set_axes(grid)
        self._keep_in_sight()
        n_x = self.n_columns()
        n_y = max(20, int(self.plot_rect().height()))
        self.image.setImage(self._scale.picture(enlarge(exponents, n_y, n_x)), autoLevels=False)
        self.image.setRect(grid)
        fine = enlarge(exponents, _CONTOUR_GRID, _CONTOUR_GRID)
        xs = np.linspace(grid.left(), grid.right(), _CONTOUR_GRID)
        ys = np.linspace(grid.top(), grid.bottom(), _CONTOUR_GRID)
        pieces = [
            contour_segments(xs, ys, fine, float(np.log10(level)))
            for level in self._scale.levels()
            if level > 0
        ]
        if pieces:
            self.contours.setData(
                np.concatenate([p[0] for p in pieces]), np.concatenate([p[1] for p in pieces])
            )

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_exponents"):
            self._render()


class ColourBar(QWidget):
    """Which colour is which loss; its labels are the losses of the contours."""

    def __init__(self, scale: SurfaceScale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface_colour_bar")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._scale = scale
        self._theme = LIGHT
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and font from `theme`."""
        self._theme = theme
        self.setFixedWidth(16 + QFontMetrics(small_font(theme)).horizontalAdvance("0.0001"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small_font(self._theme))
        painter.fillRect(self.rect(), QColor(self._theme.plot))
        line = painter.fontMetrics().height()
        top, bottom = line + 8, self.height() - line - 3
        lut = sequential_lut()
        for y in range(top, bottom):
            share = (bottom - 1 - y) / max(1, bottom - 1 - top)
            red, green, blue = (int(v) for v in lut[round(share * 255)])
            painter.fillRect(2, y, 8, 1, QColor(red, green, blue))
        painter.setPen(QColor(self._theme.text_muted))
        painter.drawText(2, line - 1, self.tr("loss"))
        last = float("inf")
        for level in self._scale.levels():
            if level <= 0.0:
                continue
            y_level = bottom - 1 - float(self._scale.shares(np.log10(np.array(level)))) * (bottom - 1 - top)
            if last - y_level >= line:
                painter.drawLine(10, round(y_level), 12, round(y_level))
                painter.drawText(15, round(y_level) + line // 2 - 2, axis_text(level))
                last = y_level
        painter.end()
