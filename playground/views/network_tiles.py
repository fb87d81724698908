"""Units shown as pictures: incoming weights, or the maps of channels and their filters; dropped units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from playground.theme import Theme, diverging_lut
from playground.training.messages import FloatArray
from playground.views.network_frame import LayerFrame
from playground.views.network_layout import Column


class TilePainter:
    """Paints the pictures of a column, all from one image."""

    def __init__(self, theme: Theme, unit_brushes: Sequence[QBrush]) -> None:
        self._lut = screen_colours(diverging_lut(theme.negative, theme.zero, theme.positive))
        self._unit_brushes = unit_brushes
        self._outline = QPen(QColor(theme.border), 1)
        self._paper = QBrush(QColor(theme.plot))
        self._hatch = QBrush(QColor(theme.text_muted), Qt.BrushStyle.BDiagPattern)
        self._dropped_outline = QPen(QColor(theme.text_muted), 1.5, Qt.PenStyle.DotLine)

    def paint(self, painter: QPainter, column: Column, frame: LayerFrame) -> None:
        """Paint the pictures of one layer, and the filters beside them."""
        assert frame.pictures is not None
        if frame.has_maps:
            half = column.side / 2
            rects = [QRectF(column.x - half, y - half, 2 * half, 2 * half) for y in column.ys.tolist()]
            self._paint_all(painter, rects, frame.pictures)
        else:
            self._paint_weights(painter, column, frame)
        if frame.filters is not None:
            side = column.filter_side
            rects = [QRectF(column.left, y - side / 2, side, side) for y in column.ys.tolist()]
            self._paint_all(painter, rects, frame.filters)

    def _paint_all(self, painter: QPainter, rects: list[QRectF], pictures: FloatArray) -> None:
        n, height, width = pictures.shape
        pixels, atlas = self._atlas(pictures)
        painter.setPen(self._outline)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place, rect in enumerate(rects[:n]):
            painter.drawImage(
                _kept_shape(rect, height, width), atlas, QRectF(0, place * height, width, height)
            )
        painter.drawRects([_kept_shape(rect, height, width) for rect in rects[:n]])
        del pixels

    def _paint_weights(self, painter: QPainter, column: Column, frame: LayerFrame) -> None:
        assert frame.pictures is not None
        _, height, width = frame.pictures.shape
        pixels, atlas = self._atlas(frame.pictures)
        half = column.side / 2
        ring = max(2.0, column.side / 12)
        colours = np.rint((frame.activations + 1) / 2 * (len(self._unit_brushes) - 1)).astype(int).tolist()
        painter.setPen(self._outline)
        for place, y in enumerate(column.ys.tolist()):
            target = QRectF(column.x - half, y - half, column.side, column.side)
            # The frame of the picture is the unit: its colour is the activation.
            painter.setBrush(self._unit_brushes[colours[place]])
            painter.drawRoundedRect(target, 3, 3)
            painter.drawImage(
                target.adjusted(ring, ring, -ring, -ring), atlas, QRectF(0, place * height, width, height)
            )
        del pixels

    def _atlas(self, pictures: FloatArray) -> tuple[NDArray[np.uint32], QImage]:
        """All pictures under one another; the image lives on the memory of the array."""
        pixels = self._lut[(127.5 + 127.5 * pictures).astype(np.uint8)]
        n, height, width = pixels.shape
        return pixels, QImage(pixels.data, width, n * height, 4 * width, QImage.Format.Format_RGB32)

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


def screen_colours(lut: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """A table of colours in the format of the screen, or Qt would convert an image each time it is drawn."""
    red, green, blue = lut.astype(np.uint32).T
    colours: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return colours


def _kept_shape(rect: QRectF, height: int, width: int) -> QRectF:
    """As much of `rect` as a picture of this shape takes."""
    if height == width:
        return rect
    scale = rect.width() / max(height, width)
    kept = QRectF(0, 0, width * scale, height * scale)
    kept.moveCenter(rect.center())
    return kept
