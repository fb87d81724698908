"""The ink as it looks on the screen, kept as an image so that a mouse move paints only what is new."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from playground.canvas.drawing import SIDE, Drawing
from playground.canvas.preprocess import FloatArray

Point = tuple[float, float]


class InkLayer:
    """An image of the strokes in the size of the widget, and the way between its pixels and canvas units."""

    def __init__(self) -> None:
        self._colour = QColor()
        self._image = QImage()
        self._size = QSize(SIDE, SIDE)

    @property
    def scale(self) -> float:
        """Pixels for one unit."""
        return max(min(self._size.width(), self._size.height()), 1) / SIDE

    def set_colour(self, colour: str) -> None:
        """Colour of the ink; takes effect with the next `redraw`."""
        self._colour = QColor(colour)

    def resize(self, size: QSize, device_pixel_ratio: float) -> None:
        """Fit the widget; the image is empty until the next `redraw`."""
        self._size = size
        self._image = QImage(size * device_pixel_ratio, QImage.Format.Format_ARGB32_Premultiplied)
        self._image.setDevicePixelRatio(device_pixel_ratio)

    def to_units(self, position: QPointF) -> Point:
        """Canvas units of a position in the widget; outside the widget the nearest inside."""
        x = min(max(position.x(), 0.0), self._size.width())
        y = min(max(position.y(), 0.0), self._size.height())
        return (x - self._size.width() / 2) / self.scale, (y - self._size.height() / 2) / self.scale

    def to_pixels(self, point: Point) -> QPointF:
        """Position in the widget of a point in canvas units."""
        return QPointF(
            self._size.width() / 2 + point[0] * self.scale, self._size.height() / 2 + point[1] * self.scale
        )

    def redraw(self, drawing: Drawing) -> None:
        """Paint everything anew."""
        if self._image.isNull():
            return
        self._image.fill(Qt.GlobalColor.transparent)
        if drawing.picture is not None:
            corner, far = self.to_pixels((-SIDE / 2, -SIDE / 2)), self.to_pixels((SIDE / 2, SIDE / 2))
            painter = QPainter(self._image)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(corner, far), _tinted(drawing.picture, self._colour))
            painter.end()
        for stroke in drawing.strokes:
            self.extend([(float(x), float(y)) for x, y in stroke.points], stroke.width)

    def extend(self, points: Sequence[Point], width: float) -> None:
        """Paint one more piece of line on the image."""
        if self._image.isNull():
            return
        painter = QPainter(self._image)
        self.paint_line(painter, points, width)
        painter.end()

    def paint_line(self, painter: QPainter, points: Sequence[Point], width: float) -> None:
        """Paint a line with round ends; one point alone is a dot."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._colour, width * self.scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        line = [self.to_pixels(point) for point in points]
        if all(position == line[0] for position in line):
            painter.drawPoint(line[0])
        else:
            painter.drawPolyline(QPolygonF(line))

    def paint(self, painter: QPainter) -> None:
        """Paint the image on the widget."""
        if not self._image.isNull():
            painter.drawImage(0, 0, self._image)


def _tinted(ink: FloatArray, colour: QColor) -> QImage:
    """Ink 0…1 as an image of one colour whose opacity is the ink."""
    channels = np.array([colour.blue(), colour.green(), colour.red(), 255], dtype=np.float32)
    pixels = np.ascontiguousarray(np.rint(ink[:, :, None] * channels).astype(np.uint8))
    height, width = ink.shape
    # The copy owns its memory; the image over the array doesn't.
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied).copy()
