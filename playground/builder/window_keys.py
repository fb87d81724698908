"""Which keys a field for a number leaves to the window, so that its shortcuts work while one types."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def is_for_window(event: QEvent, *, is_untouched: bool, is_whole: bool) -> bool:
    """Whether `event` asks about a key that is no part of a number.

    A space never is, nor is `>`. A dot or a comma can't begin a whole number, and undo has nothing to take
    back as long as nothing has been typed (`is_untouched`).
    """
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    key, modifiers = event.key(), event.modifiers()
    if key == Qt.Key.Key_Greater or (
        key == Qt.Key.Key_Period and modifiers == Qt.KeyboardModifier.ShiftModifier
    ):
        return True
    if modifiers in _PLAIN:
        is_dot = key in (Qt.Key.Key_Period, Qt.Key.Key_Comma) and modifiers == _PLAIN[0]
        return key == Qt.Key.Key_Space or (is_dot and is_untouched and is_whole)
    is_other_redo = event.keyCombination().toCombined() == (Qt.Modifier.CTRL | Qt.Key.Key_Y).toCombined()
    return is_untouched and (is_other_redo or any(event.matches(key) for key in _UNDO))
