"""The loss surface as a landscape seen from the side, painted with plain quads: no OpenGL, so it works
everywhere."""

from __future__ import annotations

import math

import numpy as np
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme, sequential_lut
from playground.training.messages import Surface
from playground.views.contours import Grid, enlarge
from playground.views.plot_style import line_pen
from playground.views.surface_scale import SurfaceScale

_N_POINTS = 31
_RELIEF = 0.6
"""Height of the landscape, in widths of the plane."""
_INK, _PAPER = "#000000", "#ffffff"


class PaintedSurface(QWidget):
    """Quads from back to front, kept as a picture until the grid or the view changes; path and ball on top.

    Drag turns it; so do the arrow keys. A double click goes back to the first view.
    """

    def __init__(self, accessible_name: str, scale: SurfaceScale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surface_landscape")
        self.setAccessibleName(accessible_name)
        self.setToolTip(self.tr("Drag to turn, double-click to turn back"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scale = scale
        self._theme = LIGHT
        self._surface: Surface | None = None
        self._heights: Grid | None = None
        self._path = np.zeros((0, 2))
        self._picture: QPixmap | None = None
        self._drag_from: QPointF | None = None
        self.reset_view()

    def reset_view(self) -> None:
        """Go back to the first point of view."""
        self.azimuth, self.elevation = math.radians(-35.0), math.radians(42.0)
        self._turned()

    def set_theme(self, theme: Theme) -> None:
        """Take colours from `theme`."""
        self._theme = theme
        self._turned()

    def set_grid(self, surface: Surface, exponents: Grid) -> None:
        """Show a new grid."""
        self._surface = surface
        self._heights = self._scale.shares(enlarge(exponents, _N_POINTS, _N_POINTS))
        self._turned()

    def set_path(self, path: np.ndarray) -> None:
        """Show the path (rows of α, β; the last one is now)."""
        points = np.asarray(path, dtype=np.float64)
        self._path = points[np.isfinite(points).all(axis=1)]
        self.update()

    def _turned(self) -> None:
        self._picture = None
        self.update()

    # ---- geometry

    def _project(self, x: np.ndarray, y: np.ndarray, height: np.ndarray) -> tuple[Grid, Grid, Grid]:
        """Screen coordinates and depth of points with x, y in -1…1 and height in 0…1 (parallel
        projection)."""
        across = x * math.cos(self.azimuth) - y * math.sin(self.azimuth)
        away = x * math.sin(self.azimuth) + y * math.cos(self.azimuth)
        up = (height - 0.5) * _RELIEF * 2.0
        screen_y = up * math.cos(self.elevation) + away * math.sin(self.elevation)
        reach_y = math.sqrt(2.0) * math.sin(self.elevation) + _RELIEF * math.cos(self.elevation)
        unit_x = self.width() / (2 * math.sqrt(2.0) + 0.1)
        unit_y = min(unit_x, self.height() / (2 * reach_y + 0.05))
        # Wider than high places are filled: the plane's two axes have no common unit anyway.
        unit_x = min(unit_x, 1.8 * unit_y)
        return self.width() / 2 + across * unit_x, self.height() / 2 - screen_y * unit_y, away

    def _paint_quads(self, painter: QPainter, heights: Grid) -> None:
        n = heights.shape[0]
        side = np.linspace(-1.0, 1.0, n)
        grid_x, grid_y = np.meshgrid(side, side)
        x, y, away = self._project(grid_x, grid_y, np.nan_to_num(heights))
        middle = (heights[:-1, :-1] + heights[1:, :-1] + heights[:-1, 1:] + heights[1:, 1:]) / 4
        # Light from the left and above: slopes towards it are brighter.
        slope = (heights[:-1, 1:] - heights[:-1, :-1] + heights[1:, 1:] - heights[1:, :-1]) * n * 0.015
        light = np.clip(1.0 + np.nan_to_num(slope), 0.72, 1.18)
        lut = sequential_lut().astype(np.float64)
        colours = np.clip(
            lut[np.rint(np.nan_to_num(middle) * 255).astype(int)] * light[..., None], 0, 255
        ).astype(int)
        depth = away[:-1, :-1] + away[1:, 1:]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for flat in np.argsort(-depth, axis=None):
            i, j = divmod(int(flat), n - 1)
            if not np.isfinite(middle[i, j]):
                continue
            red, green, blue = colours[i, j]
            corners = [(i, j), (i, j + 1), (i + 1, j + 1), (i + 1, j)]
            colour = QColor(int(red), int(green), int(blue))
            painter.setBrush(colour)
            painter.setPen(colour.darker(112))
            painter.drawConvexPolygon(QPolygonF([QPointF(x[c], y[c]) for c in corners]))

    def _path_on_screen(self) -> tuple[Grid, Grid] | None:
        surface, heights = self._surface, self._heights
        if surface is None or heights is None or not len(self._path):
            return None
        share = []
        for column, axis in ((0, surface.alphas), (1, surface.betas)):
            low, high = float(axis[0]), float(axis[-1])
            share.append(np.clip((self._path[:, column] - low) / max(high - low, 1e-30), 0.0, 1.0))
        n = heights.shape[0] - 1
        row, column = np.rint(share[1] * n).astype(int), np.rint(share[0] * n).astype(int)
        height = _bilinear(np.nan_to_num(heights), share[1] * n, share[0] * n)
        height = np.where(np.isfinite(heights[row, column]), height, 1.0)
        x, y, _ = self._project(2 * share[0] - 1, 2 * share[1] - 1, height + 0.01)
        return x, y

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self._theme.plot)
            if self._heights is not None:
                painter = QPainter(self._picture)
                self._paint_quads(painter, self._heights)
                painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        line = self._path_on_screen()
        if line is not None:
            every = max(1, len(line[0]) // 150)
            x, y = (np.append(v[::every], v[-1]) for v in line)
            polygon = arrayToQPolygonF(x, y)
            painter.setPen(line_pen(_INK, width=3))
            painter.drawPolyline(polygon)
            painter.setPen(line_pen(_PAPER))
            painter.drawPolyline(polygon)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(line_pen(_INK, width=2))
            painter.setBrush(QColor(_PAPER))
            painter.drawRect(round(x[0]) - 3, round(y[0]) - 3, 6, 6)
            painter.drawEllipse(QPointF(x[-1], y[-1]), 5.0, 5.0)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turned()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._drag_from = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from is not None:
            moved = event.position() - self._drag_from
            self._drag_from = event.position()
            self._turn_by(moved.x() * 0.012, moved.y() * 0.008)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag_from = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.reset_view()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        turns = {
            Qt.Key.Key_Left: (-0.1, 0.0),
            Qt.Key.Key_Right: (0.1, 0.0),
            Qt.Key.Key_Up: (0.0, -0.08),
            Qt.Key.Key_Down: (0.0, 0.08),
        }
        turn = turns.get(Qt.Key(event.key()))
        if turn is None:
            event.ignore()
        else:
            self._turn_by(*turn)

    def _turn_by(self, azimuth: float, elevation: float) -> None:
        self.azimuth += azimuth
        self.elevation = min(math.radians(85.0), max(math.radians(12.0), self.elevation + elevation))
        self._turned()

    def sizeHint(self) -> QSize:
        return QSize(290, 120)


def _bilinear(grid: Grid, row: Grid, column: Grid) -> Grid:
    i = np.clip(np.floor(row).astype(int), 0, grid.shape[0] - 2)
    j = np.clip(np.floor(column).astype(int), 0, grid.shape[1] - 2)
    s, t = row - i, column - j
    return np.asarray(
        grid[i, j] * (1 - s) * (1 - t)
        + grid[i + 1, j] * s * (1 - t)
        + grid[i, j + 1] * (1 - s) * t
        + grid[i + 1, j + 1] * s * t
    )
