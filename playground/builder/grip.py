"""The handle by which a layer is moved: dragged, or with ↑ and ↓."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme

_WIDTH_PX = 12


class Grip(QWidget):
    """Six dots; reports where it is dragged to, in global coordinates."""

    dragged = Signal(QPointF)
    dropped = Signal(QPointF)
    drag_cancelled = Signal()
    move_requested = Signal(int)
    """−1 for one place towards the input, +1 towards the output."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._is_dragging = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.update()

    def _end_drag(self) -> None:
        self._is_dragging = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH_PX, 22)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = QColor(self._theme.accent if self.hasFocus() else self._theme.text_muted)
        painter.setPen(QPen(colour, 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        middle_x, middle_y = self.width() / 2, self.height() / 2
        for row in (-1, 0, 1):
            for column in (-0.5, 0.5):
                painter.drawPoint(QPointF(middle_x + 5 * column, middle_y + 5 * row))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._is_dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging:
            self.dragged.emit(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging and event.button() == Qt.MouseButton.LeftButton:
            self._end_drag()
            self.dropped.emit(event.globalPosition())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_requested.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Escape and self._is_dragging:
            self._end_drag()
            self.drag_cancelled.emit()
        else:
            super().keyPressEvent(event)
