"""Drawing with the arrow keys: a pen that moves in steps, put down and lifted with the space bar."""

from __future__ import annotations

from PySide6.QtCore import Qt

from playground.canvas.drawing import SIDE

Point = tuple[float, float]

_STEP = 10.0
_FINE_STEP = 3.0
_DIRECTIONS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    # The number pad without its lock, for slanted lines.
    Qt.Key.Key_Home: (-1, -1),
    Qt.Key.Key_PageUp: (1, -1),
    Qt.Key.Key_End: (-1, 1),
    Qt.Key.Key_PageDown: (1, 1),
}


class KeyboardPen:
    """Where the keyboard's pen is. The first arrow key shows it, drawing with the mouse hides it."""

    def __init__(self) -> None:
        self.position: Point = (0.0, 0.0)
        self.is_shown = False
        self.is_down = False

    def moves(self, key: int) -> bool:
        """Whether this key moves the pen."""
        return key in _DIRECTIONS

    def move(self, key: int, fine: bool) -> Point:
        """Move one step, inside the canvas."""
        direction = _DIRECTIONS[Qt.Key(key)]
        step = _FINE_STEP if fine else _STEP
        limit = SIDE / 2
        x, y = (
            min(max(at + step * d, -limit), limit) for at, d in zip(self.position, direction, strict=True)
        )
        self.position = (x, y)
        self.is_shown = True
        return self.position

    def hide(self) -> None:
        """Put the pen away."""
        self.is_shown = self.is_down = False
