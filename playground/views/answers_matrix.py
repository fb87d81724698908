"""The confusion matrix: true classes down, readings across, and how each class fares as bars beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme, contrast_ratio
from playground.training.messages import Answers
from playground.views.numbers import percent, significant
from playground.views.plot_style import mix, small_font

_LARGEST_CELL_PX = 64.0
_LEAST_BAR_PX = 46.0
_WIDEST_BAR_PX = 110.0
_GAP_PX = 6.0
_SMALLEST_FONT_PX = 8
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_MOVES = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class ConfusionMatrix(QWidget):
    """Counts, shaded by their share of the row: right answers in one hue, wrong ones in the other."""

    cell_picked = Signal(int, int)
    """True class, class read."""
    cell_pointed = Signal(object)
    """(true class, class read), or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setToolTip(
            self.tr(
                "Each row is a true class, each column what the network read. The diagonal is right.\n"
                "Click a cell, or use arrow keys and Enter, to see the examples counted there."
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme: Theme = LIGHT
        self._names: tuple[str, ...] = ()
        self._counts = np.zeros((0, 0), dtype=np.int64)
        self._accuracies: np.ndarray = np.zeros(0)
        self._losses: np.ndarray = np.zeros(0)
        self._cursor = (0, 0)
        self._picked: tuple[int, int] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.update()

    def set_answers(self, answers: Answers, names: Sequence[str]) -> None:
        """Show the counts of `answers`; `names` are those of the classes."""
        assert answers.confusion is not None
        self._counts = answers.confusion
        n = len(self._counts)
        self._names = tuple(names) if len(names) == n else tuple(str(i) for i in range(n))
        nothing = np.full(n, np.nan)
        self._accuracies = nothing if answers.accuracy_by_class is None else answers.accuracy_by_class
        self._losses = nothing if answers.loss_by_class is None else answers.loss_by_class
        self._cursor = (min(self._cursor[0], n - 1), min(self._cursor[1], n - 1))
        self.update()

    def set_picked(self, cell: tuple[int, int] | None) -> None:
        """Mark the cell whose examples are shown."""
        self._picked = cell
        if cell is not None:
            self._cursor = cell
        self.update()

    def cell_rect(self, true: int, read: int) -> QRectF:
        """Where a cell is, in pixels of the widget."""
        left, top, width, height = self._grid()
        return QRectF(left + read * width, top + true * height, width, height)

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(small_font(self._theme))

    def _grid(self) -> tuple[float, float, float, float]:
        """Left and top of the cells, width and height of one."""
        n = max(1, len(self._counts))
        metrics = self._metrics()
        left = min(72.0, max((metrics.horizontalAdvance(name) for name in self._names), default=8.0)) + 10
        top = 2 * metrics.height() + 2
        bars = 2 * (_LEAST_BAR_PX + _GAP_PX) if self.width() > 260 else 0.0
        width = min((self.width() - left - bars) / n, _LARGEST_CELL_PX * 1.5)
        height = min((self.height() - top - 2) / n, _LARGEST_CELL_PX)
        return left, top, max(4.0, min(width, 2.4 * height)), max(4.0, height)

    def _cell_font(self) -> QFont:
        """As large as the rows allow."""
        font = small_font(self._theme)
        height = self._grid()[3]
        font.setPixelSize(max(_SMALLEST_FONT_PX, min(font.pixelSize(), int(height))))
        return font

    def _cell_at(self, position: QPointF) -> tuple[int, int] | None:
        left, top, width, height = self._grid()
        n = len(self._counts)
        true, read = int((position.y() - top) // height), int((position.x() - left) // width)
        return (true, read) if 0 <= true < n and 0 <= read < n else None

    # ---- painting

    def _paint_cells(self, painter: QPainter) -> None:
        theme = self._theme
        row_sums = np.maximum(self._counts.sum(axis=1), 1)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
        painter.setFont(self._cell_font())
        for true, read in np.ndindex(*self._counts.shape):
            count = int(self._counts[true, read])
            rect = self.cell_rect(true, read).adjusted(0.5, 0.5, -0.5, -0.5)
            hue = theme.positive if true == read else theme.negative
            # The root, so that one error in a hundred is seen beside the 99 right ones.
            share = np.sqrt(count / row_sums[true])
            fill = mix(theme.zero, hue, 0.78 * float(share))
            painter.fillRect(rect, QColor(fill))
            if count:
                readable = max((theme.text, theme.plot), key=lambda c: contrast_ratio(c, fill))
                painter.setPen(QColor(readable))
                painter.drawText(rect, flags, self._count_text(count, rect.width()))

    def _count_text(self, count: int, room: float) -> str:
        text = f"{count:,}"
        if count < 1000 or self._metrics().horizontalAdvance(text) <= room:
            return text
        return f"{count / 1000:.0f}k"

    def _paint_names(self, painter: QPainter) -> None:
        left, top, width, height = self._grid()
        metrics = self._metrics()
        line = metrics.height()
        painter.setPen(QColor(self._theme.text_muted))
        painter.drawText(
            QRectF(2, 0, left + 200, line), Qt.AlignmentFlag.AlignLeft, self.tr("true ↓  read →")
        )
        for i, name in enumerate(self._names):
            painter.setPen(QColor(self._theme.text))
            across = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width)
            painter.drawText(
                QRectF(left + i * width, line, width, line), Qt.AlignmentFlag.AlignCenter, across
            )
            down = metrics.elidedText(name, Qt.TextElideMode.ElideRight, left - 8)
            painter.drawText(QRectF(0, top + i * height, left - 5, height), _AT_RIGHT, down)

    def _paint_bars(self, painter: QPainter) -> None:
        left, top, width, height = self._grid()
        start = left + len(self._counts) * width + _GAP_PX
        room = min((self.width() - start - _GAP_PX) / 2, _WIDEST_BAR_PX)
        if room < _LEAST_BAR_PX - 2:
            return
        finite = self._losses[np.isfinite(self._losses)]
        most = float(finite.max()) if len(finite) else 1.0
        columns = (
            (self.tr("right"), self._accuracies, 1.0, self._theme.positive),
            (self.tr("loss"), self._losses, max(most, 1e-9), self._theme.negative),
        )
        line = self._metrics().height()
        gap = 1.5 if height >= line else 0.5
        font = self._cell_font()
        for place, (title, values, full, colour) in enumerate(columns):
            x = start + place * (room + _GAP_PX)
            painter.setPen(QColor(self._theme.text_muted))
            painter.setFont(small_font(self._theme))
            painter.drawText(QRectF(x, line, room, line), Qt.AlignmentFlag.AlignRight, title)
            painter.setFont(font)
            for i, value in enumerate(values):
                track = QRectF(x, top + i * height + gap, room, height - 2 * gap)
                painter.fillRect(track, QColor(self._theme.zero))
                if np.isfinite(value):
                    # The number stands on its bar, so the bar is pale.
                    share = min(1.0, float(value) / full)
                    painter.fillRect(
                        QRectF(x, track.top(), room * share, track.height()),
                        QColor(mix(colour, self._theme.plot, 0.62)),
                    )
                painter.setPen(QColor(self._theme.text))
                text = loss_short(float(value)) if place else percent(float(value), int(room >= 52))
                painter.drawText(track.adjusted(0, 0, -3, 0), _AT_RIGHT, text)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(300, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.plot))
        if not len(self._counts):
            return
        painter.setFont(small_font(self._theme))
        self._paint_cells(painter)
        painter.setFont(small_font(self._theme))
        self._paint_names(painter)
        self._paint_bars(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._picked is not None:
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.drawRect(self.cell_rect(*self._picked))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.text), 1, Qt.PenStyle.DotLine))
            painter.drawRect(self.cell_rect(*self._cursor).adjusted(1.5, 1.5, -1.5, -1.5))
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if cell else Qt.CursorShape.ArrowCursor)
        self.cell_pointed.emit(cell)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None:
            self._cursor = cell
            self.cell_picked.emit(*cell)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.cell_pointed.emit(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.cell_pointed.emit(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        n = len(self._counts)
        if key in _MOVES and n:
            down, right = _MOVES[key]
            true, read = self._cursor
            self._cursor = (min(max(true + down, 0), n - 1), min(max(read + right, 0), n - 1))
            self.cell_pointed.emit(self._cursor)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and n:
            self.cell_picked.emit(*self._cursor)
        else:
            event.ignore()


def loss_short(value: float) -> str:
    """A loss in five characters at most: three decimals, and very small ones as such."""
    if 0.0 < value < 0.0005:
        return "< .001"
    return f"{value:.3f}" if value < 10.0 else significant(value, 2)
