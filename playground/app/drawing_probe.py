"""The drawing asks, the network answers: at once after each stroke, and again while training goes on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.frame_clock import FrameClock
from playground.canvas.panel import DigitPanel
from playground.training.controller import TrainingController
from playground.training.messages import FloatArray, FrameRequest, Snapshot


class DrawingProbe(QObject):
    """Sends what is drawn, hands the newest answer to the panel. Lives in the GUI thread."""

    example_named = Signal(str)
    """Which example of the data the network is shown; nothing: what is drawn, or none in particular."""

    def __init__(self, controller: TrainingController, panel: DigitPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._panel = panel
        self._clock: FrameClock | None = None
        self._drawing: FloatArray | None = None
        self._example: FloatArray | None = None
        self._example_name = ""
        self._looked_into: FloatArray | None = None
        self._first_id = 0
        panel.drawing_changed.connect(self._on_drawing_changed)
        controller.snapshot_arrived.connect(self._on_snapshot_arrived)

    @property
    def drawing(self) -> FloatArray | None:
        """What is drawn, as the network takes it; None for nothing."""
        return self._drawing

    def set_clock(self, clock: FrameClock) -> None:
        """Ids of requests come from the clock, so that all of them grow together."""
        self._clock = clock

    def add_to_request(self, wanted: dict[str, Any]) -> None:
        """The standing drawing goes along with every frame, so that its answer learns with the network."""
        if self._shown is not None:
            wanted["probe"] = self._shown
            if self._is_in_panel:
                self._panel.add_to_request(wanted)

    @property
    def _shown(self) -> FloatArray | None:
        standing = self._drawing if self._drawing is not None else self._example
        return self._looked_into if self._looked_into is not None else standing

    @property
    def _is_in_panel(self) -> bool:
        """Whether the answers are about what the panel shows as the input: a drawing stays there."""
        return self._looked_into is None or self._drawing is None

    def show_example(self, x: FloatArray | None, name: str = "") -> None:
        """Show an example of the data in the network instead of a drawing; None shows none.

        The next drawing takes its place.
        """
        self._example, self._example_name, self._looked_into = x, name, None
        self._panel.show_example(x)
        self.example_named.emit(name)
        if x is not None and self._drawing is not None:
            self._drawing = None
            self._panel.canvas.clear()
        self._ask_anew()

    def look_into(self, x: FloatArray | None, name: str = "") -> None:
        """Show the example that the microscope takes apart; None goes back to what is drawn or picked.

        A drawing stays on its canvas meanwhile, without an answer; the next stroke takes the place of the
        example.
        """
        if x is None and self._looked_into is None:
            return
        self._looked_into = x
        if self._drawing is None:
            self._panel.show_example(x if x is not None else self._example)
        elif x is not None:
            self._panel.set_answer(None)
        self.example_named.emit(name if x is not None else self._example_name)
        self._ask_anew()

    def _ask_anew(self) -> None:
        if self._clock is not None:
            # Answers to what was shown before this moment are out of date.
            self._first_id = self._clock.take_request_id()
            self._clock.wake()

    @Slot(object)
    def _on_drawing_changed(self, drawing: FloatArray | None) -> None:
        if self._clock is None:
            return
        self._drawing = drawing
        if drawing is not None and (self._example is not None or self._looked_into is not None):
            self._example = self._looked_into = None
            self._example_name = ""
            self.example_named.emit("")
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
        if snapshot.request_id < self._first_id or self._shown is None or not self._is_in_panel:
            return
        if snapshot.probe is not None:
            self._panel.set_answer(snapshot.probe)
        if snapshot.saliency is not None:
            self._panel.set_saliency(snapshot.saliency)
