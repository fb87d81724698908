"""An image file dropped on the canvas becomes ink."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from playground.canvas.drawing import SIDE
from playground.canvas.preprocess import FAINTEST, FloatArray
from playground.errors import DataError

_LARGEST_PX = 16_384


def is_picture_name(path: str) -> bool:
    """Whether the ending of a local file's name is that of a known image format."""
    ending = path.rpartition(".")[2].lower()
    return ending in {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}


def read_picture(path: str) -> FloatArray:
    """Read an image file as ink on the square of the canvas, shape (SIDE, SIDE).

    Raises
    ------
    DataError
        If it is no image, or nothing stands out from its background.
    """
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > _LARGEST_PX:
        raise DataError(
            f"The image is larger than {_LARGEST_PX:,} pixels: make it smaller and drop it again."
        )
    image = reader.read()
    if image.isNull():
        raise DataError(f"The file can't be read as an image ({reader.errorString()}). PNG and JPEG work.")
    return image_to_ink(image)


def image_to_ink(image: QImage) -> FloatArray:
    """Ink of a picture, dark on light or light on dark, fitted into the square of the canvas.

    Raises
    ------
    DataError
        If nothing stands out from the background.
    """
    target = SIDE * 9 // 10
    # On white, so that a drawing on a transparent background has a background.
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    scaled = paper.scaled(
        target, target, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    ).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(scaled.constBits(), dtype=np.uint8).reshape(scaled.height(), scaled.bytesPerLine())
    grey = rows[:, : scaled.width()].astype(np.float32) / np.float32(255)
    ink = _separate(grey)
    canvas = np.zeros((SIDE, SIDE), dtype=np.float32)
    top, left = (SIDE - ink.shape[0]) // 2, (SIDE - ink.shape[1]) // 2
    canvas[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return canvas


def _separate(grey: NDArray[np.floating]) -> FloatArray:
    """Ink against background: the border tells the background, the extremes tell the ink."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    background = float(np.median(border))
    darkest, lightest = (float(v) for v in np.quantile(grey, (0.005, 0.995)))
    foreground = darkest if background - darkest >= lightest - background else lightest
    if abs(foreground - background) < 0.08:
        raise DataError("Nothing stands out in this image: a dark digit on light paper works best.")
    share = (grey - background) / (foreground - background)
    # Paper is never even: the lowest fifth of the contrast counts as paper.
    ink: FloatArray = np.clip((share - 0.2) / 0.6, 0.0, 1.0).astype(np.float32)
    ink[ink < FAINTEST] = 0.0
    return ink
