"""The keys of the microscope: → ← page, ↑ ↓ neuron, Shift+→ ← layer, Page Up and Down phase, Home and End."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

Move = tuple[str, int]
"""(by `page`, `unit`, `layer`, `phase` or `end`; 1 or −1)."""

_PLAIN: dict[Qt.Key, Move] = {
    Qt.Key.Key_Right: ("page", 1),
    Qt.Key.Key_Left: ("page", -1),
    Qt.Key.Key_Down: ("unit", 1),
    Qt.Key.Key_Up: ("unit", -1),
    Qt.Key.Key_PageDown: ("phase", 1),
    Qt.Key.Key_PageUp: ("phase", -1),
    Qt.Key.Key_End: ("end", 1),
    Qt.Key.Key_Home: ("end", -1),
}
_SHIFTED: dict[Qt.Key, Move] = {Qt.Key.Key_Right: ("layer", 1), Qt.Key.Key_Left: ("layer", -1)}


def move_of(event: QKeyEvent) -> Move | None:
    """Where a key leads; None if it is none of these."""
    # The arrows of the number block carry a modifier of their own.
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    try:
        key = Qt.Key(event.key())
    except ValueError:
        return None
    if modifiers == Qt.KeyboardModifier.ShiftModifier:
        return _SHIFTED.get(key)
    return _PLAIN.get(key) if modifiers == Qt.KeyboardModifier.NoModifier else None
