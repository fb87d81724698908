"""The plane itself: map, lines where the answer changes, examples, and the pointer on it."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import PlaneMaps
from playground.views.plane_axes import paint_axes
from playground.views.plane_boundaries import class_segments, level_segments
from playground.views.plane_colours import PlaneColours, ValueScale
from playground.views.plane_editor import SELECT, PlaneEditor
from playground.views.plane_geometry import PlaneGeometry
from playground.views.plane_keys import PlaneKeys
from playground.views.plane_points import PlanePoints, PointPainter, paint_rings, symbol_size
from playground.views.plane_reading import is_regression

_RINGS_EVERY_S = 0.1
_MOST_RINGS = 400
_LEVELS = (-0.5, 0.0, 0.5)
"""Of a regression: where lines are drawn, as a share of the scale."""


class PlanePicture(QWidget):
    """Shows what it is told, and says where the pointer is. GUI thread only."""

    hovered = Signal(object)
    """(x₁, x₂) under the pointer or the keyboard's cursor, or None."""
    point_picked = Signal(int)
    """Index of the point that was clicked."""

    def __init__(self, editor: PlaneEditor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_picture")
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
        self._pointer: QPointF | None = None
        self._hint = ""
        self._image: tuple[object, QImage, NDArray[np.uint32]] | None = None
        self._lines: tuple[object, NDArray[np.float64]] | None = None
        self._layer: tuple[object, QPixmap] | None = None
        self._rings: tuple[object, float, QPixmap] | None = None
        self.set_theme(LIGHT)
        editor.changed.connect(self.update)

    # ---- what is shown

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._colours = PlaneColours(theme)
        self._painter = PointPainter(self._colours)
        self._forget()
        self.update()

    @property
    def colours(self) -> PlaneColours:
        """The colours that the map is painted with."""
        return self._colours

    def set_maps(self, maps: PlaneMaps | None) -> None:
        """Show another moment of the network."""
        self.maps = maps
        self.update()

    def set_points(self, points: PlanePoints, n_classes: int, scale: ValueScale) -> None:
        """Show these examples."""
        self.points, self.n_classes, self.scale = points, n_classes, scale
        self.batch = self.wrong = None
        self._forget()
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
        self._forget()
        self.update()

    def _forget(self) -> None:
        self._image = self._lines = self._layer = self._rings = None

    # ---- painting

    def _map_image(self, maps: PlaneMaps) -> QImage:
        if self._image is None or self._image[0] is not maps:
            pixels = self._colours.image(maps, self.scale, scores=self.scores, discrete=self.discrete)
            height, width = pixels.shape
            # The image lives on the memory of the array, which is kept beside it.
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            self._image = (maps, image, pixels)
        return self._image[1]

    def _map_lines(self, maps: PlaneMaps) -> NDArray[np.float64]:
        if self._lines is None or self._lines[0] is not maps:
            if is_regression(maps):
                middle, half = (self.scale.low + self.scale.high) / 2, (self.scale.high - self.scale.low) / 2
                values = maps.outputs[:, :, 0]
                pieces = [
                    level_segments(values, middle + level * half, maps.x_range, maps.y_range)
                    for level in _LEVELS
                ]
                lines = np.concatenate(pieces)
            else:
                lines = class_segments(maps.outputs, maps.x_range, maps.y_range)
            self._lines = (maps, lines)
        return self._lines[1]

    def _point_layer(self, geometry: PlaneGeometry) -> QPixmap:
        key = (geometry, id(self.points), self.with_test, self.devicePixelRatioF())
        if self._layer is None or self._layer[0] != key:
            pixmap = self._blank()
            painter = QPainter(pixmap)
            self._painter.paint(
                painter,
                self.points,
                geometry,
                n_classes=self.n_classes,
                scale=self.scale,
                with_test=self.with_test,
            )
            painter.end()
            self._layer = (key, pixmap)
        return self._layer[1]

    def _ring_layer(self, geometry: PlaneGeometry, wrong: NDArray[np.int64]) -> QPixmap:
        """Rings around wrong answers; ten times a second is often enough for them to be drawn anew."""
        key, now = (geometry, wrong.tobytes(), self.with_test), time.monotonic()
        if self._rings is None or (self._rings[0] != key and now - self._rings[1] >= _RINGS_EVERY_S):
            pixmap = self._blank()
            painter = QPainter(pixmap)
            shown = wrong if self.with_test else wrong[~self.points.is_test[wrong]]
            pixels = geometry.to_pixels(self.points.xy[shown[:_MOST_RINGS]])
            size = symbol_size(len(self.points), geometry.side) + 5.0
            paint_rings(painter, pixels, size, QPen(QColor(self._theme.error), 1.6))
            painter.end()
            self._rings = (key, now, pixmap)
        return self._rings[2]

    def _blank(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap

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
        painter.drawImage(QRectF(QPointF(*low), QPointF(*high)), self._map_image(maps))
        lines = self._map_lines(maps)
        if len(lines):
            pixels = geometry.to_pixels(lines)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.text), 1.2))
            painter.drawPath(arrayToQPath(pixels[:, 0], pixels[:, 1], connect="pairs"))
        painter.restore()

    def _paint_marks(self, painter: QPainter, geometry: PlaneGeometry) -> None:
        size = symbol_size(len(self.points), geometry.side)
        if self.batch is not None and len(self.batch):
            lit = geometry.to_pixels(self.points.xy[self.batch[:_MOST_RINGS]])
            paint_rings(painter, lit, size + 8.0, QPen(QColor(self._theme.accent), 2.4))
        painter.drawPixmap(0, 0, self._point_layer(geometry))
        if self.wrong is not None and len(self.wrong) and not self.editor.is_drawing:
            painter.drawPixmap(0, 0, self._ring_layer(geometry, self.wrong))

    def _paint_tools(self, painter: QPainter, geometry: PlaneGeometry) -> None:
        editor = self.editor
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if editor.selected is not None and editor.selected < len(editor.points):
            at = geometry.to_pixels(editor.points[editor.selected : editor.selected + 1, :2])
            paint_rings(painter, at, 20.0, QPen(QColor(self._theme.accent), 2.5))
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
        if gaps[index] <= 10.0 and self.points.rows[index] >= 0:
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
        self.keys.press(event, self.geometry_px())
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
