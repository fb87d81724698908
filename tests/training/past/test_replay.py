"""Any moment of a run comes back bit for bit, whatever happened on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import thread_time
from typing import Any

import numpy as np
import pytest

from playground.engine import BatchNorm, Dense, Dropout
from playground.errors import PlaygroundError
from playground.experiment import EXAMPLES
from playground.experiment.config import (
    ExperimentConfig,
    NetworkConfig,
    OptimizerConfig,
    ScheduleConfig,
    TrainingConfig,
)
from playground.training.messages import ParameterEdit, RunState
from playground.training.past.recorder import Recorder
from playground.training.resume import capture_copy
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]
BUDGET = 2**26


def bits(session: Session) -> dict[str, Any]:
    """Everything that decides the coming steps."""
    seen = capture_copy(session)
    values = {name: value for name, value in seen.values.items() if name not in ("seconds", "evaluation_due")}
    return values | {name: array.tobytes() for name, array in seen.arrays.items()}


def numbers(session: Session) -> dict[str, Any]:
    """What the instruments see of the last step."""
    return {
        "gradients": session.network.gradients.tobytes(),
        "update": session.trainer.last_update().tobytes(),
        "rate": session.optimizer.learning_rate,
    }


def different(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]


class Recorded:
    """A session that is recorded every few steps, and what it was after each step."""

    def __init__(self, config: ExperimentConfig) -> None:
        self.session = Session(config)
        self.recorder = Recorder(self.session, BUDGET)
        self.seen: dict[int, dict[str, Any]] = {}
        self.numbers: dict[int, dict[str, Any]] = {}
        self.see()

    def see(self) -> None:
        self.seen[self.session.step] = bits(self.session)
        self.numbers[self.session.step] = numbers(self.session)

    def train(self, n_steps: int, record_every: int = 37) -> None:
        for _ in range(n_steps):
            if self.session.awaits_evaluation:
                self.session.evaluate_now()
                self.see()
            if self.session.state is not RunState.TRAINING:
                self.session.train_on()
                self.see()
            self.session.train(1)
            if self.session.awaits_evaluation:
                self.session.evaluate_now()
            self.see()
            if self.session.step % record_every == 0:
                self.recorder.record()

    def check(self, steps: list[int]) -> None:
        for step in steps:
            self.recorder.seek(step)
            assert self.session.step == step
            assert different(bits(self.session), self.seen[step]) == [], step
            if step:
                assert different(numbers(self.session), self.numbers[step]) == [], step


EVERYTHING = NetworkConfig(
    layers=(
        Dense(units=9, activation="identity"),
        BatchNorm(activation="relu"),
        Dropout(rate=0.3),
        Dense(units=7, activation="tanh"),
    )
)


def steps_to_try(last: int) -> list[int]:
    drawn = np.random.default_rng(3).integers(0, last + 1, 12).tolist()
    return [last, last - 1, last - 2, 0, 1, 36, 37, 38, *drawn, last]


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_moment_comes_back_with_the_same_bits(make_config: ConfigMaker, optimizer: str) -> None:
    config = make_config(augmentation="normal", optimizer=optimizer, batch_size=100)
    recorded = Recorded(
        replace(config, network=EVERYTHING, schedule=ScheduleConfig(kind="cosine", warm_up_epochs=1.0))
    )
    recorded.train(150)
    recorded.check(steps_to_try(150))


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_moment_of_a_worked_example_comes_back_with_the_same_bits(optimizer: str) -> None:
    config = EXAMPLES["two_layer_example"].config
    recorded = Recorded(replace(config, optimizer=replace(config.optimizer, kind=optimizer)))
    recorded.train(150)
    arrays = capture_copy(recorded.session).arrays
    assert {name: a.dtype for name, a in arrays.items() if name != "order" and a.dtype != np.float64} == {}
    recorded.check(steps_to_try(150))


def test_what_waited_for_an_evaluation_comes_back_without_one(make_config: ConfigMaker) -> None:
    config = replace(
        make_config(batch_size=1500, patience_epochs=2, learning_rate=0.3),
        schedule=ScheduleConfig(kind="plateau", patience=1),
    )
    recorded = Recorded(config)
    recorded.train(60)
    n_evaluations = len(recorded.session.history.evaluations)
    recorded.check(steps_to_try(60))
    assert len(recorded.session.history.evaluations) == n_evaluations


def test_a_moment_that_is_looked_at_is_evaluated_and_written_down_nowhere(make_config: ConfigMaker) -> None:
    recorded = Recorded(make_config(batch_size=100, learning_rate=0.01))
    session = recorded.session
    recorded.train(40)
    then = session.evaluate_now()
    session.history.evaluations.clear()
    recorded.train(110)
    newest = session.evaluate_now()
    before = [result.step for result in session.history.evaluations]
    recorded.recorder.seek(40)
    assert session.evaluation_is_old
    assert session.evaluate_now() == then
    assert not session.evaluation_is_old
    recorded.check(steps_to_try(150))
    assert [result.step for result in session.history.evaluations] == before
    assert session.evaluation == newest


def test_an_evaluation_of_the_past_that_ends_in_the_present_is_written_down_nowhere(
    make_config: ConfigMaker,
) -> None:
    recorded = Recorded(make_config(batch_size=100, learning_rate=0.01))
    session = recorded.session
    recorded.train(80)
    newest = session.evaluate_now()
    recorded.recorder.seek(40)
    work = session.evaluation_work()
    next(work)
    recorded.recorder.seek(80)
    for _ in work:
        pass
    assert session.history.evaluations[-1] == newest == session.evaluation


def test_changes_and_edits_come_back_at_their_steps(make_config: ConfigMaker) -> None:
    recorded = Recorded(make_config((8, 8), batch_size=100))
    session = recorded.session
    recorded.train(20)
    session.set_parameters((ParameterEdit(name="layer1.biases", index=(2,), value=0.7),))
    recorded.see()
    recorded.train(20)
    cut = replace(session.config.network, cut=("layer2.weights[1,2]",), frozen=("layer1.biases[2]",))
    session.change(replace(session.config, network=cut))
    session.change(replace(session.config, optimizer=OptimizerConfig(kind="momentum", learning_rate=0.01)))
    recorded.see()
    recorded.train(20)
    silent = replace(session.config.network, cut=(), silenced=("layer1[3]",))
    session.change(replace(session.config, network=silent, training=TrainingConfig(batch_size=64)))
    recorded.see()
    recorded.train(20)
    session.network.parameters[5] = 1.5
    session.note_replaced()
    recorded.see()
    recorded.train(20)
    recorded.check([100, 99, 0, 19, 20, 21, 39, 40, 41, 59, 60, 61, 79, 80, 81, 100])


def test_training_on_in_the_past_makes_the_same_run_again_and_then_goes_on(make_config: ConfigMaker) -> None:
    config = make_config(augmentation="light", batch_size=100)
    recorded, straight = Recorded(config), Session(config)
    straight.run(200)
    session = recorded.session
    recorded.train(120)
    curve = session.history.view(0.0)
    recorded.recorder.seek(30)
    session.train_on()
    assert session.train(60) == 60
    assert bits(session) == recorded.seen[90]
    assert session.history.view(0.0).batch.steps.tolist() == curve.batch.steps.tolist()
    session.train(110)
    assert session.step == session.newest_step == 200
    assert np.array_equal(session.network.parameters, straight.network.parameters)
    steps = session.history.view(0.0).batch.steps
    assert steps.tolist() == sorted(set(steps.tolist()))
    assert steps[-1] == 200
    assert session.history.recent()[0].tolist() == list(range(1, 201))


def test_a_stop_and_a_training_on_are_repeated(make_config: ConfigMaker) -> None:
    recorded = Recorded(make_config(batch_size=1000, max_epochs=2))
    session = recorded.session
    end = 2 * session.steps_per_epoch
    recorded.train(end)
    assert session.state is RunState.FINISHED
    recorded.train(10)
    last = session.step
    recorded.check([last, 0, 5, end - 1, end, end + 1, last])


def test_nothing_can_be_changed_in_the_past(make_config: ConfigMaker) -> None:
    recorded = Recorded(make_config())
    recorded.train(10)
    recorded.recorder.seek(5)
    session = recorded.session
    with pytest.raises(PlaygroundError, match="fork"):
        session.change(replace(session.config, optimizer=OptimizerConfig(learning_rate=1.0)))
    with pytest.raises(PlaygroundError, match="fork"):
        session.set_parameters((ParameterEdit(name="layer1.biases", index=(2,), value=0.7),))
    assert bits(session) == recorded.seen[5]


def test_a_divergence_is_met_again_at_the_same_step(make_config: ConfigMaker) -> None:
    session = Session(make_config(optimizer="sgd", learning_rate=1000.0, activation="identity"))
    recorder = Recorder(session, BUDGET)
    session.run(50)
    assert session.state is RunState.DIVERGED
    shown, step = session.network.parameters.copy(), session.step
    recorder.seek(0)
    assert session.state is RunState.PAUSED
    assert session.divergence is None
    recorder.seek(step)
    assert session.state is RunState.DIVERGED
    assert np.array_equal(session.network.parameters, shown)


def test_going_back_for_good_forgets_what_came_after(make_config: ConfigMaker) -> None:
    session = Session(make_config(batch_size=100))
    recorder = Recorder(session, BUDGET)
    session.run(40)
    session.save_checkpoint()
    recorder.record()
    session.run(40)
    recorder.record()
    session.ring.truncate(40)
    session.restore_last_good(replace(session.config, optimizer=OptimizerConfig(learning_rate=0.01)))
    recorder.truncate()
    assert session.newest_step == 40
    session.run(20)
    seen = bits(session)
    recorder.seek(3)
    recorder.seek(60)
    assert bits(session) == seen
    assert recorder.view(0).newest_step == 60


def test_seconds_count_only_what_is_new(make_config: ConfigMaker) -> None:
    session = Session(make_config(batch_size=100))
    recorder = Recorder(session, BUDGET)
    session.run(40)
    seconds = session.seconds
    assert seconds > 0
    recorder.seek(2)
    recorder.seek(40)
    assert session.seconds == seconds
    losses = session.history.view(0.0)
    assert losses.seconds is not None
    assert (np.diff(losses.seconds) >= 0).all()
    assert losses.seconds[-1] == pytest.approx(seconds)
    assert losses.seconds.shape == losses.batch.steps.shape


def test_on_a_busy_machine_recording_keeps_to_its_share(make_config: ConfigMaker) -> None:
    """There seconds pass in which the run gets little of the processor."""
    session = Session(make_config((64,), batch_size=100))
    recorder = Recorder(session, BUDGET)
    session.run(3)
    session.train_on()
    recorder.record()
    session.stepper.seconds += 0.5
    assert not recorder.note()
    deadline = thread_time() + 10.0
    while not recorder.note():
        assert thread_time() < deadline
