"""The plane itself: map, lines where the answer changes, examples, and the pointer on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import PlaneMaps
from playground.views.plane.axes import paint_axes
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.plane.editor import SELECT, PlaneEditor
from playground.views.plane.geometry import PlaneGeometry, height_for
from playground.views.plane.keys import PICK_KEYS, PlaneKeys
from playground.views.plane.layers import MOST_RINGS, PlaneLayers
from playground.views.plane.points import PlanePoints, paint_rings, symbol_size

_PICK_PX = 10.0
"""How far from a point a click still means it."""


class PlanePicture(QWidget):
    """Shows what it is told, and says where the pointer is. GUI thread only."""

    hovered = Signal(object)
    """(x₁, x₂) under the pointer or the keyboard's cursor, or None."""
    point_picked = Signal(int)
    """Index of the point that was clicked."""
    point_dropped = Signal()
    """A click beside all points, or on the chosen one again."""

    def __init__(self, editor: PlaneEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_picture")
        self.setAccessibleName(self.tr("Map of the plane"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.editor = editor
        self.keys = PlaneKeys(editor)
        self.maps: PlaneMaps | None = None
        self.points = PlanePoints()
        self.n_classes = 2
        self.scale = ValueScale()
        self.ranges = ((-6.0, 6.0), (-6.0, 6.0))
        self.axis_names = ("x₁", "x₂")
        self.scores = self.discrete = False
        self.with_test = True
        self.batch: NDArray[np.int64] | None = None
        """Points of the newest mini-batch, if they are to be lit."""
        self.wrong: NDArray[np.int64] | None = None
        """Points that the network gets wrong, if they are to be ringed."""
        self.chosen: int | None = None
        """Point that is shown in the network."""
        self._pointer: QPointF | None = None
        self._hint = ""
        self.set_theme(LIGHT)
        editor.changed.connect(self.update)

    # ---- what is shown

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._layers = PlaneLayers(PlaneColours(theme))
        self.update()

    @property
    def colours(self) -> PlaneColours:
        """The colours that the map is painted with."""
        return self._layers.colours

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """Show another moment of the network."""
        self.maps = maps
        self.update()

    def set_points(self, points: PlanePoints, n_classes: int, scale: ValueScale) -> None:
        """Show these examples."""
        self.points, self.n_classes, self.scale = points, n_classes, scale
        self.batch = self.wrong = self.chosen = None
        self._layers.forget()
        self.update()

    def set_editable(self, is_editable: bool, hint: str = "") -> None:
        """Whether points can be painted; `hint` stands on an empty plane."""
        self.keys.is_editable = is_editable
        self._hint = hint
        self.setCursor(Qt.CursorShape.CrossCursor if is_editable else Qt.CursorShape.ArrowCursor)
        self.update()

    def geometry_px(self) -> PlaneGeometry:
        """Where on the widget the plane lies now."""
        return PlaneGeometry.in_room(self.width(), self.height(), *self.ranges)

    def redraw(self) -> None:
        """After a change of what is shown and how."""
        self._layers.forget()
        self.update()

    # ---- painting

    def _paint_map(self, painter: QPainter, geometry: PlaneGeometry) -> None:
        target = QRectF(geometry.left, geometry.top, geometry.side, geometry.side)
        maps = self.maps
        if maps is None:
            painter.fillRect(target, QColor(self._theme.zero))
            return
        low = geometry.to_pixels(np.array([[maps.x_range[0], maps.y_range[1]]]))[0]
        high = geometry.to_pixels(np.array([[maps.x_range[1], maps.y_range[0]]]))[0]
        painter.save()
        painter.setClipRect(target)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        image = self._layers.image(maps, self.scale, scores=self.scores, discrete=self.discrete)
        painter.drawImage(QRectF(QPointF(*low), QPointF(*high)), image)
        lines = self._layers.lines(maps, self.scale)
        if len(lines):
            pixels = geometry.to_pixels(lines)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.text), 1.2))
            painter.drawPath(arrayToQPath(pixels[:, 0], pixels[:, 1], connect="pairs"))
        painter.restore()

    def _paint_marks(self, painter: QPainter, geometry: PlaneGeometry) -> None:
        ratio = self.devicePixelRatioF()
        layer = self._layers.points(
            self.points,
            geometry,
            self.size(),
            ratio,
            n_classes=self.n_classes,
            scale=self.scale,
            with_test=self.with_test,
        )
        painter.drawPixmap(0, 0, layer)
        size = symbol_size(len(self.points), geometry.side)
        if self.batch is not None and len(self.batch):
            lit = geometry.to_pixels(self.points.xy[self.batch[:MOST_RINGS]])
            paint_rings(painter, lit, size + 8.0, QPen(QColor(self._theme.accent), 2.4))
        if self.wrong is not None and len(self.wrong) and not self.editor.is_drawing:
            rings = self._layers.rings(
                self.points, self.wrong, geometry, self.size(), ratio, with_test=self.with_test
            )
            painter.drawPixmap(0, 0, rings)
        if self.chosen is not None:
            at = geometry.to_pixels(self.points.xy[self.chosen : self.chosen + 1])
            for colour, width in ((self._theme.plot, 5.0), (self._theme.text, 2.2)):
                paint_rings(painter, at, size + 9.0, QPen(QColor(colour), width))

    def _paint_tools(self, painter: QPainter, geometry: PlaneGeometry) -> None:
        editor = self.editor
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        group = [index for index in editor.group if index < len(editor.points)]
        if group:
            # Many close together: rings that leave them to be seen.
            close = symbol_size(len(self.points), geometry.side) + 4.0
            diameter, width = (20.0, 2.5) if len(group) == 1 else (close, 1.2)
            at = geometry.to_pixels(editor.points[group, :2])
            paint_rings(painter, at, diameter, QPen(QColor(self._theme.accent), width))
        if editor.band is not None:
            (x0, y0), (x1, y1) = geometry.to_pixels(np.array(editor.band)).tolist()
            painter.setPen(QPen(QColor(self._theme.accent), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(QPointF(x0, y0), QPointF(x1, y1)).normalized())
        if self._pointer is not None and editor.tool != SELECT:
            painter.setPen(QPen(QColor(self._theme.text), 1.0, Qt.PenStyle.DashLine))
            radius = geometry.length_px(editor.radius)
            painter.drawEllipse(self._pointer, radius, radius)

    def _paint_cursor(self, painter: QPainter, geometry: PlaneGeometry) -> None:
        if self.keys.cursor is None:
            return
        x, y = geometry.to_pixels(np.array([self.keys.cursor]))[0].tolist()
        for colour, width in ((self._theme.plot, 3.5), (self._theme.text, 1.5)):
            painter.setPen(QPen(QColor(colour), width))
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(QPointF(x + 4 * dx, y + 4 * dy), QPointF(x + 11 * dx, y + 11 * dy))

    # ---- pointer

    @Slot()
    def _tell_hover(self) -> None:
        geometry = self.geometry_px()
        if self._pointer is not None and geometry.contains(self._pointer.x(), self._pointer.y()):
            self.hovered.emit(geometry.to_plane(self._pointer.x(), self._pointer.y()))
        else:
            self.hovered.emit(self.keys.cursor)

    def repeat_hover(self) -> None:
        """Tell again where the pointer rests."""
        self._tell_hover()

    def _pick(self, position: QPointF, geometry: PlaneGeometry) -> None:
        if not len(self.points):
            return
        gaps = np.hypot(*(geometry.to_pixels(self.points.xy) - (position.x(), position.y())).T)
        if not self.with_test:
            gaps[self.points.is_test] = np.inf
        index = int(gaps.argmin())
        if gaps[index] > _PICK_PX or index == self.chosen:
            self.point_dropped.emit()
        elif self.points.rows[index] >= 0:
            self.point_picked.emit(index)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(360, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        geometry = self.geometry_px()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.plot))
        self._paint_map(painter, geometry)
        paint_axes(painter, geometry, self.axis_names, self._theme, has_focus=self.hasFocus())
        self._paint_marks(painter, geometry)
        if self.keys.is_editable:
            self._paint_tools(painter, geometry)
            if self._hint and not len(self.points):
                painter.setPen(QColor(self._theme.text_muted))
                inside = QRectF(geometry.left, geometry.top, geometry.side, geometry.side)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(inside.adjusted(16, 16, -16, -16), int(flags), self._hint)
        self._paint_cursor(painter, geometry)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # No higher than the square is, so that what stands below stays near.
        self.setMaximumHeight(height_for(self.width()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(self.keys.is_own(event))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.is_own(event):
            super().keyPressEvent(event)
            return
        self._pointer = None
        geometry = self.geometry_px()
        if self.keys.cursor is not None and not self.keys.is_editable and event.key() in PICK_KEYS:
            self._pick(QPointF(*geometry.to_pixels(np.array([self.keys.cursor]))[0].tolist()), geometry)
        else:
            self.keys.press(event, geometry)
        self._tell_hover()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        geometry, position = self.geometry_px(), event.position()
        self.keys.cursor = None
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton)
        if event.button() not in buttons or not geometry.contains(position.x(), position.y()):
            return
        if self.keys.is_editable:
            erasing = event.button() == Qt.MouseButton.RightButton
            self.editor.begin(geometry.to_plane(position.x(), position.y()), erasing=erasing)
            if self.editor.tool == SELECT and not erasing:
                self._pick(position, geometry)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pick(position, geometry)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        geometry, self._pointer = self.geometry_px(), event.position()
        if self.editor.is_drawing:
            at = geometry.to_plane(self._pointer.x(), self._pointer.y())
            self.editor.extend(geometry.clamped(*at))
        self._tell_hover()
        if self.keys.is_editable:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.editor.finish()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._tell_hover()
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keys.cursor = None
        self._tell_hover()
        self.update()
