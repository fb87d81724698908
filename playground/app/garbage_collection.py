"""Collects reference cycles in the GUI thread only.

Python's collector runs in whichever thread happens to allocate, and may then destroy a Qt object outside the
GUI thread, which crashes. So it is switched off and called from a timer here.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000
FULL_EVERY = 30


class GarbageCollection(QObject):
    """Owns the collector while it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ticks = 0
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back to Python."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    @Slot()
    def _on_timeout(self) -> None:
        self._ticks += 1
        gc.collect(2 if self._ticks % FULL_EVERY == 0 else 1)
