"""The past of a curve, copied anew only when the curve has grown by as much as the eye can see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

GRAIN = 0.001
"""A thousandth of a curve's length is about a pixel."""


class Unhurried(Generic[T]):
    """A view of a growing series; the same object again while the series is hardly longer.

    Asked twice at the same step (training has stopped, or is slow), it is exact.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Make it anew at the next request."""
        self._value: T | None = None
        self._made_at = 0
        self._asked_at = -1

    def get(self, step: int, make: Callable[[], T]) -> T:
        """The view at `step`, or that of a little earlier."""
        has_settled = step == self._asked_at
        self._asked_at = step
        value = self._value
        if value is not None and (
            step == self._made_at or (not has_settled and step - self._made_at < GRAIN * step)
        ):
            return value
        value = self._value = make()
        self._made_at = step
        return value
