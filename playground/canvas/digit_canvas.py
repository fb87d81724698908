"""The canvas to draw a digit on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from playground.canvas.canvas_decor import (
    brush_cursor,
    paint_hint,
    paint_paper,
    paint_pen_mark,
    paint_problem,
)
from playground.canvas.drawing import Drawing
from playground.canvas.gesture_surface import GestureSurface
from playground.canvas.ink_layer import InkLayer, Point
from playground.canvas.keyboard_pen import KeyboardPen
from playground.canvas.picture_file import is_picture_name, read_picture
from playground.canvas.preprocess import FloatArray
from playground.canvas.strokes import PenPath
from playground.errors import DataError
from playground.theme import LIGHT, Theme

BRUSH_WIDTHS = (8, 12, 16, 20, 24, 30, 38)
"""Brush sizes in canvas units."""
DEFAULT_BRUSH_WIDTH = 20
_ERASER_RADIUS = 16.0
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_TOOL_KEYS = (
    Qt.Key.Key_BracketLeft,
    Qt.Key.Key_BracketRight,
    Qt.Key.Key_E,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
)
_DRAWING_EVENT = QEvent.Type(QEvent.registerEventType())


class DigitCanvas(GestureSurface):
    """Draw with mouse, pen, finger or arrow keys; each move says what the network now receives."""

    drawing_changed = Signal(object)
    """float32 (784,) in 0…1, or None without ink; at most once for each turn of the event loop."""
    state_changed = Signal()
    """Tool, brush size, or what can be undone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_canvas")
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
        self._theme = LIGHT
        self._drawing = Drawing()
        self._layer = InkLayer()
        self._path: PenPath | None = None
        self._n_painted = 0
        self._erased_to: Point | None = None
        self._keyboard = KeyboardPen()
        self._brush_width = DEFAULT_BRUSH_WIDTH
        self._is_eraser = False
        self._problem = ""
        self._change_posted = False
        self.set_theme(LIGHT)

    # ---- what the panel and the window use

    @property
    def is_eraser(self) -> bool:
        """Whether the pointer erases."""
        return self._is_eraser

    @property
    def brush_width(self) -> int:
        """One of `BRUSH_WIDTHS`."""
        return self._brush_width

    @property
    def can_undo(self) -> bool:
        """Whether there is a stroke to take back."""
        return self._drawing.can_undo

    @property
    def is_empty(self) -> bool:
        """Whether there is no ink."""
        return self._drawing.is_empty and self._path is None

    def set_theme(self, theme: Theme) -> None:
        """Repaint in the colours of `theme`."""
        self._theme = theme
        self._layer.set_colour(theme.text)
        self._layer.redraw(self._drawing)
        self._update_cursor()
        self.update()

    def set_eraser(self, erasing: bool) -> None:
        """Choose eraser or brush."""
        if erasing != self._is_eraser:
            self._is_eraser = erasing
            self._update_cursor()
            self.state_changed.emit()

    def set_brush_width(self, width: int) -> None:
        """Choose the brush size for the next stroke."""
        width = min(BRUSH_WIDTHS, key=lambda known: abs(known - width))
        if width != self._brush_width:
            self._brush_width = width
            self._update_cursor()
            self.state_changed.emit()

    def change_brush(self, steps: int) -> None:
        """So many sizes thicker or thinner."""
        index = BRUSH_WIDTHS.index(self._brush_width) + steps
        self.set_brush_width(BRUSH_WIDTHS[min(max(index, 0), len(BRUSH_WIDTHS) - 1)])

    def undo(self) -> None:
        """Take back the last stroke, rub or picture."""
        self.finish_gesture()
        if self._drawing.undo():
            self._redraw()

    def redo(self) -> None:
        """Do again what was taken back."""
        self.finish_gesture()
        if self._drawing.redo():
            self._redraw()

    def clear(self) -> None:
        """Empty the canvas; undo brings it back."""
        self.finish_gesture()
        self._keyboard.hide()
        if not self._drawing.is_empty or self._problem:
            self._drawing.clear()
            self._problem = ""
            self._redraw()

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

    def network_input(self) -> FloatArray | None:
        """What the network receives now, shape (28, 28), or None without ink."""
        live = None if self._path is None else self._path.stroke(self._brush_width)
        return self._drawing.network_input(live)

    # ---- one gesture

    def begin_gesture(self, position: QPointF, erasing: bool) -> None:
        """Put brush or eraser down."""
        self._keyboard.hide()
        self._put_down(self._layer.to_units(position), erasing or self._is_eraser)

    def extend_gesture(self, position: QPointF) -> None:
        """Draw or rub on to `position`."""
        self._move_to(self._layer.to_units(position))

    def finish_gesture(self) -> None:
        """Lift brush or eraser."""
        self._keyboard.is_down = False
        if self._path is not None:
            stroke = self._path.stroke(self._brush_width)
            self._path = None
            self._layer.extend([(float(x), float(y)) for x, y in stroke.points[-2:]], stroke.width)
            self._drawing.add(stroke)
            self.update()
            self.state_changed.emit()
        elif self._erased_to is not None:
            self._erased_to = None
            self.state_changed.emit()

    def cancel_gesture(self) -> None:
        """Take back the gesture in hand."""
        self._keyboard.is_down = False
        if self._path is not None:
            self._path = None
            self._redraw()
        elif self._erased_to is not None:
            self._erased_to = None
            self._drawing.undo()
            self._redraw()

    def _put_down(self, at: Point, erasing: bool) -> None:
        self.finish_gesture()
        self._problem = ""
        if erasing:
            self._drawing.begin_erasing()
            self._erased_to = at
            self._move_to(at)
            return
        self._path = PenPath(*at)
        self._n_painted = 1
        self._layer.extend([at], self._brush_width)
        self.update()
        self._announce()

    def _move_to(self, point: Point) -> None:
        if self._erased_to is not None:
            self._drawing.erase(self._erased_to, point, _ERASER_RADIUS)
            self._erased_to = point
            self._layer.redraw(self._drawing)
            self.update()
            self._announce()
        elif self._path is not None:
            self._draw_to(self._path, point)

    def _draw_to(self, path: PenPath, point: Point) -> None:
        before = path.tip
        if not path.add(*point):
            return
        settled = path.settled
        if len(settled) > self._n_painted:
            self._layer.extend(settled[self._n_painted - 1 :], self._brush_width)
            self._n_painted = len(settled)
        margin = self._brush_width * self._layer.scale / 2 + 2
        ends = [self._layer.to_pixels(p) for p in (settled[-1], before, point)]
        area = QRectF(ends[0], ends[1]).normalized().united(QRectF(ends[1], ends[2]).normalized())
        self.update(area.adjusted(-margin, -margin, margin, margin).toAlignedRect())
        self._announce()

    def _redraw(self) -> None:
        self._layer.redraw(self._drawing)
        self.update()
        self._announce()
        self.state_changed.emit()

    def _announce(self) -> None:
        """Compute and emit once, after the pointer events that are already waiting."""
        if not self._change_posted:
            self._change_posted = True
            QCoreApplication.postEvent(self, QEvent(_DRAWING_EVENT))

    def _emit_drawing(self) -> None:
        self._change_posted = False
        picture = self.network_input()
        self.drawing_changed.emit(None if picture is None else np.ascontiguousarray(picture).reshape(-1))

    def _update_cursor(self) -> None:
        width = 2 * _ERASER_RADIUS if self._is_eraser else self._brush_width
        self.setCursor(brush_cursor(width * self._layer.scale, self._theme, self.devicePixelRatioF()))

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
        if event.type() == _DRAWING_EVENT:
            self._emit_drawing()
            return True
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layer.resize(self.size(), self.devicePixelRatioF())
        self._layer.redraw(self._drawing)
        if self._path is not None:
            self._layer.extend(self._path.settled, self._brush_width)
        self._update_cursor()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
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
