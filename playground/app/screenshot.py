"""`--screenshot`: the real window trains for a while and is written to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from playground.app.main_window import MainWindow

ENGINE_PATIENCE_MS = 20_000
MICROSCOPE_MS = 1_500
"""The microscope gets this long to ask the engine and to show its first page."""


class Screenshot(QObject):
    """Waits for the first frame of a run, then for the given time, writes the picture and quits."""

    failed = Signal(str)
    """Why there is no picture, in one sentence."""

    def __init__(
        self, window: MainWindow, path: Path, after_s: float, parent: QObject, *, microscope: bool = False
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._path = path
        self._training = QTimer(self, singleShot=True, interval=round(1000 * after_s))
        self._training.timeout.connect(self._open_microscope if microscope else self._take)
        self._patience = QTimer(self, singleShot=True, interval=ENGINE_PATIENCE_MS)
        self._patience.timeout.connect(self._give_up)
        self._patience.start()
        window.frame_painted.connect(self._on_frame_painted)

    @Slot(object)
    def _on_frame_painted(self, _snapshot: object) -> None:
        if self._patience.isActive():
            self._patience.stop()
            self._training.start()

    @Slot()
    def _open_microscope(self) -> None:
        self._window.command["microscope"].setChecked(True)
        QTimer.singleShot(MICROSCOPE_MS, self, self._take)

    @Slot()
    def _take(self) -> None:
        if not self._window.grab().save(str(self._path)):
            self.failed.emit(f"The picture can't be written to {self._path}.")
        self._leave()

    @Slot()
    def _give_up(self) -> None:
        self.failed.emit("The engine did not answer in time; there is nothing to show.")
        self._leave()

    def _leave(self) -> None:
        self._window.close()
        QApplication.quit()
