"""SIGINT and SIGTERM end the program as a closed window would.

Python runs its signal handlers only when the interpreter runs, and an idle Qt loop doesn't. The interpreter
writes a byte to a socket the moment a signal arrives; Qt watches that socket, and the reading wakes it up.
"""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication


class ProcessSignals(QObject):
    """Turns the first signal into a clean end; `received` tells which it was."""

    _asked_to_end = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.received: int | None = None
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._old_fd = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._old_handlers = {
            number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._asked_to_end.connect(self._on_asked_to_end, Qt.ConnectionType.QueuedConnection)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_wakeup)

    def uninstall(self) -> None:
        """Put the old handlers back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._old_fd)
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        # This may run in the middle of a paint event; what it asks for has to wait until that is over.
        self.received = number
        self._asked_to_end.emit()

    @Slot()
    def _on_asked_to_end(self) -> None:
        QApplication.closeAllWindows()
        QApplication.quit()

    @Slot()
    def _on_wakeup(self) -> None:
        # Reading is all: the handler above runs as soon as this Python code does.
        try:
            self._reader.recv(64)
        except OSError:
            return
