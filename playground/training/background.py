"""The slow work beside training: evaluations, grids of the loss surface, and inspections of many examples."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Protocol

from playground.training.frames import FrameMaker
from playground.training.messages import RunState
from playground.training.pace import Pace
from playground.training.slow_jobs import SLICE_S, SlowJob

EVALUATION_SHARE = 0.02
FIRST_EVALUATION_SHARE = 0.3
QUESTION_SHARE = 0.3
"""Somebody waits for the answer."""
IDLE_SHARE = 0.5
"""Share of all of them in a slow-motion run, which has time to spare but shall not heat the room."""


class Keeper(Protocol):
    """What keeps a value fresh while somebody looks at it, by slow work."""

    def wanted(self, now: float) -> bool:
        """Whether somebody looks."""

    @property
    def request_changed(self) -> bool:
        """Whether the work that is running isn't what is wanted any more."""

    @property
    def share(self) -> float:
        """Share of the time that it may take while training."""

    def next_work(self) -> Iterator[object] | None:
        """The next work; None if what is shown is up to date."""


class Background:
    """Starts the slow jobs of a run when they are due, and gives them their slices.

    While training each has its share of the time; while paused they have all of it, and when nothing is left
    to do, none.
    """

    def __init__(self, frames: FrameMaker, pace: Pace) -> None:
        self._session = frames.session
        self._pace = pace
        self._evaluation = SlowJob()
        instruments = frames.instruments
        *quick, long = instruments.inspections.slow_views
        keepers: tuple[Keeper, ...] = (*quick, instruments.surface, long)
        self._kept = tuple((keeper, SlowJob()) for keeper in keepers)
        self._question = SlowJob()
        self._jobs = (self._question, self._evaluation, *(job for _, job in self._kept))
        self._looked_at = perf_counter()

    @property
    def busy(self) -> bool:
        """Whether anything is left to do."""
        return any(job.running for job in self._jobs)

    def answer(self, work: Iterator[object]) -> None:
        """Work on the answer to a question; the newest one is what somebody waits for."""
        self._question.start(work, QUESTION_SHARE)

    def drop(self) -> None:
        """Forget what is being computed: the run has gone back to an earlier step."""
        for job in self._jobs:
            job.stop()

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
        running = [job for job in self._jobs if job.running]
        if session.state is not RunState.TRAINING:
            return running[0].run(SLICE_S) if running else 0.0
        for job in running:
            job.earn(passed)
        used = 0.0
        # Who has waited longest comes first; the others wait for the next round, so that a frame need not.
        for job in sorted(running, key=lambda job: -job.credit_s):
            if job.may_run and used < SLICE_S:
                used += job.run_on_credit()
        return used

    def start_what_is_due(self, now: float) -> None:
        """Begin the evaluation and what is looked at and out of date, on the weights of this moment."""
        session = self._session
        training = session.state is RunState.TRAINING
        if not self._evaluation.running and not session.awaits_evaluation:
            due = session.evaluation_due if training else session.evaluation_is_old
            if due:
                share = EVALUATION_SHARE if session.step else FIRST_EVALUATION_SHARE
                self._evaluation.start(session.evaluation_work(), share)
        for keeper, job in self._kept:
            if not keeper.wanted(now):
                job.stop()
                continue
            if keeper.request_changed or not job.running:
                work = keeper.next_work()
                if work is not None:
                    job.start(work, keeper.share)
            job.share = keeper.share
        if self._pace.limited:
            running = [job for _, job in self._kept if job.running]
            for job in running:
                job.share = IDLE_SHARE / len(running)
