"""`--engine inline`: the window itself makes the updates, some between two frames. For debugging."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot

from playground.app.run_control import RunControl
from playground.training.controller import TrainingController

INTERVAL_MS = 16
SHARE_S = 0.008
"""Time for updates in each interval; the rest is for drawing."""


class InlineDrive(QObject):
    """Makes updates while the run trains. Lives in the GUI thread."""

    def __init__(self, controller: TrainingController, run: RunControl, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._run = run
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def stop(self) -> None:
        """Make no more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        end = perf_counter() + SHARE_S
        while self._run.is_training and perf_counter() < end:
            self._controller.run_steps(1)
