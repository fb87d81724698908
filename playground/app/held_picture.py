"""Keeps the last picture on the screen while a new run sets out, so that a click on + doesn't blink."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QWidget

LONGEST_MS = 800
"""Then an empty picture says more than an old one."""


class HeldPicture(QObject):
    """Stops `views` from painting until the first frame of the new run; what they hold changes at once."""

    def __init__(self, views: Iterable[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._views = tuple(views)
        opaque = Qt.WidgetAttribute.WA_OpaquePaintEvent
        self._was_opaque = {view: view.testAttribute(opaque) for view in self._views}
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
        for view in self._views:
            # Else what lies below would be painted over it.
            view.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, True)
            view.setUpdatesEnabled(False)
        self._timer.start()

    @Slot()
    def release(self) -> None:
        """Paint again."""
        if not self._timer.isActive() and all(view.updatesEnabled() for view in self._views):
            return
        self._timer.stop()
        for view in self._views:
            view.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, self._was_opaque[view])
            view.setUpdatesEnabled(True)
