"""Values that are shown sixty times a second for a small network, and less often for a large one."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Generic, TypeVar

T = TypeVar("T")

SHARE = 0.005
"""Share of the time that keeping one value fresh may take."""


class PacedValue(Generic[T]):
    """A value that follows the steps of a run, made anew at most so often that it takes its share of time.

    Parameters
    ----------
    shortest_s : float
        Not more often than this on average, however cheap it is.
    share : float
        Of the time.
    """

    def __init__(self, shortest_s: float = 0.0, share: float = SHARE) -> None:
        self._shortest_s = shortest_s
        self._share = share
        self.forget()

    def forget(self) -> None:
        """Compute anew at the next request."""
        self._value: T | None = None
        self._key: object = None
        self._step = -1
        self._next_at = float("-inf")

    def get(self, key: object, step: int, now: float, make: Callable[[], T]) -> T:
        """The value for `step`, or one of a moment before.

        `key` says what it is a value of: with another key it is computed at once.
        """
        value = self._value
        if value is not None and key == self._key and (step == self._step or now < self._next_at):
            return value
        started = perf_counter()
        value = make()
        took = perf_counter() - started
        self._value, self._key, self._step = value, key, step
        gap = max(self._shortest_s, took / self._share)
        # Counted from when it was due, not from when the frame came: else 30 a second would become 20. One
        # that another key has called for before its time doesn't put off the next.
        is_on_time = 0.0 <= now - self._next_at < gap
        self._next_at = (self._next_at if is_on_time else now) + gap
        return value
