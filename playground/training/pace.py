"""How many steps to make before looking up: by the clock, or as slowly as a person wants to watch."""

from __future__ import annotations

from collections import deque

CHUNK_S = 0.004
"""Longest time between two looks at the commands, unless one step takes longer."""
_MAX_STEPS = 8192
_GROWTH = 4
_CATCH_UP_S = 0.05
"""A slow-motion run that fell behind makes up for so much; the rest is let go."""
_SHORTEST_SLEEP_S = 0.001


class Pace:
    """Chooses the number of steps of the next chunk from the time that the last ones took.

    The clock is read once a chunk, since for a tiny network a step takes little longer than reading it.
    """

    def __init__(self) -> None:
        self._step_s = 0.0
        self._last_steps = 0
        self._steps_per_second: float | None = None
        self._owed = 0.0
        self._owed_at: float | None = None

    @property
    def limited(self) -> bool:
        """Whether a speed is set."""
        return self._steps_per_second is not None

    def set_speed(self, steps_per_second: float | None) -> None:
        """Updates a second at most; None is as fast as it goes."""
        self._steps_per_second = steps_per_second if steps_per_second and steps_per_second > 0 else None
        self.restart()

    def restart(self) -> None:
        """Begin to count anew: after a pause nothing is owed."""
        self._owed, self._owed_at = 1.0, None

    def steps_due(self, now: float) -> int:
        """Steps to make now; 0 if it is too early for the next."""
        chunk = max(1, min(self._fast_chunk(), _MAX_STEPS))
        if self._steps_per_second is None:
            return chunk
        if self._owed_at is not None:
            self._owed += (now - self._owed_at) * self._steps_per_second
        self._owed_at = now
        self._owed = min(self._owed, max(1.0, _CATCH_UP_S * self._steps_per_second))
        # A hair less than a whole step counts: sleeping is never exact to the nanosecond.
        return min(int(self._owed + 1e-6), chunk)

    def _fast_chunk(self) -> int:
        if self._step_s <= 0:
            return 1
        return min(int(CHUNK_S / self._step_s), _GROWTH * max(self._last_steps, 1))

    def made(self, n_steps: int, seconds: float) -> None:
        """Learn how long `n_steps` took."""
        if not n_steps:
            return
        self._owed -= n_steps
        self._last_steps = n_steps
        step_s = seconds / n_steps
        self._step_s = step_s if self._step_s == 0 else 0.7 * self._step_s + 0.3 * step_s

    def seconds_to_next(self) -> float:
        """How long to sleep before the next step of a slow-motion run; 0 without a set speed."""
        if self._steps_per_second is None or self._owed >= 1:
            return 0.0
        return max((1.0 - self._owed) / self._steps_per_second, _SHORTEST_SLEEP_S)


class RateMeter:
    """Steps and samples a second, measured over about the last second."""

    WINDOW_S = 1.0
    _GRAIN_S = 0.05

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int, int]] = deque()

    def restart(self) -> None:
        """Forget the past, after a pause."""
        self._marks.clear()

    def mark(self, now: float, steps: int, samples: int) -> None:
        """Note how many steps and samples have been made in all."""
        marks = self._marks
        if len(marks) >= 2 and now - marks[-2][0] < self._GRAIN_S:
            marks[-1] = (now, steps, samples)
        else:
            marks.append((now, steps, samples))
        while len(marks) > 2 and now - marks[1][0] >= self.WINDOW_S:
            marks.popleft()

    def rates(self) -> tuple[float, float]:
        """Steps a second and samples a second; 0 before there is anything to measure."""
        if len(self._marks) < 2:
            return 0.0, 0.0
        (t0, steps0, samples0), (t1, steps1, samples1) = self._marks[0], self._marks[-1]
        seconds = max(t1 - t0, 1e-9)
        return (steps1 - steps0) / seconds, (samples1 - samples0) / seconds
