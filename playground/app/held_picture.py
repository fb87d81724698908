"""Keeps the last picture on the screen while a new run sets out, so that a click on + doesn't blink."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

LONGEST_MS = 800
"""Then an empty picture says more than an old one."""


class HeldPicture(QObject):
    """Stops `views` from painting until the first frame of the new run; what they hold changes at once."""

    def __init__(self, views: Callable[[], Iterable[QWidget]], parent: QObject) -> None:
        super().__init__(parent)
        self._views = views
        self._was_opaque: dict[QWidget, bool] = {}
        """Of the views that are held."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LONGEST_MS)
        self._timer.timeout.connect(self.release)

    @property
    def is_held(self) -> bool:
        """Whether the screen shows a picture that is past."""
        return self._timer.isActive()

    def hold(self) -> None:
        """Leave on the screen what is there."""
        opaque = Qt.WidgetAttribute.WA_OpaquePaintEvent
        for view in self._views():
            self._was_opaque.setdefault(view, view.testAttribute(opaque))
            # Else what lies below would be painted over it.
            view.setAttribute(opaque, True)
            view.setUpdatesEnabled(False)
        self._timer.start()

    @Slot()
    def release(self) -> None:
        """Paint again."""
        self._timer.stop()
        held, self._was_opaque = self._was_opaque, {}
        for view, was_opaque in held.items():
            view.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, was_opaque)
            view.setUpdatesEnabled(True)
