"""Runs laid aside keep their past within the budget: they get thinner before the oldest goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from playground.experiment.config import ExperimentConfig
from playground.training import messages as m
from playground.training.messages import EventKind, RunRecord
from playground.training.pace import Pace, RateMeter
from playground.training.past.archive import FEWEST_MOMENTS, KEPT_SHARE
from playground.training.reporter import Reporter
from playground.training.run_change import RunChange

ConfigMaker = Callable[..., ExperimentConfig]


class Engine:
    """Runs that are recorded every few steps, without a loop."""

    def __init__(self, config: ExperimentConfig, budget_moments: int) -> None:
        self.heard: list[m.Message] = []
        self.change = RunChange(self.heard.append, Reporter(self.heard.append, RateMeter()), Pace())
        self.config = config
        self.change.start(m.StartRun(run_id=1, config=config, training=False))
        self.moment_bytes = self.running.recorder.moments.newest.n_bytes
        self.change.set_budget(budget_moments * self.moment_bytes)

    @property
    def running(self):  # type: ignore[no-untyped-def]  # an ActiveRun
        assert self.change.run is not None
        return self.change.run

    def train(self, n_moments: int) -> None:
        for _ in range(n_moments):
            self.running.session.run(2)
            self.running.recorder.record()
            self.change.make_room()

    def total(self) -> int:
        return int(self.running.recorder.n_bytes + self.change.archive.n_kept_bytes)

    def gone(self) -> list[int]:
        events = [event for event in self.heard if isinstance(event, m.RunEvent)]
        records: list[RunRecord] = [e.details["record"] for e in events if e.kind is EventKind.RUN_KEPT]
        return [record.run_id for record in records if not record.has_past]


@pytest.fixture
def engine(make_config: ConfigMaker, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr("playground.training.past.archive._HISTORY_BYTES", 0)
    return Engine(make_config(), 100)


def test_a_fork_thins_the_run_that_it_came_from_and_does_not_drive_it_out(engine: Engine) -> None:
    engine.train(120)
    newest = engine.running.session.newest_step
    engine.change.run.seek(newest // 4)  # type: ignore[union-attr]
    engine.change.fork(m.Fork(run_id=2, config=engine.config, training=False))
    engine.train(120)
    assert engine.gone() == []
    assert engine.total() <= (100 + 2) * engine.moment_bytes
    assert engine.running.recorder.n_bytes > (1 - KEPT_SHARE - 0.05) * 100 * engine.moment_bytes
    engine.change.return_to(m.ReturnToRun(run_id=1, training=False))
    assert engine.running.session.newest_step == newest
    assert len(engine.running.recorder.moments) > FEWEST_MOMENTS
    engine.running.seek(newest // 3)
    assert engine.running.session.step == newest // 3


def test_with_too_many_runs_the_oldest_goes(engine: Engine) -> None:
    for run_id in range(2, 9):
        engine.train(30)
        engine.change.start(m.StartRun(run_id=run_id, config=engine.config, training=False))
    engine.train(120)
    gone = engine.gone()
    assert gone
    assert gone == sorted(gone)
    assert engine.total() <= (100 + 2) * engine.moment_bytes
