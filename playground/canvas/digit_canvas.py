"""The canvas to draw a digit on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from playground.canvas.canvas_decor import paint_hint, paint_paper, paint_pen_mark, paint_problem
from playground.canvas.ink_surface import InkSurface
from playground.canvas.keyboard_pen import KeyboardPen
from playground.canvas.picture_file import is_picture_name, read_picture
from playground.errors import DataError

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_TOOL_KEYS = (
    Qt.Key.Key_BracketLeft,
    Qt.Key.Key_BracketRight,
    Qt.Key.Key_E,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)


class DigitCanvas(InkSurface):
    """Draw with mouse, pen, finger or arrow keys; each move says what the network now receives."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_canvas")
        # What lies behind need not be painted at each move of the pen.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Digit canvas"))
        self.setAccessibleDescription(
            self.tr(
                "Draw a digit with the mouse, a pen or a finger. Arrow keys move a pen, space sets it down."
            )
        )
        self.setToolTip(
            self.tr(
                "What you draw goes into the network at once.\n"
                "[ and ]: brush size · E: eraser · Ctrl+Z: undo · Delete: clear\n"
                "Arrow keys and space draw too. An image file can be dropped here."
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMinimumSize(96, 96)
        self._keyboard = KeyboardPen()
        self._problem = ""

    def clear(self) -> None:
        """Empty the canvas; undo brings it back."""
        self._keyboard.hide()
        self._problem = ""
        super().clear()
        self.update()

    def open_picture(self, path: str) -> None:
        """Put an image file on the canvas; what can't be used is said on the canvas itself."""
        self.finish_gesture()
        try:
            self._drawing.set_picture(read_picture(path))
            self._problem = ""
        except DataError as error:
            self._problem = str(error)
        self._redraw()

    def problem(self) -> str:
        """Why the last file couldn't be used, or nothing."""
        return self._problem

    # ---- one gesture

    def begin_gesture(self, position: QPointF, erasing: bool) -> None:
        """Put brush or eraser down."""
        self._keyboard.hide()
        self._problem = ""
        super().begin_gesture(position, erasing)

    def finish_gesture(self) -> None:
        """Lift brush or eraser."""
        self._keyboard.is_down = False
        super().finish_gesture()

    def cancel_gesture(self) -> None:
        """Take back the gesture in hand."""
        self._keyboard.is_down = False
        super().cancel_gesture()

    # ---- keyboard

    def _is_own_key(self, event: QKeyEvent) -> bool:
        """Keys that the canvas takes before the window's shortcuts: only while it has the focus."""
        if event.matches(QKeySequence.StandardKey.Undo):
            return self._drawing.can_undo
        if event.matches(QKeySequence.StandardKey.Redo):
            return self._drawing.can_redo
        if event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier):
            return False
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Escape):
            return self._keyboard.is_shown
        return event.key() in _TOOL_KEYS or self._keyboard.moves(event.key())

    def _on_tool_key(self, key: int) -> None:
        if key == Qt.Key.Key_BracketLeft:
            self.change_brush(-1)
        elif key == Qt.Key.Key_BracketRight:
            self.change_brush(1)
        elif key == Qt.Key.Key_E:
            self.set_eraser(not self._is_eraser)
        elif key == Qt.Key.Key_Space:
            self._toggle_keyboard_pen()
        elif key == Qt.Key.Key_Escape:
            self.cancel_gesture()
            self._keyboard.hide()
            self.update()
        else:
            self.clear()

    def _toggle_keyboard_pen(self) -> None:
        if self._keyboard.is_down:
            self.finish_gesture()
        else:
            self._put_down(self._keyboard.position, self._is_eraser)
            self._keyboard.is_down = True
        self.update()

    # ---- methods of Qt

    def sizeHint(self) -> QSize:
        return QSize(208, 208)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.setAccepted(self._is_own_key(event))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_own_key(event):
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo()
        elif self._keyboard.moves(event.key()):
            to = self._keyboard.move(event.key(), fine=bool(event.modifiers() & _SHIFT))
            if self._keyboard.is_down:
                self._move_to(to)
            self.update()
        else:
            self._on_tool_key(event.key())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._keyboard.is_down:
            self.finish_gesture()
        self._keyboard.hide()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(self._theme.plot))
        paint_paper(painter, self.rect(), self._theme, self.hasFocus())
        if self.is_empty and not self._keyboard.is_shown and not self._problem:
            hint, more = self.tr("Draw a digit here"), self.tr("or drop a picture of one")
            paint_hint(painter, self.rect(), self._theme, hint, more)
        self._layer.paint(painter)
        if self._path is not None:
            self._layer.paint_line(painter, [self._path.settled[-1], self._path.tip], self._brush_width)
        if self._problem:
            paint_problem(painter, self.rect(), self._theme, self._problem)
        if self._keyboard.is_shown:
            position = self._layer.to_pixels(self._keyboard.position)
            paint_pen_mark(painter, position, self._theme, self._keyboard.is_down)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        # Other files are for the window.
        if any(is_picture_name(url.toLocalFile()) for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if is_picture_name(url.toLocalFile()):
                event.acceptProposedAction()
                self.open_picture(url.toLocalFile())
                return
