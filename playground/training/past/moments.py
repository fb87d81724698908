"""The moments of a run that are kept: spread over the time that a replay takes, within a number of bytes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from playground.training.checkpoint import Checkpoint

OVERHEAD_BYTES = 8192
"""Python's objects around the arrays of a moment: states of the generators, dicts, array headers."""
MOST_MOMENTS = 4096
_TILT = 0.1
"""Gaps at the start of the run may be so much larger than at its end before they weigh the same."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moment:
    """A run after `step` updates."""

    step: int
    seconds: float
    """Time of training up to here."""
    n_happened: int
    """How many things had come from outside."""
    checkpoint: Checkpoint

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        return OVERHEAD_BYTES + self.checkpoint.n_bytes


class Moments:
    """Moments in the order of their steps."""

    def __init__(self, moments: Iterable[Moment] = ()) -> None:
        self._moments = list(moments)
        self.n_bytes = sum(moment.n_bytes for moment in self._moments)

    def __len__(self) -> int:
        return len(self._moments)

    def __iter__(self) -> Iterator[Moment]:
        return iter(self._moments)

    @property
    def steps(self) -> list[int]:
        """Their steps."""
        return [moment.step for moment in self._moments]

    @property
    def first(self) -> Moment:
        """The oldest one."""
        return self._moments[0]

    @property
    def newest(self) -> Moment:
        """The newest one."""
        return self._moments[-1]

    def add(self, moment: Moment) -> None:
        """Keep a moment; those of the same and of later steps go."""
        self.truncate(moment.step - 1)
        self._moments.append(moment)
        self.n_bytes += moment.n_bytes

    def before(self, step: int) -> Moment:
        """The newest one before `step`, from which at least one update leads there; else the first."""
        return self._moments[max(bisect_left(self._moments, step, key=lambda moment: moment.step) - 1, 0)]

    def up_to(self, step: int, n_happened: int) -> Moments:
        """Those up to a moment; shared, not copied."""
        return Moments(
            moment for moment in self._moments if moment.step <= step and moment.n_happened <= n_happened
        )

    def truncate(self, step: int) -> None:
        """Forget those after `step`."""
        while self._moments and self._moments[-1].step > step:
            self.n_bytes -= self._moments.pop().n_bytes

    def halve(self) -> None:
        """Let go of every second one; the first and the newest stay."""
        self._moments = [*self._moments[:-1:2], self._moments[-1]]
        self.n_bytes = sum(moment.n_bytes for moment in self._moments)

    def thin(self, n_bytes: int) -> bool:
        """Let go of some until they fit; the first and the newest stay whatever they take.

        Each time the one goes whose going leaves the shortest replay, of equal ones the oldest: so gaps
        differ by at most a factor of two or so (the largest was 1.7 times the mean), and the past gets
        thin first.

        Returns
        -------
        bool
            Whether some went.
        """
        n_before = len(self._moments)
        while len(self._moments) > 2 and (self.n_bytes > n_bytes or len(self._moments) > MOST_MOMENTS):
            seconds = np.array([moment.seconds for moment in self._moments])
            age = (seconds[-1] - seconds[1:-1]) / max(seconds[-1] - seconds[0], 1e-9)
            gaps = (seconds[2:] - seconds[:-2]) * (1.0 - _TILT * age)
            self.n_bytes -= self._moments.pop(1 + int(np.argmin(gaps))).n_bytes
        return len(self._moments) < n_before
