"""What is computed in slices beside training, while somebody looks at it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Generic, TypeVar

from playground.training.frozen import FrozenCopy
from playground.training.session import Session

R = TypeVar("R")
V = TypeVar("V")

_FORGOTTEN_S = 1.0
"""Nobody has asked for so long: the view is hidden."""


class SlowView(ABC, Generic[R, V]):
    """Keeps one value fresh: what was asked for last (R), answered (V) on the weights of one moment.

    The newest request wins. The work is a generator that freezes the network first, yields the share that is
    done between slices of some milliseconds, and puts its result into `newest`.
    """

    SHARE: ClassVar[float] = 0.01
    """Of the time while training, to follow the network."""
    FIRST_SHARE: ClassVar[float] = 0.1
    """Of the time as long as there is nothing to show for what was asked."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._frozen = FrozenCopy()
        self._request: R | None = None
        self._asked_at = float("-inf")
        self._stale = self._outdated = False
        self.newest: V | None = None
        self._made_for: tuple[R, int] | None = None
        """Request and step of what is in `newest`."""
        self.progress = 0.0
        """Share of the next value that is done."""

    # ---- what the frames ask

    def ask(self, request: R, now: float) -> V | None:
        """The newest value for `request`; None as long as there is none."""
        self._asked_at = now
        if request != self._request:
            self._request = request
            self._stale = True
        return self.newest if self._has_answer else None

    @property
    def _has_answer(self) -> bool:
        return self.newest is not None and self._made_for is not None and self._made_for[0] == self._request

    # ---- what the background asks

    def wanted(self, now: float) -> bool:
        """Whether a view has asked within the last second."""
        return self._request is not None and now - self._asked_at < _FORGOTTEN_S

    @property
    def request_changed(self) -> bool:
        """Whether what is being computed isn't what is wanted any more; asked once, it is forgotten."""
        changed, self._stale = self._stale, False
        return changed

    @property
    def share(self) -> float:
        """Share of the time while training."""
        return self.SHARE if self._has_answer else self.FIRST_SHARE

    def next_work(self) -> Iterator[object] | None:
        """The generator of the next value; None if the newest is still right."""
        request, session = self._request, self._session
        if request is None:
            return None
        session.state_is_sound()
        if not self._outdated and self._made_for == (request, session.step):
            return None
        self._outdated = False
        return self._follow(request, session.step)

    def _follow(self, request: R, step: int) -> Iterator[float]:
        self.progress = 0.0
        for share in self._work(request, step):
            self.progress = share
            yield share
        self.progress = 1.0

    @abstractmethod
    def _work(self, request: R, step: int) -> Iterator[float]:
        """Freeze the network, compute in slices, and call `_finish`."""

    def _finish(self, request: R, step: int, value: V) -> None:
        self.newest, self._made_for = value, (request, step)

    # ---- what happens to the run

    def network_changed(self) -> None:
        """The network computes something else now, or stands at another step: compute anew."""
        self._frozen.forget()
        self._stale = self._outdated = True
