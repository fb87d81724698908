"""Sends the newest checkpoint to the window now and then, so that it outlives the engine."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from playground.training.messages import CheckpointSaved, RunState
from playground.training.session import Session

CHECKPOINT_INTERVAL_S = 0.7
PAUSED_CHECKPOINT_INTERVAL_S = 0.1


class CheckpointSaver:
    """Saves the newest moment of one run; those of its past are saved already."""

    def __init__(self, session: Session, run_id: int, send: Callable[[CheckpointSaved], None]) -> None:
        self._session = session
        self._run_id = run_id
        self._send = send
        self._saved_at = float("-inf")
        self._saved_step = -1

    @property
    def is_due(self) -> bool:
        """Whether there is something that is not saved yet."""
        session = self._session
        return (
            session.step != self._saved_step
            and session.state is not RunState.DIVERGED
            and not session.is_past
            and not session.awaits_evaluation
        )

    def seconds_left(self) -> float:
        """How long until the next one may be saved."""
        # A pause is saved soon; single steps in a row, each followed by a pause, are not all worth it.
        training = self._session.state is RunState.TRAINING
        interval = CHECKPOINT_INTERVAL_S if training else PAUSED_CHECKPOINT_INTERVAL_S
        return self._saved_at + interval - perf_counter()

    def forget(self) -> None:
        """The network has changed without a step: what is saved isn't the newest moment any more."""
        self._saved_step = -1

    def save_if_due(self) -> None:
        """Save if there is something new and the last time is long enough ago."""
        if self.is_due and self.seconds_left() <= 0:
            self.save()

    def save(self) -> None:
        """Save now, if this is the newest moment and its numbers are finite."""
        session = self._session
        if session.step == self._saved_step or session.is_past or session.state is RunState.DIVERGED:
            return
        self._saved_at, self._saved_step = perf_counter(), session.step
        encoded = session.save_checkpoint()
        if encoded is not None:
            self._send(CheckpointSaved(run_id=self._run_id, step=session.step, encoded=encoded))
