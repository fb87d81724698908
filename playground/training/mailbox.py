"""A mailbox with one slot: what is put in replaces what nobody has taken yet."""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """One slot between two threads, newest wins: a slow reader drops values and doesn't pile them up."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._value: T | None = None

    def put(self, value: T) -> bool:
        """Leave `value`; True if the slot was empty (so the reader has to be told)."""
        with self._lock:
            was_empty = self._value is None
            self._value = value
            return was_empty

    def take(self) -> T | None:
        """Take the newest value out; None if there is none."""
        with self._lock:
            value, self._value = self._value, None
            return value
