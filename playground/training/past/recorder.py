"""Records a run while it trains, and brings any of its moments back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from time import perf_counter, thread_time

import numpy as np

from playground.training.messages import Recording, RunState
from playground.training.past.moments import Moment, Moments
from playground.training.resume import capture_copy
from playground.training.session import Session

GAP_S = 0.03
"""Training time between two moments, where memory allows."""
MOST_SHARE = 0.03
"""Share of the time of training that recording may take."""
_SHARE_OF_MEAN = 0.7
"""Once memory is full, new moments come in gaps of so much of the mean gap: most of closer ones would go
again at once. Of 0 to 1 it leaves the shortest replays, at most 1.6 times the mean; 0 leaves 1.75 times."""
_NEAR_STEPS = 24
"""A jump leaves a moment so many steps before its end, so that single steps back from there are quick."""
_N_NEAR = 8
_SLICE_S = 0.02
_HAPPENING_BYTES = 120
"""Of one that holds no arrays."""


class Recorder:
    """The recording of one session.

    Parameters
    ----------
    session : Session
    budget_bytes : int
        Memory for the recordings of all runs together; shown, and kept by the `Archive`.
    moments : Moments, optional
        What is recorded already, of a run that goes on.
    """

    def __init__(self, session: Session, budget_bytes: int, moments: Moments | None = None) -> None:
        self._session = session
        self.budget_bytes = budget_bytes
        self.allowance_bytes = budget_bytes
        """What the kept runs leave of the budget."""
        self.moments = moments or Moments()
        self.target_step: int | None = None
        """Where a jump is to end that is still on its way."""
        self._near: deque[Moment] = deque(maxlen=_N_NEAR)
        self._shown_steps = np.zeros(0, np.int64)
        self._gap_s = GAP_S
        self._due_cpu_s = 0.0
        """When, in processor time, the share allows the next moment: a second may hold little of that."""
        if not len(self.moments):
            self.record()

    # ---- recording

    def note(self) -> bool:
        """Called after each chunk of steps: record this moment if it is time to; True if it was."""
        session = self._session
        if session.is_past or session.seconds - self.moments.newest.seconds < self._gap_s:
            return False
        if thread_time() < self._due_cpu_s:
            return False
        if session.state is RunState.DIVERGED or not session.state_is_sound():
            return False
        self.record()
        return True

    def record(self) -> None:
        """Record this moment, which must be the newest of the run."""
        started = thread_time()  # not of what else this machine does: a hitch there would leave a hole here
        self.moments.add(self._moment())
        is_full = self.thin()
        mean_s = (self.moments.newest.seconds - self.moments.first.seconds) / len(self.moments)
        ended = thread_time()
        least_s = (ended - started) / MOST_SHARE
        self._due_cpu_s = ended + least_s
        self._gap_s = max(GAP_S, least_s, _SHARE_OF_MEAN * mean_s if is_full else 0.0)

    def thin(self) -> bool:
        """Keep to the allowance; whether some moments had to go."""
        return self.moments.thin(self.allowance_bytes - self._other_bytes)

    def _moment(self) -> Moment:
        session = self._session
        return Moment(
            step=session.step,
            seconds=session.seconds,
            n_happened=session.n_happened,
            checkpoint=capture_copy(session),
        )

    def truncate(self) -> None:
        """The run has gone back to where it is now, and what came after is forgotten."""
        self._near.clear()
        self.moments.truncate(self._session.step - 1)
        self.record()

    # ---- going back

    def seek(self, step: int) -> None:
        """Show the run as it was after `step` updates, or as near to that as is recorded; paused."""
        for _ in self.seeking(step):
            pass

    def seeking(self, step: int) -> Iterator[None]:
        """Go to `step` in slices of some hundredths of a second; a moment of the run is shown after each.

        The last update before it is made again in any case, so that its gradients are there too.
        """
        session = self._session
        step = min(max(step, self.moments.first.step), session.newest_step)
        start = max((self.moments.before(step), *self._near_before(step)), key=lambda moment: moment.step)
        session.return_to(start.checkpoint, start.n_happened)
        self.target_step = step
        near = step - _NEAR_STEPS
        if start.step < near:
            yield from self._repeat_up_to(near)
            if session.step == near and session.is_past:
                self._near.append(self._moment())
        yield from self._repeat_up_to(step)
        self.target_step = None

    def _repeat_up_to(self, step: int) -> Iterator[None]:
        session, n_steps = self._session, 1
        while True:
            before, began = session.step, perf_counter()
            session.repeat_up_to(min(step, before + n_steps))
            if session.step >= step or session.step == before:
                return
            if perf_counter() - began < _SLICE_S:
                n_steps *= 2
            yield

    def _near_before(self, step: int) -> list[Moment]:
        return [moment for moment in self._near if moment.step < step]

    # ---- showing

    @property
    def _other_bytes(self) -> int:
        """What came from outside, and the moments near those that were shown lately."""
        happened = self._session.replaced_bytes + _HAPPENING_BYTES * len(self._session.happenings)
        return happened + sum(moment.n_bytes for moment in self._near)

    @property
    def n_bytes(self) -> int:
        """Memory that the recording takes."""
        return self.moments.n_bytes + self._other_bytes

    def view(self, n_bytes: int) -> Recording:
        """The value that a snapshot carries; `n_bytes` is what all recordings together take."""
        return Recording(
            step=self._session.step,
            newest_step=self._session.newest_step,
            checkpoint_steps=self._checkpoint_steps(),
            n_bytes=n_bytes,
            budget_bytes=self.budget_bytes,
            target_step=self.target_step,
        )

    def _checkpoint_steps(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The same array again while the moments are the same, so it need not be sent with each frame."""
        shown, moments = self._shown_steps, self.moments
        if len(shown) != len(moments) or shown[-1] != moments.newest.step:
            shown = self._shown_steps = np.array(moments.steps, np.int64)
            shown.flags.writeable = False
        return shown
