"""The answer of the network: the digit it reads, how sure it is, and a bar for each class."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from playground.canvas.preprocess import FloatArray
from playground.theme import LIGHT, Theme

_NUMBERS_MS = 250
"""Printed percentages change at most so often; the bars follow at once."""
_GAP_PX = 8
_TALLEST_BAR_PX = 32.0
DIGITS = tuple(str(digit) for digit in range(10))


class DigitPrediction(QLabel):
    """A label that paints its text large, with bars. `text()` begins with the digit read, or is "–"."""

    def __init__(self, class_names: tuple[str, ...] = DIGITS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_prediction")
        self.setToolTip(
            self.tr(
                "How probable the network thinks each digit is. The ten bars add up to 100 %.\n"
                "Draw on: the answer follows every move."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = LIGHT
        self._picture_px = QSize(0, 56)
        self._has_bars_beside = False
        self._class_names = class_names
        self._probabilities: FloatArray | None = None
        self._printed: FloatArray | None = None
        self._printed_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NUMBERS_MS)
        self._timer.timeout.connect(self._print_numbers)
        self.set_probabilities(None)

    def set_room(self, picture: QSize, *, has_bars_beside: bool) -> None:
        """Leave room at the top left for the picture that is answered to, and share what is left.

        The digit stands beside the picture and the bars below both; or, on a wide panel, the digit below the
        picture and the bars beside both.
        """
        self._picture_px = picture
        self._has_bars_beside = has_bars_beside
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of `theme`."""
        self._theme = theme
        self.update()

    def set_probabilities(self, probabilities: FloatArray | None) -> None:
        """Show an answer, one probability a class, or none."""
        before = self._probabilities
        self._probabilities = probabilities
        is_new = before is None or probabilities is None or before.argmax() != probabilities.argmax()
        if is_new or time.monotonic() - self._printed_s > _NUMBERS_MS / 1000:
            self._print_numbers()
        elif not self._timer.isActive():
            self._timer.start()
        self.setText(self._sentence())
        self.update()

    def _sentence(self) -> str:
        if self._probabilities is None:
            return "–"
        best = int(self._probabilities.argmax())
        share = float(self._probabilities[best])
        return f"{self._class_names[best]} · {_percent(share)} · {self._how_sure(share)}"

    def _how_sure(self, share: float) -> str:
        if share >= 0.95:
            return self.tr("sure")
        if share >= 0.8:
            return self.tr("fairly sure")
        if share >= 0.5:
            return self.tr("not sure")
        return self.tr("guessing")

    def _describe(self) -> str:
        if self._probabilities is None:
            return self.tr("Nothing to read yet: draw a digit.")
        order = np.argsort(-self._probabilities)[:3]
        parts = [f"{self._class_names[i]}: {_percent(self._probabilities[i])}" for i in order]
        return self.tr("The network reads {0}.").format(", ".join(parts))

    @Slot()
    def _print_numbers(self) -> None:
        self._printed = self._probabilities
        self._printed_s = time.monotonic()
        self.setAccessibleName(self._sentence())
        self.setAccessibleDescription(self._describe())
        self.update()

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(208, 286)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 200)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head, bars = self._rooms()
        if self._probabilities is None:
            self._paint_invitation(painter, head)
        else:
            self._paint_head(painter, head)
        self._paint_bars(painter, bars)

    def _rooms(self) -> tuple[QRectF, QRectF]:
        """Where the digit goes, and where the bars."""
        across, down = self._picture_px.width() + _GAP_PX, self._picture_px.height() + _GAP_PX
        if self._has_bars_beside:
            return QRectF(0, down, across - _GAP_PX, 64), QRectF(
                across, 0, self.width() - across, self.height()
            )
        return QRectF(across, 0, self.width() - across, down - _GAP_PX), QRectF(
            0, down, self.width(), self.height() - down
        )

    def _paint_invitation(self, painter: QPainter, rect: QRectF) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.small_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text_muted))
        top = Qt.AlignmentFlag.AlignTop if self._has_bars_beside else Qt.AlignmentFlag.AlignVCenter
        flags = Qt.AlignmentFlag.AlignLeft | top | Qt.TextFlag.TextWordWrap
        painter.drawText(rect, flags, self.tr("The answer follows every move of the pen."))

    def _paint_head(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        assert self._probabilities is not None
        best = int(self._probabilities.argmax())
        font = QFont(self.font())
        font.setPixelSize(52)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(theme.text))
        painter.drawText(
            QRectF(rect.left(), rect.top(), 44, rect.height()),
            Qt.AlignmentFlag.AlignCenter,
            self._class_names[best],
        )
        if self._printed is None:
            return
        share = float(self._printed[best])
        beside = QRectF(rect.left() + 50, rect.center().y() - 20, rect.width() - 50, 20)
        for pixel_size, colour, words in (
            (theme.title_px, theme.text, _percent(share)),
            (theme.small_px, theme.text_muted, self._how_sure(share)),
        ):
            font.setPixelSize(pixel_size)
            font.setBold(pixel_size == theme.title_px)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
            beside.translate(0, 20)

    def _paint_bars(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        n = len(self._class_names)
        pitch = min(rect.height() / n, _TALLEST_BAR_PX)
        font = QFont(self.font())
        font.setPixelSize(min(theme.body_px, max(9, int(pitch) - 2)))
        left, right = rect.left() + 20.0, 52.0
        room = rect.right() - left - right
        best = -1 if self._probabilities is None else int(self._probabilities.argmax())
        for i, name in enumerate(self._class_names):
            top = rect.top() + i * pitch
            font.setBold(i == best)
            painter.setFont(font)
            painter.setPen(QColor(theme.text if i == best else theme.text_muted))
            painter.drawText(QRectF(rect.left(), top, 14, pitch), _RIGHT, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.zero))
            if self._probabilities is None or self._printed is None:
                # A mere line where a bar will be: nothing is missing, it hasn't begun.
                painter.drawRect(QRectF(left, top + pitch / 2 - 0.5, rect.right() - left, 1.5))
                continue
            height = min(pitch - 4, 16.0)
            track = QRectF(left, top + (pitch - height) / 2, room, height)
            painter.drawRoundedRect(track, 2, 2)
            track.setWidth(max(1.5, room * float(self._probabilities[i])))
            painter.setBrush(QColor(theme.accent if i == best else theme.text_muted))
            painter.drawRoundedRect(track, 2, 2)
            painter.setPen(QColor(theme.text if i == best else theme.text_muted))
            painter.drawText(QRectF(left + room, top, right, pitch), _RIGHT, _percent(self._printed[i]))


def _percent(share: float) -> str:
    # Nothing is ever quite certain, so a hundred isn't reached by rounding.
    return "> 99 %" if 0.995 <= share < 1.0 else f"{100 * share:.0f} %"


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
