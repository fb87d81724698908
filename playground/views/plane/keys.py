"""The plane by keyboard: a cursor that reads values, and with painted points the tools."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from playground.views.plane.editor import CLASS_KEYS, SELECT, TOOL_KEYS, PlaneEditor
from playground.views.plane.geometry import PlaneGeometry

_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
PICK_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""Where nothing is painted: the example at the cursor is shown in the network."""
_STEPS_ACROSS = 48
_FINE = 0.2
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class PlaneKeys:
    """Where the keyboard's cursor is. The first arrow key shows it, the pointer and Esc hide it."""

    def __init__(self, editor: PlaneEditor) -> None:
        self._editor = editor
        self.cursor: tuple[float, float] | None = None
        self.is_editable = False

    def is_own(self, event: QKeyEvent) -> bool:
        """Keys that the plane takes before the window's shortcuts: only while it has the focus."""
        modifiers, key = event.modifiers() & ~_KEYPAD, event.key()
        if key in _DIRECTIONS:
            return not modifiers & ~(_SHIFT | _CONTROL) and (
                not modifiers & _CONTROL or (self.is_editable and self._editor.selected is not None)
            )
        if modifiers:
            return False
        if key == Qt.Key.Key_Escape:
            return self.cursor is not None or self._editor.is_drawing or self._editor.selected is not None
        if not self.is_editable:
            return key in PICK_KEYS and self.cursor is not None
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self.cursor is not None
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F):
            return self._editor.selected is not None
        return (
            key in TOOL_KEYS
            or key in CLASS_KEYS
            or key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight, Qt.Key.Key_O)
        )

    def press(self, event: QKeyEvent, geometry: PlaneGeometry) -> None:
        """Do what one of the own keys means."""
        key, editor = event.key(), self._editor
        if key in _DIRECTIONS:
            self._move(event, geometry)
        elif key == Qt.Key.Key_Escape:
            self._escape()
        elif key in TOOL_KEYS:
            tool = TOOL_KEYS[Qt.Key(key)]
            editor.set_tool("brush" if tool == editor.tool else tool)
        elif key in CLASS_KEYS:
            editor.set_label(CLASS_KEYS[key])
        elif key == Qt.Key.Key_BracketLeft:
            editor.change_size(-1)
        elif key == Qt.Key.Key_BracketRight:
            editor.change_size(1)
        elif key == Qt.Key.Key_O:
            editor.add_outlier()
        elif key == Qt.Key.Key_F:
            editor.flip_selected()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            editor.delete_selected()
        elif self.cursor is not None:
            if key == Qt.Key.Key_Space and editor.tool != SELECT:
                editor.put(self.cursor)
            else:
                editor.select_near(self.cursor)

    def _move(self, event: QKeyEvent, geometry: PlaneGeometry) -> None:
        across = geometry.x_range[1] - geometry.x_range[0]
        up = geometry.y_range[1] - geometry.y_range[0]
        share = (_FINE if event.modifiers() & _SHIFT else 1.0) / _STEPS_ACROSS
        direction = _DIRECTIONS[Qt.Key(event.key())]
        by = (direction[0] * across * share, direction[1] * up * share)
        if event.modifiers() & _CONTROL:
            self.cursor = self._editor.move_selected(by)
            return
        x, y = self.cursor or (
            (geometry.x_range[0] + geometry.x_range[1]) / 2,
            (geometry.y_range[0] + geometry.y_range[1]) / 2,
        )
        self.cursor = geometry.clamped(x + by[0], y + by[1])

    def _escape(self) -> None:
        self._editor.cancel()
        self._editor.selected = None
        self.cursor = None
