"""The 28×28 picture that the network receives, pixel by pixel."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.canvas.preprocess import SIZE, FloatArray
from playground.theme import LIGHT, Theme, diverging_lut


class InputPreview(QWidget):
    """Shows a picture in crisp pixels: paper is 0, full ink is 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_input_preview")
        self.setAccessibleName(self.tr("What the network receives"))
        self.setToolTip(
            self.tr(
                "The drawing as the network receives it: 28×28 numbers from 0 to 1,\n"
                "cropped, scaled to a box of 20×20 and centred by its mass, as its training pictures are."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        # What lies behind need not be painted at each move of the pen.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = LIGHT
        self._picture: FloatArray | None = None
        self._saliency: FloatArray | None = None
        self._image = QImage()
        self.set_picture(None)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of `theme`."""
        self._theme = theme
        self._image = self._make_image()
        self.setAccessibleDescription(self._describe())
        self.update()

    def set_picture(self, picture: FloatArray | None) -> None:
        """Show a picture, shape (784,) or (28, 28), or none."""
        self._picture = None if picture is None else picture.reshape(SIZE, SIZE)
        self._image = self._make_image()
        self.setAccessibleDescription(self._describe())
        self.update()

    def set_saliency(self, gradient: FloatArray | None) -> None:
        """Lay over the picture which pixels speak for a class (blue) and against it (orange): (784,)."""
        is_new = (gradient is None) != (self._saliency is None)
        self._saliency = None if gradient is None else gradient.reshape(SIZE, SIZE)
        self._image = self._make_image()
        if is_new:
            self.setAccessibleDescription(self._describe())
        self.update()

    def picture(self) -> FloatArray | None:
        """What is shown."""
        return self._picture

    def _describe(self) -> str:
        if self._picture is None:
            return self.tr("Nothing drawn yet.")
        n_inked = int((self._picture > 0.5).sum())
        words = self.tr("28 by 28 pixels, %n of them inked.", "", n_inked)
        if self._saliency is None:
            return words
        colours = (self._theme.positive_name, self._theme.negative_name)
        return f"{words} " + self.tr("Pixels in {0} speak for the digit, those in {1} against it.").format(
            *(QCoreApplication.translate("Theme", name) for name in colours)
        )

    def _make_image(self) -> QImage:
        levels = np.zeros((SIZE, SIZE)) if self._picture is None else self._picture
        lut = diverging_lut(self._theme.zero, self._theme.zero, self._theme.text)
        pixels = np.ascontiguousarray(lut[np.rint(128 + levels * 127).astype(np.intp)])
        if self._saliency is not None and self._picture is not None:
            pixels = self._overlaid(pixels)
        return QImage(pixels.data, SIZE, SIZE, 3 * SIZE, QImage.Format.Format_RGB888).copy()

    def _overlaid(self, ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The ink faded, the gradient over it: the stronger, the more opaque."""
        assert self._saliency is not None
        gradient = np.nan_to_num(self._saliency)
        # The few largest would leave all others pale.
        reach = max(float(np.quantile(np.abs(gradient), 0.99)), 1e-12)
        level = np.clip(gradient / reach, -1.0, 1.0)
        theme = self._theme
        hue = diverging_lut(theme.negative, theme.zero, theme.positive)[
            np.rint(127.5 + 127.5 * level).astype(int)
        ]
        weight = (0.9 * np.sqrt(np.abs(level)))[:, :, None]
        faded = 0.55 * ink + 0.45 * diverging_lut(theme.zero, theme.zero, theme.text)[128]
        return np.ascontiguousarray(np.rint(weight * hue + (1 - weight) * faded).astype(np.uint8))

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(3 * SIZE + 2, 3 * SIZE + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._theme.plot))
        side = min(self.width(), self.height()) - 2
        # Whole pixels for each pixel, where there is room: no pixel wider than its neighbour.
        side = max(side // SIZE, 1) * SIZE if side >= SIZE else side
        target = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter.drawImage(target, self._image)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(target.adjusted(-1, -1, 0, 0))
