"""The runs that were laid aside: as long as memory lasts, with their whole past."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

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


class Archive:
    """Keeps runs within the budget of all recordings; the run that is trained has the first claim on it."""

    def __init__(self, budget_bytes: int = BUDGET_BYTES) -> None:
        self.budget_bytes = budget_bytes
        self._kept: dict[int, KeptRun] = {}
        """The oldest first."""
        self.n_bytes = 0
        """Memory that all recordings took when last looked at."""

    def keep(self, run: ActiveRun) -> RunRecord | None:
        """Lay a run aside; None if it is hardly more than a start, or its record if it is kept."""
        session = run.session
        if session.newest_step < FEWEST_STEPS:
            return None
        run.saver.save()
        record = record_of(run)
        self._kept.pop(run.run_id, None)
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

    def make_room(self, recorder: Recorder | None) -> list[RunRecord]:
        """Let go of the oldest runs until all fit into the budget; return the records of those that went."""
        if recorder is not None:
            recorder.budget_bytes = recorder.allowance_bytes = self.budget_bytes
        gone = []
        while self._measure(recorder) > self.budget_bytes and self._kept:
            kept = self._kept.pop(next(iter(self._kept)))
            gone.append(replace(kept.record, has_past=False))
        return gone

    def _measure(self, recorder: Recorder | None) -> int:
        """Memory of all recordings; a fork shares the moments before it with its parent."""
        self.n_bytes = recorder.n_bytes if recorder is not None else 0
        counted = {id(moment) for moment in recorder.moments} if self._kept and recorder else set()
        for kept in self._kept.values():
            self.n_bytes += kept.n_other_bytes
            for moment in kept.moments:
                if id(moment) not in counted:
                    counted.add(id(moment))
                    self.n_bytes += moment.n_bytes
        return self.n_bytes


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
