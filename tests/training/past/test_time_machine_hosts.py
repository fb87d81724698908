"""Going back, forking and returning, wherever the engine runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import monotonic

import numpy as np
import pytest

from playground.engine import Dense
from playground.experiment.config import ExperimentConfig, NetworkConfig, OptimizerConfig
from playground.training import messages as m
from playground.training.checkpoint import decode_checkpoint
from playground.training.hosts import EngineHost, make_host
from playground.training.hosts.inline import InlineHost
from playground.training.messages import EventKind, RunState

ConfigMaker = Callable[..., ExperimentConfig]
ALL = m.FrameRequest(
    recording=True,
    losses=True,
    gradients=True,
    gradient_history=True,
    histograms=True,
    histogram_history=True,
    probe=np.linspace(0, 1, 784, dtype=np.float32),
)


@dataclass
class Window:
    """Speaks with a host as the window would."""

    host: EngineHost
    heard: list[m.Message] = field(default_factory=list)

    def wait(self, wanted: Callable[[m.Message], bool]) -> m.Message:
        end = monotonic() + 20.0
        while monotonic() < end:
            if isinstance(self.host, InlineHost):
                self.host.run_steps(20)
            message = self.host.receive(0.05)
            if message is not None:
                self.heard.append(message)
                if wanted(message):
                    return message
        raise AssertionError(f"in vain; heard: {self.heard[-5:]}")

    def event(self, kind: EventKind) -> m.RunEvent:
        found = self.wait(lambda message: isinstance(message, m.RunEvent) and message.kind is kind)
        assert isinstance(found, m.RunEvent)
        return found

    def frame(self) -> m.Snapshot:
        """Everything, fresh: what is asked for again and again may be some milliseconds old."""
        self.host.post(m.FrameRequest(probe=np.zeros(784, np.float32)))
        self.wait(lambda message: isinstance(message, m.Snapshot))
        self.host.post(ALL)
        found = self.wait(lambda message: isinstance(message, m.Snapshot))
        assert isinstance(found, m.Snapshot)
        return found

    def told(self, question: m.Question, question_id: int = 1) -> m.Told:
        self.host.post(m.Ask(question_id=question_id, question=question))
        found = self.wait(lambda message: isinstance(message, m.Told))
        assert isinstance(found, m.Told)
        assert found.question_id == question_id
        return found

    def advance(self, updates: int) -> m.Snapshot:
        self.host.post(m.Advance(updates=updates))
        self.event(EventKind.TRAINING)
        self.event(EventKind.PAUSED)
        return self.frame()

    def seek(self, step: int, *, training: bool = False) -> m.RunEvent:
        self.host.post(m.Seek(step=step, training=training))
        return self.event(EventKind.SOUGHT)

    def start(self, config: ExperimentConfig, run_id: int = 1, *, inherit: bool = False) -> m.RunEvent:
        self.host.post(m.StartRun(run_id=run_id, config=config, training=False, inherit=inherit))
        return self.event(EventKind.STARTED)


@pytest.fixture(params=["process", "thread", "inline"])
def window(request: pytest.FixtureRequest) -> Iterator[Window]:
    host = make_host(request.param)
    host.start()
    yield Window(host)
    host.stop(3.0)


def the_same(one: m.Snapshot, other: m.Snapshot) -> bool:
    assert one.probe is not None
    assert other.probe is not None
    return (
        one.step == other.step
        and np.array_equal(one.probe.probabilities, other.probe.probabilities)
        and one.batch_loss == other.batch_loss
    )


def test_every_instrument_shows_the_moment_and_the_curves_stay(
    window: Window, make_config: ConfigMaker
) -> None:
    window.start(make_config(augmentation="normal"))
    early = window.advance(30)
    late = window.advance(70)
    event = window.seek(30)
    assert (event.step, event.details["step"], event.details["newest_step"]) == (30, 30, 100)
    past = window.frame()
    assert the_same(past, early)
    assert past.state is RunState.PAUSED
    assert past.recording is not None
    assert past.recording.is_past
    assert (past.recording.step, past.recording.newest_step) == (30, 100)
    assert past.recording.checkpoint_steps[0] == 0
    assert 0 < past.recording.n_bytes < past.recording.budget_bytes == 2**28
    assert past.losses is not None
    assert past.losses.batch.steps[-1] == 100
    assert past.losses.recent_steps[-1] == 100
    assert past.gradients is not None
    assert past.gradients.history is not None
    assert past.gradients.history.steps[-1] > 30
    window.seek(10**9)
    assert the_same(window.frame(), late)


def test_one_update_back_and_forth(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config(augmentation="light"))
    window.advance(40)
    moments = [window.advance(1) for _ in range(4)]
    for wanted in (*reversed(moments), *moments):
        window.seek(wanted.step)
        assert the_same(window.frame(), wanted)


def test_playing_the_past_ends_where_it_would_have(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config(augmentation="light"))
    window.advance(60)
    window.host.post(m.Seek(step=20, training=True))
    window.event(EventKind.TRAINING)
    while (now := window.frame()).step < 120:
        pass
    window.host.post(m.Pause())
    window.event(EventKind.PAUSED)
    now = window.frame()
    assert now.recording is not None
    assert not now.recording.is_past
    assert now.losses is not None
    steps = now.losses.batch.steps
    assert (np.diff(steps) > 0).all()
    assert steps[-1] == now.step


def test_a_change_in_the_past_is_refused(window: Window, make_config: ConfigMaker) -> None:
    config = make_config()
    window.start(config)
    window.advance(20)
    window.seek(10)
    window.host.post(m.ChangeConfig(config=replace(config, optimizer=OptimizerConfig(learning_rate=0.1))))
    assert "fork" in window.event(EventKind.ERROR).details["message"]
    window.host.post(m.SetParameters(edits=(m.ParameterEdit(name="layer1.biases", index=(0,), value=1.0),)))
    assert "fork" in window.event(EventKind.ERROR).details["message"]
    assert window.frame().step == 10


def test_weights_are_set_and_set_back(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config())
    before = window.advance(10)
    edits = (m.ParameterEdit(name="layer1.biases", index=(3,), value=9.0),)
    window.host.post(m.SetParameters(edits=edits))
    event = window.event(EventKind.PARAMETERS_SET)
    assert event.details["edits"] == edits
    changed = window.frame()
    assert changed.probe is not None
    assert before.probe is not None
    assert not np.array_equal(changed.probe.probabilities, before.probe.probabilities)
    window.host.post(m.SetParameters(edits=event.details["old"]))
    window.event(EventKind.PARAMETERS_SET)
    restored = window.frame()
    assert restored.probe is not None
    assert np.array_equal(restored.probe.probabilities, before.probe.probabilities)


def test_a_fork_goes_its_own_way_and_the_run_is_returned_to(window: Window, make_config: ConfigMaker) -> None:
    config = make_config(optimizer="sgd", learning_rate=0.01)
    window.start(config)
    moment = window.advance(40)
    end = window.advance(40)
    window.seek(40)
    window.frame()
    faster = replace(config, optimizer=replace(config.optimizer, learning_rate=0.1))
    window.host.post(m.Fork(run_id=2, config=faster, training=False))
    record = window.event(EventKind.RUN_KEPT).details["record"]
    assert (record.run_id, record.step, record.parent_run_id, record.has_past) == (1, 80, None, True)
    assert record.config == config
    assert record.losses.batch.steps[-1] == 80
    assert record.loss_seconds.shape == record.losses.batch.steps.shape
    assert record.loss_seconds[-1] == pytest.approx(record.seconds)
    assert decode_checkpoint(record.checkpoint).values["step"] == 80
    forked = window.event(EventKind.FORKED)
    assert (forked.run_id, forked.details["parent_run_id"], forked.details["step"]) == (2, 1, 40)
    start = window.frame()
    assert start.run_id == 2
    assert start.losses is not None
    assert start.losses.batch.steps[-1] == 40
    assert start.probe is not None
    assert moment.probe is not None
    assert np.array_equal(start.probe.probabilities, moment.probe.probabilities)
    other = window.advance(40)
    assert not the_same(other, end)
    # The fork knows the past that it shares.
    window.seek(20)
    shared = window.frame()
    window.host.post(m.ReturnToRun(run_id=1))
    fork_record = window.event(EventKind.RUN_KEPT).details["record"]
    assert (fork_record.run_id, fork_record.parent_run_id, fork_record.forked_at) == (2, 1, 40)
    assert fork_record.config == faster
    window.event(EventKind.STARTED)
    back = window.frame()
    assert the_same(back, end)
    assert back.losses is not None
    assert back.losses.batch.steps[-1] == 80
    window.seek(20)
    assert the_same(window.frame(), shared)
    window.seek(80)
    window.host.post(m.ReturnToRun(run_id=2))
    window.event(EventKind.STARTED)
    assert the_same(window.frame(), other)


def test_a_run_begun_anew_keeps_the_one_before(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config())
    window.advance(10)
    window.start(make_config(seed=8), 2)
    records = [
        e.details["record"] for e in window.heard if isinstance(e, m.RunEvent) and "record" in e.details
    ]
    assert [record.run_id for record in records] == [1]
    # A run without a step isn't worth keeping.
    window.start(make_config(seed=9), 3)
    assert sum(isinstance(e, m.RunEvent) and "record" in e.details for e in window.heard) == 1


def test_a_run_that_is_unknown_is_said_to_be(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config())
    window.advance(10)
    window.host.post(m.ReturnToRun(run_id=77))
    event = window.event(EventKind.ERROR)
    assert event.run_id == 1
    assert "doesn't hold" in event.details["message"]
    assert window.frame().step == 10


def test_without_memory_the_kept_runs_lose_their_past(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config())
    window.advance(10)
    window.start(make_config(seed=8), 2)
    window.advance(10)
    window.host.post(m.SetRecordingBudget(n_bytes=1000))
    record = window.event(EventKind.RUN_KEPT).details["record"]
    assert (record.run_id, record.has_past) == (1, False)
    window.host.post(m.ResumeRun(run_id=1, checkpoint=record.checkpoint, training=False))
    window.event(EventKind.STARTED)
    assert window.frame().step == 10


def test_a_wider_network_inherits_the_function(window: Window, make_config: ConfigMaker) -> None:
    config = make_config((12,))
    window.start(config)
    before = window.advance(50)
    wider = replace(config, network=NetworkConfig(layers=(Dense(units=16), Dense(units=16))))
    window.start(wider, 2, inherit=True)
    after = window.frame()
    assert after.step == 0
    assert after.given_weights
    assert before.probe is not None
    assert after.probe is not None
    assert np.allclose(before.probe.probabilities, after.probe.probabilities, atol=1e-5)


def test_a_fork_into_another_shape_inherits_too(window: Window, make_config: ConfigMaker) -> None:
    config = make_config((12,))
    window.start(config)
    moment = window.advance(20)
    window.advance(20)
    window.seek(20)
    wider = replace(config, network=NetworkConfig(layers=(Dense(units=16),)))
    window.host.post(m.Fork(run_id=2, config=wider, training=False))
    window.event(EventKind.FORKED)
    after = window.frame()
    assert (after.run_id, after.step) == (2, 0)
    assert moment.probe is not None
    assert after.probe is not None
    assert np.allclose(moment.probe.probabilities, after.probe.probabilities, atol=1e-5)


def test_a_question_that_cannot_be_answered_is_told_so(window: Window, make_config: ConfigMaker) -> None:
    assert "no network" in window.told(m.TraceQuestion(), 3).problem
    window.start(make_config())
    told = window.told(m.SliceQuestion(name="layer9.weights", index=(0, 0), trace=m.TraceQuestion()), 4)
    assert told.answer is None
    assert told.problem
    assert window.advance(5).step == 5


def test_a_lesson_is_part_of_the_past(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config())
    window.advance(20)
    picture = np.linspace(1, 0, 784, dtype=np.float32)
    told = window.told(m.TeachQuestion(x=picture, label=7, n_steps=3))
    assert isinstance(told.answer, m.Taught)
    taught = window.frame()
    late = window.advance(20)
    window.seek(10)
    assert "fork" in window.told(m.TeachQuestion(x=picture, label=7)).problem
    window.seek(20)
    assert the_same(window.frame(), taught)
    window.seek(40)
    assert the_same(window.frame(), late)


def test_an_edit_is_evaluated_while_paused(window: Window, make_config: ConfigMaker) -> None:
    window.start(make_config())
    window.advance(30)
    end = monotonic() + 10.0
    while not (before := window.frame()).test_loss > 0 and monotonic() < end:
        pass
    edits = tuple(m.ParameterEdit(name="layer2.biases", index=(i,), value=30.0 * i) for i in range(10))
    window.host.post(m.SetParameters(edits=edits))
    while window.frame().test_loss == before.test_loss and monotonic() < end:
        pass
    assert window.frame().test_loss > before.test_loss
