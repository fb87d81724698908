"""The examples on the plane as one frozen value, and the layer of pixels that they are painted on once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from playground.data import Dataset
from playground.theme import Theme
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.plane.geometry import PlaneGeometry, Points
from playground.views.symbols import paint_symbol


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlanePoints:
    """Examples as the plane shows them."""

    xy: Points = field(default_factory=lambda: np.zeros((0, 2)))
    targets: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """Class, or target of a regression."""
    is_test: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    rows: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """Row of its split; −1 for a point that is in no split yet."""
    is_regression: bool = False

    def __len__(self) -> int:
        return len(self.xy)


def points_of(dataset: Dataset) -> PlanePoints:
    """The training and test examples of a data set that has a plane; none, if it has not."""
    if dataset.points_train is None or dataset.points_test is None:
        return PlanePoints()
    n_train, n_test = len(dataset.points_train), len(dataset.points_test)
    return PlanePoints(
        xy=np.concatenate([dataset.points_train, dataset.points_test]).astype(np.float64),
        targets=np.concatenate([dataset.y_train.reshape(-1), dataset.y_test.reshape(-1)]).astype(np.float64),
        is_test=np.arange(n_train + n_test) >= n_train,
        rows=np.concatenate([np.arange(n_train), np.arange(n_test)]),
        is_regression=dataset.is_regression,
    )


def painted_points(points: Points, dataset: Dataset | None) -> PlanePoints:
    """Painted points (n, 3), with the split that each has in `dataset`, as far as it knows them already."""
    known = _splits(dataset) if dataset is not None else {}
    keys = [_key(row) for row in points]
    splits = [known.get(key, (False, -1)) for key in keys]
    return PlanePoints(
        xy=points[:, :2].astype(np.float64),
        targets=points[:, 2].astype(np.float64),
        is_test=np.array([is_test for is_test, _ in splits], bool),
        rows=np.array([row for _, row in splits], np.int64),
    )


def _splits(dataset: Dataset) -> dict[tuple[float, ...], tuple[bool, int]]:
    points = points_of(dataset)
    examples = np.column_stack([points.xy, points.targets])
    places = zip(points.is_test.tolist(), points.rows.tolist(), strict=True)
    return {_key(row): place for row, place in zip(examples, places, strict=True)}


def _key(row: NDArray[np.float64]) -> tuple[float, ...]:
    # The data set keeps single precision.
    return tuple(float(value) for value in row.astype(np.float32))


def symbol_size(n_points: int, side: float) -> float:
    """Diameter in pixels: smaller, the more there are."""
    base = 9.0 if n_points <= 300 else 7.5 if n_points <= 1000 else 6.0 if n_points <= 3000 else 4.5
    return base if side >= 300 else max(4.0, base - 1.5)


class PointPainter:
    """Paints points from one small picture of each kind: a fifth of what painting their paths costs."""

    def __init__(self, colours: PlaneColours) -> None:
        self._colours = colours
        self._rim = colours.theme.plot
        self._sprites: dict[tuple[str, str, bool, float, float], QPixmap] = {}

    @property
    def theme(self) -> Theme:
        """Whose colours are used."""
        return self._colours.theme

    def paint(
        self,
        painter: QPainter,
        points: PlanePoints,
        geometry: PlaneGeometry,
        *,
        n_classes: int,
        scale: ValueScale,
        with_test: bool,
    ) -> None:
        """Training points filled, test points hollow, on the map and not beyond it."""
        if not len(points):
            return
        # Values near the middle have the colour of the map: their rim is what one sees.
        self._rim = self.theme.text_muted if points.is_regression else self.theme.plot
        pixels = geometry.to_pixels(points.xy)
        size = symbol_size(len(points), geometry.side)
        ratio = painter.device().devicePixelRatioF()
        colours = self._colours_of(points, n_classes, scale)
        symbols = self._symbols_of(points)
        margin = 1.0
        inside = (
            (pixels[:, 0] >= geometry.left - margin)
            & (pixels[:, 0] <= geometry.left + geometry.side + margin)
            & (pixels[:, 1] >= geometry.top - margin)
            & (pixels[:, 1] <= geometry.top + geometry.side + margin)
        )
        shown = np.nonzero(inside & (with_test | ~points.is_test))[0]
        # The test points below, so that what is learned from stays whole.
        order = shown[np.argsort(~points.is_test[shown], kind="stable")].tolist()
        half = (size + 4.0) / 2
        xs, ys, hollow = pixels[:, 0].tolist(), pixels[:, 1].tolist(), points.is_test.tolist()
        for i in order:
            sprite = self.sprite(symbols[i], colours[i], hollow[i], size, ratio)
            painter.drawPixmap(QPointF(xs[i] - half, ys[i] - half), sprite)

    def sprite(self, symbol: str, colour: str, hollow: bool, size: float, ratio: float) -> QPixmap:
        """One point as a picture, `size` + 4 pixels wide."""
        key = (symbol, colour + self._rim, hollow, size, ratio)
        if key not in self._sprites:
            side = size + 4.0
            pixmap = QPixmap((QSizeF(side, side) * ratio).toSize())
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.translate(side / 2, side / 2)
            paint_symbol(painter, symbol, colour, self.theme, size, hollow=hollow, rim=self._rim)
            painter.end()
            self._sprites[key] = pixmap
        return self._sprites[key]

    def _colours_of(self, points: PlanePoints, n_classes: int, scale: ValueScale) -> list[str]:
        if points.is_regression:
            # In steps, so that there are few different pictures.
            shares = np.rint(np.asarray(scale.shares(points.targets)) * 16) / 16
            middle, half = (scale.low + scale.high) / 2, (scale.high - scale.low) / 2
            values = self._colours.value_colours(shares * half + middle, scale)
            return [f"#{value & 0xFFFFFF:06x}" for value in values]
        names = [self.theme.class_colour(k, n_classes) for k in range(max(n_classes, 1))]
        return [names[k % len(names)] for k in points.targets.astype(int).tolist()]

    def _symbols_of(self, points: PlanePoints) -> list[str]:
        if points.is_regression:
            return ["o"] * len(points)
        return [self.theme.class_symbol(k) for k in points.targets.astype(int).tolist()]


def paint_rings(painter: QPainter, pixels: Points, size: float, pen: QPen) -> None:
    """A ring around each point."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = size / 2
    for x, y in pixels.tolist():
        painter.drawEllipse(QRectF(x - half, y - half, size, size))
