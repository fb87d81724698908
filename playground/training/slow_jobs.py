"""Work that takes longer than a frame: done in slices, beside training, each job with a share of the time.

The shares are small because the window promises at least 85 % of the headless rate with every instrument
open, and the process border and a busy second core take up to 13 % already. What has nothing to show yet may
take more.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from time import perf_counter
from typing import TypeVar

from playground.engine.subnormals import subnormals_as_zero

SLICE_S = 0.004
_MOST_CREDIT_S = 0.01

Result = TypeVar("Result")
Work = Generator[None, None, Result]
"""Yields between slices, and returns what comes out."""


def finished(work: Work[Result]) -> Result:
    """Drive work to its end at a stretch, and return what comes out."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: Result = end.value
            return result


class SlowJob:
    """A generator that yields between slices of some milliseconds, and how much of the time it may take.

    A new generator replaces one that is running: the newest request wins.
    """

    def __init__(self) -> None:
        self._work: Iterator[object] | None = None
        self.share = 0.0
        self.is_urgent = False
        """Whether training waits for it."""
        self.credit_s = 0.0
        """Seconds that were earned and not used yet; below 0 after a slice that took longer."""

    @property
    def running(self) -> bool:
        """Whether there is anything left to do."""
        return self._work is not None

    def start(self, work: Iterator[object], share: float, *, is_urgent: bool = False) -> None:
        """Begin `work`, dropping what was running."""
        self._work = work
        self.share = share
        self.is_urgent = is_urgent

    def stop(self) -> None:
        """Drop what is running."""
        self._work = None
        self.credit_s = 0.0

    def earn(self, seconds: float) -> None:
        """Time has passed; the job may use its share of it."""
        self.credit_s = min(self.credit_s + self.share * seconds, _MOST_CREDIT_S)

    @property
    def may_run(self) -> bool:
        """Whether the job has something to do and has earned a slice."""
        return self._work is not None and self.credit_s > 0

    def run_on_credit(self) -> float:
        """Work for as long as was earned, in slices; return the seconds used."""
        return self.run(min(self.credit_s, SLICE_S))

    def run(self, most_seconds: float) -> float:
        """Work for at least one slice, and on until `most_seconds` are over; return the seconds used."""
        with subnormals_as_zero():
            return self._run(most_seconds)

    def _run(self, most_seconds: float) -> float:
        started = perf_counter()
        used = 0.0
        while self._work is not None:
            try:
                next(self._work)
            except StopIteration:
                self._work = None
            used = perf_counter() - started
            if used >= most_seconds:
                break
        self.credit_s -= used
        return used
