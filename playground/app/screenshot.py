"""`--screenshot`: the real window trains for a while and is written to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from playground.app.startup import WindowSession

ENGINE_PATIENCE_MS = 20_000


class Screenshot(QObject):
    """Waits for the first frame of a run, then for the given time, writes the picture and quits."""

    def __init__(self, session: WindowSession, path: Path, after_s: float) -> None:
        super().__init__(session)
        self._session = session
        self._path = path
        self._training = QTimer(self, singleShot=True, interval=round(1000 * after_s))
        self._training.timeout.connect(self._take)
        self._patience = QTimer(self, singleShot=True, interval=ENGINE_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)
        self._patience.start()
        assert session.window is not None
        session.window.frame_painted.connect(self._on_frame_painted)

    @Slot(object)
    def _on_frame_painted(self, _snapshot: object) -> None:
        if self._patience.isActive():
            self._patience.stop()
            self._training.start()

    @Slot()
    def _take(self) -> None:
        window = self._session.window
        if window is not None and not window.grab().save(str(self._path)):
            self._session.failure = f"The picture can't be written to {self._path}."
        self._leave()

    @Slot()
    def _give_up(self) -> None:
        self._session.failure = "The engine did not answer in time; there is nothing to show."
        self._leave()

    def _leave(self) -> None:
        window = self._session.window
        if window is not None:
            window.close()
        QApplication.quit()
