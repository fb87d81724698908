"""Notices when a window paints, so that frames can be counted and none is made faster than it is shown; and
sees to it that a frame is painted in one go."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

_RELEASE = QEvent.Type(QEvent.registerEventType())
_PAINT_PRIORITY = Qt.EventPriority.LowEventPriority.value
"""That of Qt's own requests to paint."""


class PaintWatch(QObject):
    """Tells each time one of the watched top-level widgets is about to flush what was drawn."""

    painted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_held = False
        self._waiting: list[QWidget] = []

    def watch(self, widget: QWidget) -> None:
        """Watch `widget` too; a dock counts while it floats."""
        widget.installEventFilter(self)

    @Slot()
    def hold(self) -> None:
        """Paint nothing before all that is waiting now has been heard.

        Each graphics scene that has changed tells its view by an event of its own, and the view then paints
        the whole window at once: four plots and the network were five paintings of one frame.
        """
        if not self._is_held:
            self._is_held = True
            QCoreApplication.postEvent(self, QEvent(_RELEASE), _PAINT_PRIORITY - 1)

    def _release(self) -> None:
        self._is_held = False
        waiting, self._waiting = self._waiting, []
        for widget in waiting:
            QCoreApplication.postEvent(widget, QEvent(QEvent.Type.UpdateRequest), _PAINT_PRIORITY)

    # Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == _RELEASE:
            self._release()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.UpdateRequest:
            return False
        if self._is_held:
            if isinstance(watched, QWidget) and watched not in self._waiting:
                self._waiting.append(watched)
            return True
        self.painted.emit()
        return False
