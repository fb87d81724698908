"""Examples as small pictures: digits in ink, examples of the plane as a point among the others."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from playground.data import Dataset
from playground.theme import LIGHT, Theme
from playground.views.plane.colours import ValueScale
from playground.views.plot_style import mix

_N_KEPT = 400
"""Pictures kept ready to paint."""
_PLANE_PX = 96
_N_FAINT = 400
"""Points in the background of a picture of the plane."""


class ExamplePictures:
    """Paints any example of a data set into a square."""

    def __init__(self) -> None:
        self._dataset: Dataset | None = None
        self._theme: Theme = LIGHT
        self._images: OrderedDict[tuple[str, int], QImage] = OrderedDict()
        self._plane = QImage()
        self._scale = ValueScale()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self._forget()

    def set_dataset(self, dataset: Dataset | None) -> None:
        """The examples that rows speak of from now on."""
        self._dataset = dataset
        if dataset is not None and dataset.is_regression:
            self._scale = scale_of(dataset)
        self._forget()

    @property
    def dataset(self) -> Dataset | None:
        """Whose examples are painted."""
        return self._dataset

    def has(self, split: str, row: int) -> bool:
        """Whether there is such an example."""
        return self._dataset is not None and 0 <= row < len(inputs_of(self._dataset, split))

    def paint(self, painter: QPainter, rect: QRectF, split: str, row: int) -> None:
        """Paint the example into `rect`; nothing, if there is none."""
        if not self.has(split, row) or self._dataset is None:
            return
        if self._dataset.image_shape is not None:
            painter.drawImage(rect, self._ink(split, row))
        elif points_of(self._dataset, split) is not None:
            self._paint_point(painter, rect, split, row)
        else:
            self._paint_bars(painter, rect, inputs_of(self._dataset, split)[row])

    def _forget(self) -> None:
        self._images.clear()
        self._plane = QImage()

    def _ink(self, split: str, row: int) -> QImage:
        key = (split, row)
        if key not in self._images:
            assert self._dataset is not None
            assert self._dataset.image_shape is not None
            height, width = self._dataset.image_shape
            levels = np.clip(inputs_of(self._dataset, split)[row], 0.0, 1.0).reshape(height, width)
            colour = QColor(self._theme.text)
            pixels = np.empty((height, width, 4), np.uint8)
            pixels[...] = (colour.blue(), colour.green(), colour.red(), 0)
            pixels[..., 3] = np.rint(255.0 * levels)
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32).copy()
            self._images[key] = image
            if len(self._images) > _N_KEPT:
                self._images.popitem(last=False)
        self._images.move_to_end(key)
        return self._images[key]

    def _paint_point(self, painter: QPainter, rect: QRectF, split: str, row: int) -> None:
        assert self._dataset is not None
        points = points_of(self._dataset, split)
        assert points is not None
        if self._plane.isNull():
            self._plane = self._make_plane()
        painter.drawImage(rect, self._plane)
        place = self._to_rect(points[row], rect)
        colour = QColor(self._class_colour(split, row))
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._theme.text), 1.2))
        painter.setBrush(colour)
        painter.drawEllipse(place, 3.5, 3.5)
        painter.restore()

    def _class_colour(self, split: str, row: int) -> str:
        dataset = self._dataset
        assert dataset is not None
        target = targets_of(dataset, split)[row]
        if dataset.is_regression:
            value = float(np.clip(np.ravel(self._scale.shares(target))[0], -1.0, 1.0))
            end = self._theme.positive if value > 0 else self._theme.negative
            return mix(self._theme.zero, end, abs(value))
        return self._theme.class_colour(int(target), dataset.n_classes)

    def _to_rect(self, point: np.ndarray, rect: QRectF) -> QPointF:
        (x_low, x_high), (y_low, y_high) = self._ranges()
        x = (float(point[0]) - x_low) / max(x_high - x_low, 1e-9)
        y = (float(point[1]) - y_low) / max(y_high - y_low, 1e-9)
        # An example outside of what is shown at first lies at its edge.
        x, y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        return QPointF(rect.left() + x * rect.width(), rect.bottom() - y * rect.height())

    def _ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        dataset = self._dataset
        assert dataset is not None
        if dataset.frame is not None:
            return dataset.frame.x_range, dataset.frame.y_range
        points = dataset.points_train
        assert points is not None
        low, high = points.min(axis=0), points.max(axis=0)
        return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))

    def _make_plane(self) -> QImage:
        """All points, faint: what a single one is seen against."""
        dataset, theme = self._dataset, self._theme
        assert dataset is not None
        assert dataset.points_train is not None
        image = QImage(_PLANE_PX, _PLANE_PX, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.plot))
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        rect = QRectF(0, 0, _PLANE_PX, _PLANE_PX)
        stride = max(1, len(dataset.points_train) // _N_FAINT)
        for row in range(0, len(dataset.points_train), stride):
            painter.setBrush(QColor(mix(self._class_colour("train", row), theme.plot, 0.62)))
            painter.drawEllipse(self._to_rect(dataset.points_train[row], rect), 2.6, 2.6)
        painter.end()
        return image

    def _paint_bars(self, painter: QPainter, rect: QRectF, inputs: np.ndarray) -> None:
        """The inputs as bars up and down from zero, for what has no picture."""
        values = np.asarray(inputs, dtype=np.float64).ravel()[:24]
        reach = max(float(np.abs(values).max(initial=0.0)), 1e-9)
        width = rect.width() / max(1, len(values))
        for i, value in enumerate(values):
            height = -value / reach * rect.height() / 2
            colour = self._theme.positive if value >= 0 else self._theme.negative
            bar = QRectF(rect.left() + i * width, rect.center().y(), max(1.0, width - 1), height)
            painter.fillRect(bar.normalized(), QColor(colour))


def scale_of(dataset: Dataset) -> ValueScale:
    """Which value of a regression is shown in which colour, as on the plane."""
    targets = np.concatenate([np.ravel(dataset.y_train), np.ravel(dataset.y_test)])
    return ValueScale.of_targets(targets.astype(np.float64), dataset.target_scale)


def inputs_of(dataset: Dataset, split: str) -> np.ndarray:
    """The inputs of `train` or `test`."""
    return dataset.x_train if split == "train" else dataset.x_test


def targets_of(dataset: Dataset, split: str) -> np.ndarray:
    """Classes (n,) or values (n, 1) of `train` or `test`; of several outputs those of the first."""
    targets = dataset.y_train if split == "train" else dataset.y_test
    return targets[:, :1] if dataset.is_regression else targets


def points_of(dataset: Dataset, split: str) -> np.ndarray | None:
    """Where the examples of `train` or `test` lie on the plane, if there is one."""
    return dataset.points_train if split == "train" else dataset.points_test
