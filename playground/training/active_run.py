"""The run that is shown and trained, with everything that serves it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from playground.training import messages as m
from playground.training.background import Background
from playground.training.checkpoint_saver import CheckpointSaver
from playground.training.frames import FrameMaker
from playground.training.pace import Pace
from playground.training.past.recorder import Recorder
from playground.training.session import Session


class ActiveRun:
    """One session with its instruments, slow work, checkpoints and recording.

    Parameters
    ----------
    run_id : int
    session : Session
    recorder : Recorder
    pace : Pace
    send : callable
        Takes a message for the window.
    """

    def __init__(
        self,
        run_id: int,
        session: Session,
        recorder: Recorder,
        pace: Pace,
        send: Callable[[m.Message], None],
    ) -> None:
        self.run_id = run_id
        self.session = session
        self.recorder = recorder
        self.frames = FrameMaker(session)
        self.background = Background(self.frames, pace)
        self.saver = CheckpointSaver(session, run_id, send)

    def begin(self) -> None:
        """Evaluate and save the start before the first step changes it."""
        self.background.start_what_is_due(perf_counter())
        self.saver.save()

    def seek(self, step: int) -> None:
        """Show another moment of the run."""
        self.background.drop()
        self.saver.save()
        self.recorder.seek(step)
        self.frames.instruments.moved()

    def truncate(self) -> None:
        """The run has gone back for good: forget what came after this moment."""
        self.background.drop()
        self.frames.instruments.truncate(self.session.step)
        self.recorder.truncate()
        self.saver.forget()
