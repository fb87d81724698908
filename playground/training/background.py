"""The slow work beside training: evaluations, and the grids of the loss surface."""

from __future__ import annotations

from time import perf_counter

from playground.training.frames import FrameMaker
from playground.training.messages import RunState
from playground.training.pace import Pace
from playground.training.slow_jobs import SLICE_S, SlowJob

EVALUATION_SHARE = 0.02
FIRST_EVALUATION_SHARE = 0.3
IDLE_SHARE = 0.5
"""Share of a slow-motion run, which has time to spare but shall not heat the room."""


class Background:
    """Starts the slow jobs of a run when they are due, and gives them their slices.

    While training each has its share of the time; while paused they have all of it, and when nothing is left
    to do, none.
    """

    def __init__(self, frames: FrameMaker, pace: Pace) -> None:
        self._session = frames.session
        self._surface_keeper = frames.instruments.surface
        self._pace = pace
        self._evaluation = SlowJob()
        self._surface = SlowJob()
        self._looked_at = perf_counter()

    @property
    def busy(self) -> bool:
        """Whether anything is left to do."""
        return self._evaluation.running or self._surface.running

    def drop(self) -> None:
        """Forget what is being computed: the run has gone back to an earlier step."""
        self._evaluation.stop()
        self._surface.stop()

    def decide(self) -> None:
        """Work on the evaluation that the next training step waits for."""
        if not self._evaluation.running or not self._evaluation.is_urgent:
            self._evaluation.start(self._session.evaluation_work(), 1.0, is_urgent=True)
        self._evaluation.run(SLICE_S)

    def work(self) -> float:
        """Give the jobs their slices; return the seconds they took."""
        session = self._session
        now = perf_counter()
        passed, self._looked_at = now - self._looked_at, now
        self.start_what_is_due(now)
        if session.awaits_evaluation:
            return 0.0
        jobs = (self._evaluation, self._surface)
        if session.state is not RunState.TRAINING:
            first = next((job for job in jobs if job.running), None)
            return first.run(SLICE_S) if first else 0.0
        for job in jobs:
            job.earn(passed)
        return sum(job.run_on_credit() for job in jobs if job.may_run)

    def start_what_is_due(self, now: float) -> None:
        """Begin the evaluation and the grid that should be under way, on the weights of this moment."""
        session, surface = self._session, self._surface_keeper
        training = session.state is RunState.TRAINING
        if not self._evaluation.running and not session.awaits_evaluation:
            due = session.evaluation_due if training else session.evaluation_is_old
            if due:
                share = EVALUATION_SHARE if session.step else FIRST_EVALUATION_SHARE
                self._evaluation.start(session.evaluation_work(), share)
        if not surface.wanted(now):
            self._surface.stop()
        elif surface.request_changed or not self._surface.running:
            work = surface.next_work()
            if work is not None:
                self._surface.start(work, surface.share)
        self._surface.share = IDLE_SHARE if self._pace.limited else surface.share
