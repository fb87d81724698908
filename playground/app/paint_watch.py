"""Notices when a window paints, so that frames can be counted and none is made faster than it is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget


class PaintWatch(QObject):
    """Tells each time one of the watched top-level widgets is about to flush what was drawn."""

    painted = Signal()

    def watch(self, widget: QWidget) -> None:
        """Watch `widget` too; a dock counts while it floats."""
        widget.installEventFilter(self)

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted.emit()
        return False
