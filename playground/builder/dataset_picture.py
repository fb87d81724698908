"""Small pictures of data sets and of input features, made by the very functions that make the data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from playground.data import DATASETS, STARTER_POINTS, Dataset, generate, load_dataset
from playground.data.features import feature_frame
from playground.data.planar import VALUE_SURFACES
from playground.theme import Theme, diverging_lut

_N_POINTS = 140
_NOISE = 0.06
_EXTENT = 6.6
_FIELD_SIDE = 48


@cache
def _generated(name: str) -> Dataset:
    return generate(
        name,
        n_examples=_N_POINTS,
        noise=_NOISE,
        train_share=0.99,
        imbalance=0.0,
        seed=1,
        features=("x1", "x2"),
    )


def dataset_picture(
    name: str,
    theme: Theme,
    side: int,
    ratio: float,
    points: Sequence[tuple[float, float, float]] = (),
) -> QPixmap:
    """The set `name` as a square picture; `points` are those that were painted, if any were."""
    pixmap = _blank(side, ratio)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.plot))
    painter.drawRoundedRect(QRectF(0, 0, side, side), 4, 4)
    kind = DATASETS[name].kind
    if name == "paint":
        _paint_points(painter, np.array(points or STARTER_POINTS), theme, side)
        _paint_brush(painter, theme, side)
    elif name in VALUE_SURFACES:
        _paint_values(painter, name, theme, side)
    elif kind == "plane":
        dataset = _generated(name)
        assert dataset.points_train is not None
        _paint_points(painter, np.column_stack([dataset.points_train, dataset.y_train]), theme, side)
    elif kind == "table":
        _paint_table(painter, theme, side)
    elif kind == "book":
        _paint_neuron(painter, theme, side)
    else:
        _paint_digits(painter, theme, side, own=kind == "own")
    painter.end()
    return pixmap


def feature_picture(formula: str, theme: Theme, side: int, ratio: float) -> QPixmap:
    """A formula over the plane: blue where it is positive, orange where it is negative."""
    pixmap = _blank(side, ratio)
    painter = QPainter(pixmap)
    _paint_field(painter, _feature_values(formula), theme, side)
    painter.end()
    return pixmap


@cache
def _feature_values(formula: str) -> NDArray[np.float32]:
    """Values on a square grid, the largest x₂ on top, as −1…1."""
    frame = feature_frame((formula,), np.zeros((0, 2), np.float32))
    axis = np.linspace(-6.0, 6.0, _FIELD_SIDE)
    x1, x2 = np.meshgrid(axis, axis[::-1])
    values = frame.features(np.stack([x1.ravel(), x2.ravel()], axis=1))[:, 0]
    reach = float(np.abs(values).max()) or 1.0
    return (values / reach).reshape(_FIELD_SIDE, _FIELD_SIDE)


def _coloured(shares: NDArray[np.floating], theme: Theme) -> NDArray[np.uint8]:
    lut = diverging_lut(theme.negative, theme.zero, theme.positive)
    return np.asarray(lut[np.clip(127.5 + 127.5 * shares, 0, 255).astype(np.uint8)])


def _blank(side: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


def _class_colours(n_classes: int, theme: Theme) -> list[str]:
    n_classes = max(n_classes, 2)
    return [theme.class_colour(k, n_classes) for k in range(n_classes)]


def _dots(painter: QPainter, rows: NDArray[np.floating], colours: Sequence[str], side: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    radius = max(1.0, side / 34)
    pixels = (rows[:, :2] * (1, -1) / _EXTENT + 1) / 2 * side
    for (x, y), colour in zip(pixels.tolist(), colours, strict=True):
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _paint_points(painter: QPainter, rows: NDArray[np.floating], theme: Theme, side: int) -> None:
    labels = rows[:, 2].astype(int)
    names = _class_colours(int(labels.max(initial=0)) + 1, theme)
    _dots(painter, rows, [names[k] for k in labels.tolist()], side)


def _paint_values(painter: QPainter, name: str, theme: Theme, side: int) -> None:
    """The values themselves, everywhere on the plane."""
    axis = np.linspace(-6.0, 6.0, _FIELD_SIDE)
    x1, x2 = np.meshgrid(axis, axis[::-1])
    values = VALUE_SURFACES[name].value(np.stack([x1.ravel(), x2.ravel()], axis=1))
    reach = float(np.abs(values).max()) or 1.0
    _paint_field(painter, (values / reach).reshape(_FIELD_SIDE, _FIELD_SIDE), theme, side)


def _paint_field(painter: QPainter, shares: NDArray[np.floating], theme: Theme, side: int) -> None:
    pixels = _coloured(shares, theme)
    image = QImage(pixels.tobytes(), _FIELD_SIDE, _FIELD_SIDE, 3 * _FIELD_SIDE, QImage.Format.Format_RGB888)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, side, side), image)


def _paint_brush(painter: QPainter, theme: Theme, side: int) -> None:
    painter.setPen(
        QPen(QColor(theme.text), max(1.5, side / 24), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    )
    painter.drawLine(QPointF(0.62 * side, 0.62 * side), QPointF(0.9 * side, 0.34 * side))
    painter.setBrush(QColor(theme.accent))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(0.56 * side, 0.68 * side), 0.08 * side, 0.08 * side)


def _paint_table(painter: QPainter, theme: Theme, side: int) -> None:
    left, top, width, height = 0.14 * side, 0.2 * side, 0.72 * side, 0.6 * side
    painter.fillRect(QRectF(left, top, width, height / 4), QColor(theme.accent))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.text_muted), 1.0))
    painter.drawRect(QRectF(left, top, width, height))
    lines = [QLineF(left, top + height * k / 4, left + width, top + height * k / 4) for k in (1, 2, 3)]
    lines += [QLineF(left + width * k / 3, top, left + width * k / 3, top + height) for k in (1, 2)]
    painter.drawLines(lines)


def _paint_neuron(painter: QPainter, theme: Theme, side: int) -> None:
    """Two inputs, one neuron: an example to be calculated by hand."""
    places = [QPointF(0.25 * side, 0.3 * side), QPointF(0.25 * side, 0.7 * side)]
    neuron = QPointF(0.72 * side, 0.5 * side)
    painter.setPen(QPen(QColor(theme.text_muted), max(1.2, side / 30)))
    for place in places:
        painter.drawLine(place, neuron)
    painter.setBrush(QColor(theme.raised))
    for place in places:
        painter.drawEllipse(place, 0.1 * side, 0.1 * side)
    painter.setBrush(QColor(theme.accent))
    painter.drawEllipse(neuron, 0.16 * side, 0.16 * side)


def _paint_digits(painter: QPainter, theme: Theme, side: int, *, own: bool) -> None:
    """Four real digits; for those of one's own one digit and a pen."""
    dataset = load_dataset("digits")
    classes = (3,) if own else (5, 0, 4, 1)
    n_across = 1 if own else 2
    step = side / n_across
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for place, label in enumerate(classes):
        row = int(np.flatnonzero(dataset.y_train == label)[0])
        level = np.rint(dataset.x_train[row].reshape(28, 28) * 255).astype(np.uint8)
        target = QRectF(place % n_across * step, place // n_across * step, step, step)
        painter.drawImage(target.adjusted(1, 1, -1, -1), _ink(level, theme))
    if own:
        _paint_brush(painter, theme, side)


def _ink(level: NDArray[np.uint8], theme: Theme) -> QImage:
    colour = QColor(theme.text)
    pixels = np.empty((28, 28, 4), np.uint8)
    pixels[...] = (colour.blue(), colour.green(), colour.red(), 0)
    pixels[..., 3] = level
    return QImage(pixels.tobytes(), 28, 28, 4 * 28, QImage.Format.Format_ARGB32).copy()
