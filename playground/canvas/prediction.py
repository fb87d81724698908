"""The answer of the network: the digit it reads, how sure it is, and a bar for each class."""

from __future__ import annotations

import time

import numpy as np
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from playground.canvas.preprocess import FloatArray
from playground.theme import LIGHT, Theme

_NUMBERS_MS = 250
"""Printed percentages change at most so often; the bars follow at once."""
_GAP_PX = 8
_TALLEST_BAR_PX = 32.0
_NAME_PX, _NUMBER_PX = 20.0, 52.0
"""Room for the name of a class before its bar, and for its percentage behind."""
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
        # It fills all of itself: what lies behind need not be painted at each answer.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = LIGHT
        self._still = QPixmap()
        self._still_is_of: tuple[object, ...] = ()
        """What stands still between two answers, text above all, as a picture, and what it shows."""
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
        # Not where the picture of the input lies over it.
        for room in self._rooms():
            self.update(room.toAlignedRect())

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
        self._renew_still()
        painter.drawPixmap(0, 0, self._still)
        if self._probabilities is not None and self._printed is not None:
            self._paint_shares(painter, self._probabilities)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._still_is_of = ()

    def _renew_still(self) -> None:
        ratio = self.devicePixelRatioF()
        best = None if self._probabilities is None else int(self._probabilities.argmax())
        printed = None if self._printed is None else self._printed.tobytes()
        shown = (best, printed, self._theme, self._rooms(), self.size(), ratio)
        if shown == self._still_is_of:
            return
        self._still_is_of = shown
        self._still = QPixmap(self.size() * ratio)
        self._still.setDevicePixelRatio(ratio)
        self._still.fill(self._theme.plot)
        painter = QPainter(self._still)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head, bars = self._rooms()
        if best is None:
            self._paint_invitation(painter, head)
        else:
            self._paint_head(painter, head, best)
        self._paint_tracks(painter, bars, best)
        painter.end()

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

    def _paint_head(self, painter: QPainter, rect: QRectF, best: int) -> None:
        theme = self._theme
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

    def _pitch(self, rect: QRectF) -> float:
        return min(rect.height() / len(self._class_names), _TALLEST_BAR_PX)

    def _track(self, rect: QRectF, place: int) -> QRectF:
        """Where the bar of a certain answer lies."""
        pitch = self._pitch(rect)
        height = min(pitch - 4, 16.0)
        top = rect.top() + place * pitch + (pitch - height) / 2
        return QRectF(rect.left() + _NAME_PX, top, rect.width() - _NAME_PX - _NUMBER_PX, height)

    def _paint_tracks(self, painter: QPainter, rect: QRectF, best: int | None) -> None:
        """Names of the classes, the tracks of their bars, and their percentages."""
        theme, pitch = self._theme, self._pitch(rect)
        font = QFont(self.font())
        font.setPixelSize(min(theme.body_px, max(9, int(pitch) - 2)))
        for i, name in enumerate(self._class_names):
            top = rect.top() + i * pitch
            font.setBold(i == best)
            painter.setFont(font)
            ink = QColor(theme.text if i == best else theme.text_muted)
            painter.setPen(ink)
            painter.drawText(QRectF(rect.left(), top, 14, pitch), _RIGHT, name)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.zero))
            if best is None or self._printed is None:
                # A mere line where a bar will be: nothing is missing, it hasn't begun.
                painter.drawRect(
                    QRectF(rect.left() + _NAME_PX, top + pitch / 2 - 0.5, rect.width() - _NAME_PX, 1.5)
                )
                continue
            painter.drawRoundedRect(self._track(rect, i), 2, 2)
            painter.setPen(ink)
            number = QRectF(rect.right() - _NUMBER_PX, top, _NUMBER_PX, pitch)
            painter.drawText(number, _RIGHT, _percent(self._printed[i]))

    def _paint_shares(self, painter: QPainter, probabilities: FloatArray) -> None:
        """The bars."""
        rect, best = self._rooms()[1], int(probabilities.argmax())
        muted, accent = QColor(self._theme.text_muted), QColor(self._theme.accent)
        painter.setPen(Qt.PenStyle.NoPen)
        for i, share in enumerate(probabilities.tolist()):
            bar = self._track(rect, i)
            bar.setWidth(max(1.5, bar.width() * share))
            colour = accent if i == best else muted
            if bar.width() < 4.0:
                painter.fillRect(bar, colour)
                continue
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(colour)
            painter.drawRoundedRect(bar, 2, 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _percent(share: float) -> str:
    # Nothing is ever quite certain, so a hundred isn't reached by rounding.
    return "> 99 %" if 0.995 <= share < 1.0 else f"{100 * share:.0f} %"


_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
