"""The drawing asks, the network answers: at once after each stroke, and again while training goes on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Slot

from playground.app.frame_clock import FrameClock
from playground.canvas.panel import DigitPanel
from playground.training.controller import TrainingController
from playground.training.messages import FloatArray, FrameRequest, Snapshot


class DrawingProbe(QObject):
    """Sends what is drawn, hands the newest answer to the panel. Lives in the GUI thread."""

    def __init__(self, controller: TrainingController, panel: DigitPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._panel = panel
        self._clock: FrameClock | None = None
        self._drawing: FloatArray | None = None
        self._first_id = 0
        panel.drawing_changed.connect(self._on_drawing_changed)
        controller.snapshot_arrived.connect(self._on_snapshot_arrived)

    def set_clock(self, clock: FrameClock) -> None:
        """Ids of requests come from the clock, so that all of them grow together."""
        self._clock = clock

    def add_to_request(self, wanted: dict[str, Any]) -> None:
        """The standing drawing goes along with every frame, so that its answer learns with the network."""
        if self._drawing is not None:
            wanted["probe"] = self._drawing

    @Slot(object)
    def _on_drawing_changed(self, drawing: FloatArray | None) -> None:
        if self._clock is None:
            return
        self._drawing = drawing
        self._clock.wake()
        if drawing is None:
            self._first_id = self._clock.take_request_id()
            self._panel.set_answer(None)
            return
        # Answers to what was drawn before this moment are out of date.
        self._first_id = self._clock.take_request_id()
        self._controller.request_frame(FrameRequest(request_id=self._first_id, probe=drawing))

    @Slot(object)
    def _on_snapshot_arrived(self, snapshot: Snapshot) -> None:
        if snapshot.probe is not None and snapshot.request_id >= self._first_id and self._drawing is not None:
            self._panel.set_answer(snapshot.probe)
