"""Units shown as pictures: incoming weights, maps of channels or of the plane, filters; dropped units."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from playground.theme import Theme, diverging_lut
from playground.views.network.column import Column
from playground.views.network.frame import Bytes, ColumnFrame


class TilePainter:
    """Paints the pictures of a column, all from one image."""

    def __init__(self, theme: Theme, unit_brushes: Sequence[QBrush]) -> None:
        self._lut = screen_colours(diverging_lut(theme.negative, theme.zero, theme.positive))
        self._unit_brushes = unit_brushes
        self._outline = QPen(QColor(theme.border), 1)
        self._paper = QBrush(QColor(theme.plot))
        self._hatch = QBrush(QColor(theme.text_muted), Qt.BrushStyle.BDiagPattern)
        self._dropped_outline = QPen(QColor(theme.text_muted), 1.5, Qt.PenStyle.DotLine)

    def paint(self, painter: QPainter, column: Column, frame: ColumnFrame) -> None:
        """Paint the pictures of one layer, and the filters beside them."""
        assert frame.pictures is not None
        if frame.has_maps:
            rects = [QRectF(*column.unit_rect(place)) for place in range(column.n_shown)]
            if frame.is_smooth:
                self._paint_smooth(painter, rects, frame.pictures)
            else:
                self._paint_all(painter, rects, frame.pictures)
        else:
            self._paint_weights(painter, column, frame)
        if frame.filters is not None:
            side = column.filter_side
            rects = [QRectF(column.left, y - side / 2, side, side) for y in column.ys.tolist()]
            self._paint_all(painter, rects, frame.filters)

    def paint_cells(self, painter: QPainter, rect: QRectF, values: Bytes) -> None:
        """Paint one small cell for each of many values, row by row into `rect`."""
        n_across, n_down, cell = cells_of(len(values), rect.width(), rect.height())
        padded = np.full(n_across * n_down, 128, np.uint8)
        padded[: len(values)] = values
        pixels, image = self._image(padded.reshape(n_down, n_across))
        across, down = n_across * cell, n_down * cell
        target = QRectF(round(rect.center().x() - across / 2), rect.top(), across, down)
        painter.drawImage(target, image)
        painter.setPen(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
        del pixels

    def paint_picture(self, painter: QPainter, rect: QRectF, picture: Bytes, *, smooth: bool = False) -> None:
        """Paint one picture (height, width) into `rect`."""
        pixels, image = self._image(picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(rect, image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        del pixels

    def _paint_all(self, painter: QPainter, rects: list[QRectF], pictures: Bytes) -> None:
        n, height, width = pictures.shape
        pixels, atlas = self._image(pictures.reshape(n * height, width))
        painter.setPen(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        kept = [kept_shape(rect, height, width) for rect in rects[:n]]
        for place, rect in enumerate(kept):
            painter.drawImage(rect, atlas, QRectF(0, place * height, width, height))
        painter.drawRects(kept)
        del pixels

    def _paint_smooth(self, painter: QPainter, rects: list[QRectF], pictures: Bytes) -> None:
        """As `_paint_all`, with values between the pixels: three times as quick as Qt's smooth scaling."""
        ratio = painter.device().devicePixelRatioF()
        side = max(round(rects[0].width() * ratio), 1)
        scaled = resized(pictures, side)
        pixels, atlas = self._image(scaled.reshape(-1, side))
        atlas.setDevicePixelRatio(ratio)
        painter.setPen(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, rect in enumerate(rects[: len(pictures)]):
            painter.drawImage(rect.topLeft(), atlas, QRectF(0, place * side, side, side))
        painter.drawRects(rects[: len(pictures)])
        del pixels

    def _paint_weights(self, painter: QPainter, column: Column, frame: ColumnFrame) -> None:
        assert frame.pictures is not None
        n, height, width = frame.pictures.shape
        pixels, atlas = self._image(frame.pictures.reshape(n * height, width))
        ring = max(2.0, column.side / 12)
        painter.setPen(self._outline)
        for place, fill in enumerate(frame.fills.tolist()):
            target = QRectF(*column.unit_rect(place))
            # The frame of the picture is the unit: its colour is the activation.
            painter.setBrush(self._unit_brushes[fill])
            painter.drawRoundedRect(target, 3, 3)
            inside = kept_shape(target.adjusted(ring, ring, -ring, -ring), height, width)
            painter.drawImage(inside, atlas, QRectF(0, place * height, width, height))
        del pixels

    def _image(self, indices: Bytes) -> tuple[NDArray[np.uint32], QImage]:
        """A picture in the colours of the map; the image lives on the memory of the array."""
        pixels = self._lut[indices]
        height, width = pixels.shape
        return pixels, QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)

    def paint_dropped(self, painter: QPainter, column: Column, dropped: NDArray[np.bool_]) -> None:
        """Hatch the units that the newest update left out."""
        reach = column.side / 2 + 1
        painter.setPen(self._dropped_outline)
        for y in column.ys[dropped[: column.n_shown]].tolist():
            centre = QPointF(column.x, y)
            for brush in (self._paper, self._hatch):
                painter.setBrush(brush)
                if column.has_pictures:
                    painter.drawRect(QRectF(column.x - reach, y - reach, 2 * reach, 2 * reach))
                else:
                    painter.drawEllipse(centre, reach, reach)


def resized(pictures: Bytes, side: int) -> Bytes:
    """Square pictures (n, r, r) brought to (n, side, side), straight lines between the middles of pixels."""
    n, resolution, _ = pictures.shape
    weights = _between(resolution, side)
    across = pictures.reshape(-1, resolution).astype(np.float32) @ weights.T
    both: Bytes = (weights @ across.reshape(n, resolution, side)).astype(np.uint8)
    return both


@cache
def _between(resolution: int, side: int) -> NDArray[np.float32]:
    """Shares of the pixels in a line of `resolution` that make each pixel of a line of `side`."""
    centres = (np.arange(side) + 0.5) * resolution / side - 0.5
    low = np.clip(np.floor(centres).astype(int), 0, max(resolution - 2, 0))
    share = np.clip(centres - low, 0.0, 1.0)
    weights = np.zeros((side, resolution), np.float32)
    rows = np.arange(side)
    weights[rows, low] += 1 - share
    weights[rows, np.minimum(low + 1, resolution - 1)] += share
    return weights


def cells_of(n: int, width: float, height: float) -> tuple[int, int, int]:
    """Cells side by side, rows, and the side of a cell in whole pixels, so that n fit into a room."""
    for cell in (6, 5, 4, 3, 2):
        n_across = max(min(int(width) // cell, n), 1)
        n_down = -(-n // n_across)
        if n_down * cell <= height:
            break
    else:
        n_down = max(int(height), 1)
        n_across, cell = -(-n // n_down), 1
    return -(-n // n_down), n_down, cell


def screen_colours(lut: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """A table of colours in the format of the screen, or Qt would convert an image each time it is drawn."""
    red, green, blue = lut.astype(np.uint32).T
    colours: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return colours


def kept_shape(rect: QRectF, height: int, width: int) -> QRectF:
    """As much of `rect` as a picture of this shape takes."""
    if height == width:
        return rect
    scale = rect.width() / max(height, width)
    kept = QRectF(0, 0, width * scale, height * scale)
    kept.moveCenter(rect.center())
    return kept
