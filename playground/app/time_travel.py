"""The time machine of the window: the timeline and the cursor ask, the engine shows that moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.run_control import RunControl
from playground.training.controller import TrainingController
from playground.training.messages import EventKind, Recording, RunEvent, Seek, Snapshot

_AT_REST = (EventKind.SOUGHT, EventKind.PAUSED, EventKind.FINISHED, EventKind.RESTORED)


class TimeTravel(QObject):
    """Sends one wish at a time: while a moment is on its way, only the newest other one waits. GUI thread."""

    recording_changed = Signal(object)
    """`Recording`, whenever a snapshot brings it."""

    def __init__(self, controller: TrainingController, run: RunControl, parent: QObject) -> None:
        super().__init__(parent)
        self._controller = controller
        self._run = run
        self._recording: Recording | None = None
        self._open_step: int | None = None
        self._waiting_step: int | None = None
        self._told_step: int | None = None
        """Where a paused run stands, by the last event; frames come later."""
        run.event_told.connect(self._on_event_told)
        run.run_started.connect(self._on_run_started)

    @property
    def recording(self) -> Recording | None:
        """What of the run can be shown, as far as is known."""
        return self._recording

    @Slot(object)
    def take_snapshot(self, snapshot: Snapshot) -> None:
        """Keep what the newest frame says about the recording."""
        if snapshot.recording is not None:
            self._recording = snapshot.recording
            self._run.in_past = snapshot.recording.is_past
            self.recording_changed.emit(snapshot.recording)
            if snapshot.recording.target_step is not None and self._waiting_step is not None:
                # A jump that takes so long is not waited for.
                self._open_step, step, self._waiting_step = None, self._waiting_step, None
                self.seek(step)

    @Slot(int)
    def seek(self, step: int) -> None:
        """Show the run as it was after `step` updates."""
        if self._run.is_training:
            self._run.pause()
        if self._recording is not None:
            # What is changed before the moment has come is meant for that moment.
            self._run.in_past = step < self._recording.newest_step
        if self._open_step is not None:
            self._waiting_step = step
            return
        self._open_step = step
        self._controller.send(Seek(step=step))

    @Slot()
    def step_back(self) -> None:
        """One update back, exactly: from the moment that was last wished for, be it shown yet or not."""
        if self._recording is None:
            return
        known = (self._waiting_step, self._open_step, self._told_step, self._recording.step)
        at = next(step for step in known if step is not None)
        if at > 0:
            self.seek(at - 1)

    @Slot()
    def to_newest(self) -> None:
        """Back to where the run has come to."""
        if self._recording is not None:
            self.seek(self._recording.newest_step)

    @Slot()
    def play(self) -> None:
        """Run on from the moment shown: what is recorded comes again, bit for bit."""
        self._run.train()

    @Slot(object)
    def _on_event_told(self, event: RunEvent) -> None:
        if event.kind in _AT_REST:
            self._told_step = event.step
        elif event.kind in (EventKind.TRAINING, EventKind.ENGINE_LOST):
            self._told_step = None
        if event.kind is EventKind.SOUGHT:
            self._run.in_past = event.details["step"] < event.details["newest_step"]
        if event.kind in (EventKind.SOUGHT, EventKind.ERROR, EventKind.ENGINE_LOST):
            self._open_step, waiting = None, self._waiting_step
            self._waiting_step = None
            if waiting is not None and event.kind is EventKind.SOUGHT:
                self.seek(waiting)

    @Slot()
    def _on_run_started(self) -> None:
        self._recording = self._open_step = self._waiting_step = self._told_step = None
        self._run.in_past = False
