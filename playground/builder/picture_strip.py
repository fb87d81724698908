"""One real training picture of each class, as the network receives it: augmented, if that is on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from playground.theme import LIGHT, Theme

_MARGIN_PX = 3
_LARGEST_PX = 32


class PictureStrip(QAbstractButton):
    """Pictures in a row; a click asks for other examples."""

    pictures_wanted = Signal()
    """The strip is in sight and has nothing to show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._levels: NDArray[np.uint8] = np.zeros((2, 0, 28, 28), np.uint8)
        self._has_asked = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Paint ink in the text colour of `theme`."""
        self._theme = theme
        self.update()

    def set_pictures(self, pictures: NDArray[np.float32]) -> None:
        """Show pictures of shape (n_rows, n_columns, height, width) with grey levels in 0…1."""
        self._levels = np.rint(np.clip(pictures, 0, 1) * 255).astype(np.uint8)
        self.updateGeometry()
        self.update()

    @property
    def n_pictures(self) -> int:
        """How many pictures are shown."""
        return len(self._levels) * len(self._levels[0])

    def _ink(self, level: NDArray[np.uint8]) -> QImage:
        """The picture as ink of the theme's text colour on nothing."""
        colour = QColor(self._theme.text)
        pixels = np.empty((*level.shape, 4), np.uint8)
        pixels[...] = (colour.blue(), colour.green(), colour.red(), 0)
        pixels[..., 3] = level
        height, width = level.shape
        return QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32).copy()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, 50)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 50)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.n_pictures and not self._has_asked:
            self._has_asked = True
            self.pictures_wanted.emit()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(
            QColor(self._theme.accent if self.hasFocus() or self.underMouse() else self._theme.border)
        )
        painter.setBrush(QColor(self._theme.plot))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        n_rows, n_columns = self._levels.shape[:2]
        step_x = (self.width() - 2 * _MARGIN_PX) / max(1, n_columns)
        step_y = (self.height() - 2 * _MARGIN_PX) / n_rows
        side = min(_LARGEST_PX, step_x, step_y)
        for row, column in np.ndindex(n_rows, n_columns):
            left = _MARGIN_PX + step_x * column + (step_x - side) / 2
            top = _MARGIN_PX + step_y * row + (step_y - side) / 2
            painter.drawImage(QRectF(left, top, side, side), self._ink(self._levels[row, column]))
        painter.end()
