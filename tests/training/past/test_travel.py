"""A jump that takes long shows the moments on its way, and hears what is said meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from playground.experiment.config import ExperimentConfig
from playground.training import command_desk, loop
from playground.training import messages as m
from playground.training.loop import EngineLoop
from playground.training.messages import EventKind, RunState

ConfigMaker = Callable[..., ExperimentConfig]
FRAME = m.FrameRequest(recording=True, probe=np.linspace(0, 1, 784, dtype=np.float32), losses=True)
N_STEPS = 200


class SlowTraveller:
    """An engine whose jumps take a round for every slice."""

    def __init__(self, config: ExperimentConfig) -> None:
        self.config = config
        self._commands: list[m.Command] = []
        self.heard: list[m.Message] = []
        self._rounds: Iterator[float] = EngineLoop(self._drain, self.heard.append).run()
        self.post(m.StartRun(run_id=1, config=config, training=False))
        self.post(m.Advance(updates=N_STEPS))
        while not self.told(EventKind.PAUSED) or self.frame().step < N_STEPS:
            next(self._rounds)
        self.heard.clear()

    def _drain(self) -> list[m.Command]:
        commands, self._commands = self._commands, []
        return commands

    def post(self, command: m.Command) -> None:
        self._commands.append(command)
        next(self._rounds)

    def told(self, kind: EventKind) -> list[m.RunEvent]:
        return [event for event in self.heard if isinstance(event, m.RunEvent) and event.kind is kind]

    def frame(self) -> m.Snapshot:
        self.post(FRAME)
        newest = self.heard[-1]
        while not isinstance(newest, m.Snapshot):
            next(self._rounds)
            newest = next(message for message in reversed(self.heard) if isinstance(message, m.Snapshot))
        return newest

    def arrive(self) -> m.Snapshot:
        for _ in range(10_000):
            if self.told(EventKind.SOUGHT):
                return self.frame()
            next(self._rounds)
        raise AssertionError("it never arrived")


@pytest.fixture
def engine(make_config: ConfigMaker, monkeypatch: pytest.MonkeyPatch) -> SlowTraveller:
    # Then the start is the only moment that is kept whole.
    monkeypatch.setattr("playground.training.past.recorder.GAP_S", 1e6)
    traveller = SlowTraveller(make_config(augmentation="light"))
    monkeypatch.setattr(command_desk, "AT_ONCE_S", 0.0)
    monkeypatch.setattr(loop, "TRAVEL_S", 0.0)
    monkeypatch.setattr("playground.training.past.recorder._SLICE_S", 0.0)
    return traveller


def test_the_moments_on_the_way_are_shown_and_the_end_is_the_same(engine: SlowTraveller) -> None:
    engine.post(m.Seek(step=60, training=False))
    at_once = engine.arrive()
    engine.heard.clear()
    engine.post(m.Seek(step=150, training=False))
    on_the_way = engine.frame()
    assert on_the_way.recording is not None
    assert on_the_way.recording.target_step == 150
    assert on_the_way.recording.step == on_the_way.step < 150
    assert on_the_way.state is RunState.PAUSED
    assert not engine.told(EventKind.SOUGHT)
    engine.post(m.Seek(step=60, training=False))
    again = engine.arrive()
    assert [event.step for event in engine.told(EventKind.SOUGHT)] == [60]
    assert again.recording is not None
    assert again.recording.target_step is None
    assert again.probe is not None
    assert at_once.probe is not None
    assert np.array_equal(again.probe.probabilities, at_once.probe.probabilities)


def test_training_begins_where_the_way_ends(engine: SlowTraveller) -> None:
    engine.post(m.Seek(step=150, training=False))
    engine.post(m.Train())
    assert engine.arrive().state is RunState.TRAINING
    engine.heard.clear()
    engine.post(m.Seek(step=150, training=True))
    engine.post(m.Pause())
    assert engine.arrive().step == 150


def test_a_fork_on_the_way_is_one_of_the_moment_that_was_wanted(engine: SlowTraveller) -> None:
    engine.post(m.Seek(step=150, training=False))
    engine.post(m.Fork(run_id=2, config=engine.config, training=False))
    (forked,) = engine.told(EventKind.FORKED)
    assert forked.step == 150


def test_another_command_waits_for_the_end_of_the_way(engine: SlowTraveller) -> None:
    engine.post(m.Seek(step=150, training=False))
    engine.post(m.Advance(updates=3))
    while engine.frame().state is RunState.TRAINING:
        pass
    assert engine.frame().step == 153
