"""The run that is shown and trained, with everything that serves it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
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
        self._way: Iterator[None] | None = None

    def begin(self) -> None:
        """Evaluate and save the start before the first step changes it."""
        self.background.start_what_is_due(perf_counter())
        self.saver.save()

    @property
    def is_on_the_way(self) -> bool:
        """Whether a jump has begun that has not arrived yet."""
        return self._way is not None

    def set_out(self, step: int) -> None:
        """Begin to show another moment of the run; a jump that was on its way is given up."""
        self.background.drop()
        self.saver.save()
        self._way = self.recorder.seeking(step)

    def go_on(self, seconds: float = math.inf) -> bool:
        """Follow the way for so long, at least a little; True if it has arrived."""
        if self._way is None:
            return True
        ends_at = perf_counter() + seconds
        has_arrived = all(perf_counter() < ends_at for _ in self._way)
        if has_arrived:
            self._way = None
        self.frames.instruments.moved()
        return has_arrived

    def seek(self, step: int) -> None:
        """Show another moment of the run, however long that takes."""
        self.set_out(step)
        self.go_on()

    def truncate(self) -> None:
        """The run has gone back for good: forget what came after this moment."""
        self.background.drop()
        self.frames.instruments.truncate(self.session.step)
        self.recorder.truncate()
        self.saver.forget()
