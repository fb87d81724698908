"""One plot: a pyqtgraph view with fixed axes, a name above it, a crosshair, and nothing that costs or
surprises."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.theme import LIGHT, Theme
from playground.views.axes import Axes, StillPicture, Tick, Word
from playground.views.framed_curve import FramedCurve
from playground.views.framed_line import FramedLine
from playground.views.plot_style import line_pen, small_font


class PlotPanel(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot whose ranges and ticks are set from outside.

    `hovered` carries the data coordinates (x, y) under the pointer, or None when it has left. With the
    keyboard, the arrow keys move the place that is read.
    """

    hovered = Signal(object)
    resized = Signal()
    """The plotted area has another size: other ticks and another thinning fit it."""

    def __init__(self, object_name: str, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(accessible_name)
        self.setMinimumSize(60, 50)
        # A plain background costs less to fill than to copy, and stays a shape in a saved SVG.
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.plot_theme = LIGHT
        # Not a whole plot of pyqtgraph's: its menus, buttons and four axes are never shown, and took a fifth
        # of the time in which the window is built.
        self.view_box = pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self.view_box.disableAutoRange()
        self.addItem(self.view_box)
        self._still = StillPicture()
        self.crosshair = FramedLine()
        self.crosshair.setZValue(50)
        self.crosshair.hide()
        self._ticks: dict[str, list[Tick]] = {"left": [], "bottom": []}
        self._ranges: dict[str, tuple[float, float]] = {"left": (0.0, 1.0), "bottom": (0.0, 1.0)}
        self._top_wordings: tuple[str, ...] = ("",)
        self._unit = ""
        self._left_px = self._line_px = 0
        self._has_left_labels = True
        self.has_vertical_grid = self.has_bottom_ticks = True
        self._framed: list[FramedCurve] = []
        self._lines: list[FramedLine] = []
        self._keyboard_share = [0.5, 0.5]
        self._pointed_at: tuple[float, float] | None = None
        self.add_line(self.crosshair)
        self.set_theme(LIGHT)

    @property
    def x_range(self) -> tuple[float, float]:
        """Ends of the horizontal axis, in data coordinates."""
        return self._ranges["bottom"]

    @property
    def y_range(self) -> tuple[float, float]:
        """Ends of the vertical axis, in data coordinates."""
        return self._ranges["left"]

    @property
    def axes(self) -> Axes:
        """What stands around the curves."""
        assert self._still.axes is not None
        return self._still.axes

    def bounds(self) -> QRectF:
        """The plotted area, in data coordinates."""
        (x_low, x_high), (y_low, y_high) = self.x_range, self.y_range
        return QRectF(x_low, y_low, x_high - x_low, y_high - y_low)

    def n_columns(self) -> int:
        """Width of the plotted area in pixels: more points than that across can't be seen."""
        return max(40, int(self.plot_rect().width()))

    def plot_rect(self) -> QRectF:
        """The plotted area in pixels, known before Qt has laid out the items of a new size."""
        return QRectF(
            2.0 + self._left_px,
            self._line_px + 2.0,
            max(1.0, self.width() - self._left_px - 10.0),
            max(1.0, self.height() - 2.0 * self._line_px - 5.0),
        )

    def add_curve(self, curve: FramedCurve) -> None:
        """Plot a curve within the axes."""
        self._framed.append(curve)
        curve.set_frame(self.bounds())
        self.view_box.addItem(curve, ignoreBounds=True)

    def add_line(self, line: FramedLine) -> None:
        """Plot a vertical line within the axes."""
        self._lines.append(line)
        self._frame_lines()
        self.view_box.addItem(line, ignoreBounds=True)

    def _frame_lines(self) -> None:
        bounds = self.bounds()
        for line in self._lines:
            line.set_frame(bounds, bounds.width() / self.plot_rect().width())

    def remove_curve(self, curve: FramedCurve) -> None:
        """Take a curve out again."""
        self._framed.remove(curve)
        self.view_box.removeItem(curve)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        self.plot_theme = theme
        self.crosshair.set_pen(line_pen(theme.text_muted))
        self._lay_out()

    def set_titles(self, top: str | tuple[str, ...], bottom: str) -> None:
        """Name what is plotted (above; of several wordings the first that fits) and the horizontal unit."""
        wordings = (top,) if isinstance(top, str) else top
        if (wordings, bottom) != (self._top_wordings, self._unit):
            self._top_wordings, self._unit = wordings, bottom
            self._lay_out()

    def set_left_labels_visible(self, visible: bool) -> None:
        """Leave the labels of the vertical axis out where a neighbour has the same axis."""
        self._has_left_labels = visible
        self._lay_out()

    def set_x_axis(self, low: float, high: float, ticks: Sequence[Tick]) -> None:
        """Set range and tick labels of the horizontal axis."""
        self._set_axis("bottom", low, high, ticks)

    def set_y_axis(self, low: float, high: float, ticks: Sequence[Tick]) -> None:
        """Set range and tick labels of the vertical axis."""
        self._set_axis("left", low, high, ticks)

    def set_crosshair(self, x: float | None) -> None:
        """Show the vertical line at `x`, or hide it."""
        self.crosshair.setVisible(x is not None)
        if x is not None:
            self.crosshair.set_value(x)

    def repeat_hover(self) -> None:
        """Tell again where the pointer rests, since the values under it may have changed."""
        if self._pointed_at is not None:
            self.hovered.emit(self._pointed_at)

    def _point_at(self, position: tuple[float, float] | None) -> None:
        if position is not None or self._pointed_at is not None:
            self._pointed_at = position
            self.hovered.emit(position)

    def _set_axis(self, side: str, low: float, high: float, ticks: Sequence[Tick]) -> None:
        if (low, high) == self._ranges[side] and list(ticks) == self._ticks[side]:
            return
        self._ranges[side] = (low, high)
        self._ticks[side] = list(ticks)
        if side == "bottom":
            self.view_box.setXRange(low, high, padding=0.0)
        else:
            self.view_box.setYRange(low, high, padding=0.0)
        bounds = self.bounds()
        for curve in self._framed:
            curve.set_frame(bounds)
        self._lay_out()

    def _lay_out(self) -> None:
        """Give the axes the room that their labels need, place the names, drop labels that would run into
        them."""
        if not hasattr(self, "_ticks"):
            return
        metrics = QFontMetricsF(small_font(self.plot_theme))
        line = round(metrics.height())
        widest = max((metrics.horizontalAdvance(text) for _, text in self._ticks["left"]), default=0.0)
        left_px = round(widest) + 8 if self._has_left_labels else 4
        self._left_px, self._line_px = left_px, line
        area = self.plot_rect()
        if area != self.view_box.geometry():
            self.view_box.setGeometry(area)
        unit_px = metrics.horizontalAdvance(self._unit)
        shown = self._bottom_ticks(metrics, unit_px)
        # A scale of one label is none: then the unit makes room for the others.
        has_unit = len(shown) >= 2 and unit_px > 0
        if not has_unit:
            shown = self._bottom_ticks(metrics, 0.0)
        words = self._words(metrics)
        if has_unit:
            place = (self.width() - 4 - unit_px, self.height() - line - 1.0)
            words = (*words, Word(self._unit, *place, self.plot_theme.text_muted))
        axes = Axes(
            theme=self.plot_theme,
            size=self.size(),
            area=area,
            x_range=self.x_range,
            y_range=self.y_range,
            columns=tuple(shown),
            rows=tuple(self._ticks["left"]),
            words=words,
            has_left_labels=self._has_left_labels,
            has_column_ticks=self.has_bottom_ticks,
            has_column_grid=self.has_vertical_grid,
        )
        if self._still.set(axes):
            self.viewport().update()
        self._frame_lines()

    def _words(self, metrics: QFontMetricsF) -> tuple[Word, ...]:
        """What is written above the plot."""
        room = self.width() - self._left_px - 4
        fitting = (t for t in self._top_wordings if metrics.horizontalAdvance(t) <= room)
        name = next(fitting, self._top_wordings[-1])
        return (Word(name, self._left_px + 2.0, 0.0, self.plot_theme.text_muted),)

    def _bottom_ticks(self, metrics: QFontMetricsF, unit_px: float) -> list[Tick]:
        """The labels of the horizontal axis that leave so many pixels at its right end."""
        low, high = self._ranges["bottom"]
        plot_px = self.plot_rect().width()
        room = plot_px - (unit_px if unit_px else -10)
        return [
            (v, t)
            for v, t in self._ticks["bottom"]
            if (v - low) / max(high - low, 1e-300) * plot_px + metrics.horizontalAdvance(t) / 2 <= room
        ]

    def data_position(self, widget_position: QPointF) -> tuple[float, float] | None:
        """Data coordinates of a point of the widget, or None outside the plotted area."""
        scene = self.mapToScene(widget_position.toPoint())
        if not self.view_box.sceneBoundingRect().contains(scene):
            return None
        point = self.view_box.mapSceneToView(scene)
        return float(point.x()), float(point.y())

    # ---- Qt

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:
        self._still.paint(painter, self.devicePixelRatioF())

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.resized.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(self.data_position(event.position()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._point_at(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -0.02),
            Qt.Key.Key_Right: (0, 0.02),
            Qt.Key.Key_Down: (1, -0.05),
            Qt.Key.Key_Up: (1, 0.05),
        }
        axis, step = moves.get(Qt.Key(event.key()), (0, 0.0))
        if not step:
            event.ignore()
            return
        self._keyboard_share[axis] = min(1.0, max(0.0, self._keyboard_share[axis] + step))
        across, up = self._keyboard_share
        (low, high), (y_low, y_high) = self.x_range, self.y_range
        self._point_at((low + across * (high - low), y_low + up * (y_high - y_low)))
