"""The runs that were laid aside: as long as memory lasts, with their whole past."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from playground.experiment.config import ExperimentConfig
from playground.training.active_run import ActiveRun
from playground.training.checkpoint import decode_checkpoint
from playground.training.history import LossHistory
from playground.training.instrument_memory import InstrumentMemory
from playground.training.messages import RunRecord
from playground.training.past.happenings import ConfigChanged, Happening
from playground.training.past.moments import Moments
from playground.training.past.recorder import Recorder
from playground.training.session import Session

BUDGET_BYTES = 256 * 2**20
FEWEST_STEPS = 2
"""A run that was given up before is not worth a line in the list."""
FEWEST_MOMENTS = 4
"""A kept run is not thinned below that: it goes before."""
KEPT_SHARE = 0.25
"""Of the budget, which the run that is trained leaves to those laid aside."""
_MEASURING_SHARE = 0.005
"""Of the time, which counting the moments of many runs may take."""
_HISTORY_BYTES = 200_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptRun:
    """A run laid aside: its record, and what its past needs."""

    record: RunRecord
    moments: Moments
    happenings: list[Happening]
    history: LossHistory
    memory: InstrumentMemory

    @property
    def n_other_bytes(self) -> int:
        """Memory that it takes beside its moments."""
        return self.memory.n_bytes + len(self.record.checkpoint) + _HISTORY_BYTES

    def thin(self) -> bool:
        """Make about half of its memory free, as long as its past can still be shown in reasonable time."""
        if len(self.moments) <= FEWEST_MOMENTS:
            return False
        self.moments.halve()
        self.memory.samples.halve()
        return True


class Archive:
    """Keeps runs within the budget of all recordings.

    The run that is trained may have three quarters of it and what the others don't need; these are thinned
    before the oldest of them goes.
    """

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self.budget_bytes = budget_bytes
        self._kept: dict[int, KeptRun] = {}
        """The oldest first."""
        self.n_kept_bytes = 0
        """Memory that the kept runs took when last looked at."""
        self._look_again_at = float("-inf")

    def keep(self, run: ActiveRun) -> RunRecord | None:
        """Lay a run aside; None if it is hardly more than a start, or its record if it is kept."""
        session = run.session
        if session.newest_step < FEWEST_STEPS:
            return None
        run.saver.save()
        record = record_of(run)
        self._kept.pop(run.run_id, None)
        self._look_again_at = float("-inf")
        self._kept[run.run_id] = KeptRun(
            record=record,
            moments=run.recorder.moments,
            happenings=session.happenings,
            history=session.history,
            memory=run.frames.instruments.memory(),
        )
        return record

    def take(self, run_id: int) -> KeptRun | None:
        """Hand out a kept run, which is to be trained again."""
        return self._kept.pop(run_id, None)

    def make_room(self, recorder: Recorder | None, *, at_once: bool = True) -> list[RunRecord]:
        """Thin kept runs, or let go of the oldest, until all fit; return the records of those that went.

        Unless it has to be done `at_once`, it may be put off: with many runs looking takes some time.
        """
        began = perf_counter()
        if not at_once and began < self._look_again_at:
            return []
        claim = round((1.0 - KEPT_SHARE) * self.budget_bytes)
        room = self.budget_bytes - min(recorder.n_bytes if recorder is not None else 0, claim)
        gone = []
        while self._kept and (taken := self._own_bytes(recorder)) and sum(taken.values()) > room:
            largest = self._kept[max(taken, key=taken.__getitem__)]
            if not largest.thin():
                kept = self._kept.pop(next(iter(self._kept)))
                gone.append(replace(kept.record, has_past=False))
        self.n_kept_bytes = sum(self._own_bytes(recorder).values())
        if recorder is not None:
            recorder.budget_bytes = self.budget_bytes
            recorder.allowance_bytes = max(self.budget_bytes - self.n_kept_bytes, claim)
        now = perf_counter()
        self._look_again_at = now + (now - began) / _MEASURING_SHARE if self._kept else now
        return gone

    def _own_bytes(self, recorder: Recorder | None) -> dict[int, int]:
        """Memory of each kept run; a fork shares the moments before it with its parent."""
        counted = {id(moment) for moment in recorder.moments} if self._kept and recorder else set()
        taken = {}
        for run_id, kept in self._kept.items():
            own = [moment for moment in kept.moments if id(moment) not in counted]
            counted.update(map(id, own))
            taken[run_id] = kept.n_other_bytes + sum(moment.n_bytes for moment in own)
        return taken


def record_of(run: ActiveRun) -> RunRecord:
    """What the window keeps of a run."""
    session = run.session
    losses = session.history.view(session.trainer.last_penalty)
    newest = session.history.evaluations[-1] if session.history.evaluations else None
    stored = session.ring.newest()
    assert stored is not None
    epochs = losses.batch.epochs
    return RunRecord(
        run_id=run.run_id,
        parent_run_id=session.parent_run_id,
        forked_at=session.forked_at,
        config=_newest_config(session),
        step=session.newest_step,
        epoch=float(epochs[-1]) if len(epochs) and session.is_past else session.epoch,
        seconds=session.seconds,
        losses=losses,
        loss_seconds=np.asarray(losses.seconds, np.float32),
        test_loss=newest.test_loss if newest else math.nan,
        test_accuracy=newest.test_accuracy if newest else math.nan,
        checkpoint=stored.encoded,
        has_past=True,
    )


def revive(kept: KeptRun, budget_bytes: int) -> tuple[Session, Recorder]:
    """A kept run again, with its whole history and past, at its newest step; paused (or ended, as it was)."""
    session = Session.from_checkpoint(decode_checkpoint(kept.record.checkpoint))
    session.take_history(kept.history)
    session.happenings = kept.happenings
    session.newest_step = kept.record.step
    recorder = Recorder(session, budget_bytes, kept.moments)
    recorder.seek(session.newest_step)
    return session, recorder


def _newest_config(session: Session) -> ExperimentConfig:
    """The config at the newest step, also while the past is shown."""
    coming = session.happenings[session.n_happened :]
    changed = [happening.config for happening in coming if isinstance(happening, ConfigChanged)]
    return changed[-1] if changed else session.config
