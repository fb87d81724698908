"""What of the plane is kept between frames: image and lines of a map, points, rings."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from playground.training.messages import PlaneMaps
from playground.views.plane.boundaries import Segments, class_segments, level_segments
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.plane.geometry import PlaneGeometry
from playground.views.plane.points import PlanePoints, PointPainter, paint_rings, symbol_size
from playground.views.plane.reading import is_regression

RINGS_EVERY_S = 0.1
MOST_RINGS = 400
_LEVELS = (-0.5, 0.0, 0.5)
"""Of a regression: where lines are drawn, as a share of the scale."""


class PlaneLayers:
    """Made when first needed, and again only when what they show has changed."""

    def __init__(self, colours: PlaneColours) -> None:
        self.colours = colours
        self._painter = PointPainter(colours)
        self.forget()

    def forget(self) -> None:
        """Make everything anew at the next frame."""
        self._image: tuple[object, QImage, NDArray[np.uint32]] | None = None
        self._lines: tuple[object, Segments] | None = None
        self._points: tuple[object, QPixmap] | None = None
        self._rings: tuple[object, float, QPixmap] | None = None

    def image(self, maps: PlaneMaps, scale: ValueScale, *, scores: bool, discrete: bool) -> QImage:
        """The map, a pixel for each of its cells."""
        if self._image is None or self._image[0] is not maps:
            pixels = self.colours.image(maps, scale, scores=scores, discrete=discrete)
            height, width = pixels.shape
            # The image lives on the memory of the array, which is kept beside it.
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            self._image = (maps, image, pixels)
        return self._image[1]

    def lines(self, maps: PlaneMaps, scale: ValueScale) -> Segments:
        """Where the answer changes; of a regression some lines of equal value."""
        if self._lines is None or self._lines[0] is not maps:
            if is_regression(maps):
                middle, half = (scale.low + scale.high) / 2, (scale.high - scale.low) / 2
                values = maps.outputs[:, :, 0]
                levels = [middle + level * half for level in _LEVELS]
                lines = level_segments(values, levels, maps.x_range, maps.y_range)
            else:
                lines = class_segments(maps.outputs, maps.x_range, maps.y_range)
            self._lines = (maps, lines)
        return self._lines[1]

    def points(
        self,
        points: PlanePoints,
        geometry: PlaneGeometry,
        size: QSize,
        ratio: float,
        *,
        n_classes: int,
        scale: ValueScale,
        with_test: bool,
    ) -> QPixmap:
        """The examples, over nothing."""
        key = (geometry, id(points), with_test, size, ratio)
        if self._points is None or self._points[0] != key:
            pixmap = _blank(size, ratio)
            painter = QPainter(pixmap)
            self._painter.paint(
                painter, points, geometry, n_classes=n_classes, scale=scale, with_test=with_test
            )
            painter.end()
            self._points = (key, pixmap)
        return self._points[1]

    def rings(
        self,
        points: PlanePoints,
        wrong: NDArray[np.int64],
        geometry: PlaneGeometry,
        size: QSize,
        ratio: float,
        *,
        with_test: bool,
    ) -> QPixmap:
        """Rings around wrong answers; ten times a second is often enough for them to be drawn anew."""
        key, now = (geometry, wrong.tobytes(), with_test, size, ratio), time.monotonic()
        if self._rings is None or (self._rings[0] != key and now - self._rings[1] >= RINGS_EVERY_S):
            pixmap = _blank(size, ratio)
            painter = QPainter(pixmap)
            shown = wrong if with_test else wrong[~points.is_test[wrong]]
            pixels = geometry.to_pixels(points.xy[shown[:MOST_RINGS]])
            diameter = symbol_size(len(points), geometry.side) + 5.0
            paint_rings(painter, pixels, diameter, QPen(QColor(self.colours.theme.error), 1.6))
            painter.end()
            self._rings = (key, now, pixmap)
        return self._rings[2]


def _blank(size: QSize, ratio: float) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
