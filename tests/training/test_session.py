from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from playground.engine import Dense
from playground.errors import ConfigError, FileFormatError, PlaygroundError, ShapeError
from playground.experiment.config import ExperimentConfig, NetworkConfig, TrainingConfig
from playground.training.checkpoint import Checkpoint, decode_checkpoint
from playground.training.messages import RunState
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def same(one: Session, other: Session) -> bool:
    return np.array_equal(one.network.parameters, other.network.parameters)


def test_it_learns_the_digits(make_config: ConfigMaker) -> None:
    session = Session(make_config((32,)))
    for _ in range(3):
        session.run_epoch()
    assert session.epoch == 3.0
    assert session.step == 3 * session.steps_per_epoch
    assert session.evaluation is not None
    assert session.evaluation.test_accuracy > 0.85
    assert session.evaluation.step == session.step
    assert [e.epoch for e in session.history.evaluations] == [0, 1, 2, 3]


def test_the_same_seed_gives_the_same_bits(make_config: ConfigMaker) -> None:
    one, other, third = (Session(make_config(augmentation="normal", seed=seed)) for seed in (1, 1, 2))
    for session in (one, other, third):
        session.run(60)
    assert same(one, other)
    assert not same(one, third)


def test_chunks_make_no_difference(make_config: ConfigMaker) -> None:
    one, other = Session(make_config(augmentation="light")), Session(make_config(augmentation="light"))
    one.run(230)
    other.train_on()
    while other.step < 230:
        other.train(min(7, 230 - other.step))
    assert same(one, other)


@pytest.mark.parametrize("augmentation", ["off", "strong"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_a_resumed_run_is_bit_equal(make_config: ConfigMaker, augmentation: str, optimizer: str) -> None:
    config = make_config(augmentation=augmentation, optimizer=optimizer, batch_size=50, patience_epochs=5)
    straight, first = Session(config), Session(config)
    straight.run(200)
    first.run(100)
    encoded = first.checkpoint().encode()
    first.run(17)  # what comes after must not matter
    second = Session.from_checkpoint(decode_checkpoint(encoded))
    assert second.state is RunState.PAUSED
    second.run(100)
    assert same(straight, second)
    assert second.step == 200
    assert second.smoothed_loss == straight.smoothed_loss
    assert second.history.evaluations == straight.history.evaluations
    assert second.rules.progress == straight.rules.progress
    assert second.history.view(0.0).batch.mean.tolist() == straight.history.view(0.0).batch.mean.tolist()


def test_resuming_at_the_end_of_an_epoch(make_config: ConfigMaker) -> None:
    straight, first = Session(make_config()), Session(make_config())
    for session in (straight, first):
        session.run_epoch()
    second = Session.from_checkpoint(decode_checkpoint(first.checkpoint().encode()))
    for session in (straight, second):
        session.run_epoch()
    assert same(straight, second)


def test_a_checkpoint_of_another_network_is_refused(make_config: ConfigMaker) -> None:
    checkpoint = Session(make_config((12,))).checkpoint()
    arrays = {**checkpoint.arrays, "parameters": np.zeros(5, np.float32)}
    with pytest.raises(FileFormatError, match="doesn't fit"):
        Session.from_checkpoint(Checkpoint(values=checkpoint.values, arrays=arrays))


def test_the_last_smaller_batch_counts(make_config: ConfigMaker) -> None:
    session = Session(make_config(batch_size=1000))
    n = session.dataset.n_train
    assert n % 1000 != 0
    session.run(session.steps_per_epoch)
    assert session.samples_seen == n
    assert session.epoch == 1.0


def test_batch_size_zero_takes_the_whole_set(make_config: ConfigMaker) -> None:
    session = Session(make_config(batch_size=0, optimizer="sgd"))
    session.run(2)
    assert session.steps_per_epoch == 1
    assert session.samples_seen == 2 * session.dataset.n_train
    # The same as one gathered batch of everything, in another order of adding.
    other = Session(make_config(batch_size=session.dataset.n_train, optimizer="sgd"))
    other.trainer.step(other.dataset.x_train, other.dataset.y_train)
    other.trainer.step(other.dataset.x_train, other.dataset.y_train)
    np.testing.assert_allclose(session.network.parameters, other.network.parameters, atol=1e-6)


def test_every_example_is_used_once_an_epoch_in_a_new_order(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    first = session.feed.order.copy()
    session.run_epoch()
    second = session.feed.order
    assert sorted(first.tolist()) == sorted(second.tolist()) == list(range(session.dataset.n_train))
    assert first.tolist() != second.tolist()


def test_weights_from_outside_begin_the_run(make_config: ConfigMaker) -> None:
    trained = Session(make_config())
    trained.run(50)
    session = Session(make_config(), parameters=trained.network.parameters)
    assert same(trained, session)
    session.run(5)
    resumed = Session.from_checkpoint(decode_checkpoint(session.checkpoint().encode()))
    np.testing.assert_array_equal(resumed.initial_parameters, trained.network.parameters)
    with pytest.raises(ShapeError, match="don't fit"):
        Session(make_config(), parameters=np.zeros(3, np.float32))


# ---- stop rules


def test_it_stops_after_the_last_epoch(make_config: ConfigMaker) -> None:
    session = Session(make_config(max_epochs=2))
    session.run(10_000)
    assert session.state is RunState.FINISHED
    assert session.stopped_because is not None
    assert session.stopped_because.reason == "max_epochs"
    assert session.epoch == 2.0
    session.train_on()
    session.run(10)
    assert session.step == 2 * session.steps_per_epoch + 10


def test_it_stops_when_the_test_loss_gets_no_better(make_config: ConfigMaker) -> None:
    session = Session(make_config((48,), learning_rate=0.01, patience_epochs=2))
    session.run(20_000)
    assert session.state is RunState.FINISHED
    reason = session.stopped_because
    assert reason is not None
    assert reason.reason == "no_improvement"
    losses = [e.test_loss for e in session.history.evaluations[1:]]
    assert reason.best_epoch == 1 + losses.index(min(losses))
    assert reason.epochs == len(losses) == reason.best_epoch + 2
    assert reason.best_test_loss == min(losses)


# ---- advancing


def test_advance_counts_updates_and_epochs(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.advance(updates=3)
    assert session.train(100) == 3
    assert session.state is RunState.PAUSED
    session.advance(epochs=1)
    while session.state is RunState.TRAINING:
        session.train(50)
    assert session.epoch == 1.0
    session.advance(epochs=2)
    while session.state is RunState.TRAINING:
        session.train(1000)
    assert session.epoch == 3.0


# ---- hot changes


def test_settings_change_between_two_steps(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.run(10)
    before = session.network.parameters.copy()
    config = session.config
    changed = replace(
        config,
        optimizer=replace(config.optimizer, learning_rate=0.25),
        loss=replace(config.loss, l2=0.01),
        training=TrainingConfig(batch_size=100, max_epochs=9),
        data=replace(config.data, augmentation="light"),
        network=NetworkConfig(layers=(Dense(units=12, activation="tanh"),)),
    )
    session.change(changed)
    np.testing.assert_array_equal(session.network.parameters, before)
    assert session.optimizer.learning_rate == 0.25
    assert session.trainer.last_penalty > 0
    assert session.network.layers[0].activation.name == "tanh"
    assert session.network.layers[1].activation.name == "identity"
    seen = session.samples_seen
    session.run(1)
    assert session.samples_seen == seen + 100
    again = Session.from_checkpoint(decode_checkpoint(session.checkpoint().encode()))
    assert again.config == changed
    assert again.network.layers[0].activation.name == "tanh"


def test_another_optimiser_begins_with_nothing_remembered(make_config: ConfigMaker) -> None:
    session = Session(make_config(optimizer="adam"))
    session.run(5)
    session.change(replace(session.config, optimizer=replace(session.config.optimizer, kind="momentum")))
    assert session.optimizer.kind == "momentum"
    assert session.optimizer.n_steps == 0
    session.run(5)
    assert session.optimizer.n_steps == 5


def test_another_loss_keeps_the_weights(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.run(20)
    session.change(replace(session.config, loss=replace(session.config.loss, kind="squared_error")))
    session.run(20)
    assert session.state is not RunState.DIVERGED
    assert session.smoothed_loss < 5


@pytest.mark.parametrize("what", ["seed", "layers"])
def test_what_needs_a_new_network_is_refused(make_config: ConfigMaker, what: str) -> None:
    session = Session(make_config())
    changed: ExperimentConfig = replace(session.config, seed=99) if what == "seed" else make_config((12, 12))
    with pytest.raises(ConfigError, match="new network"):
        session.change(changed)
    assert session.config == make_config()


# ---- divergence


@pytest.fixture
def diverging(make_config: ConfigMaker) -> Session:
    """A run with squared error and an absurd learning rate, diverged."""
    config = make_config((12, 12), optimizer="sgd", learning_rate=10.0)
    session = Session(replace(config, loss=replace(config.loss, kind="squared_error")))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        session.run(500)
    return session


def test_divergence_is_named_and_nothing_infinite_is_kept(diverging: Session) -> None:
    assert diverging.state is RunState.DIVERGED
    assert diverging.divergence is not None
    details = diverging.divergence.details()
    assert details["layer"] in {"layer1", "layer2", "layer3"}
    assert details["quantity"]
    assert details["last_good_step"] == 0
    view = diverging.history.view(0.0)
    assert np.isfinite(view.batch.high).all()
    assert np.isfinite(view.smoothed).all()
    assert np.isfinite(diverging.network.parameters).all()
    assert math.isfinite(diverging.smoothed_loss)
    with pytest.raises(PlaygroundError, match="Go back"):
        diverging.train_on()


def test_a_divergence_tells_the_rate_that_the_last_good_weights_were_learned_with(
    make_config: ConfigMaker,
) -> None:
    config = make_config((12, 12), optimizer="sgd", learning_rate=0.1)
    for kind, told in (("sgd", 0.1), ("momentum", None)):
        session = Session(replace(config, loss=replace(config.loss, kind="squared_error")))
        session.run(50)
        session.save_checkpoint()
        optimizer = replace(config.optimizer, kind=kind, learning_rate=10.0)
        session.change(replace(session.config, optimizer=optimizer))
        session.run(500)
        assert session.divergence is not None
        details = session.divergence.details()
        assert (details["last_good_step"], details["last_good_learning_rate"]) == (50, told)


def test_going_back_and_on_with_a_smaller_rate(diverging: Session) -> None:
    config = diverging.config
    diverging.restore_last_good(replace(config, optimizer=replace(config.optimizer, learning_rate=0.01)))
    assert diverging.state is RunState.PAUSED
    assert diverging.step == 0
    assert diverging.divergence is None
    diverging.run(300)
    assert diverging.state is RunState.TRAINING
    assert diverging.smoothed_loss < 1.0
    assert np.isfinite(diverging.history.view(0.0).batch.high).all()


def test_it_goes_back_to_before_the_explosion(make_config: ConfigMaker) -> None:
    session = Session(make_config(optimizer="sgd", learning_rate=0.1))
    session.run(50)
    session.save_checkpoint()
    good = session.network.parameters.copy()
    session.stepper.step += 10
    session.stepper.smoothed_loss *= 50
    session.network.parameters *= 100
    session.save_checkpoint()
    session.network.parameters[3] = np.nan
    assert not session.state_is_sound()
    assert session.divergence is not None
    assert session.divergence.quantity == "weights"
    assert session.divergence.layer == "layer1"
    session.restore_last_good(session.config)
    assert session.step == 50
    np.testing.assert_array_equal(session.network.parameters, good)


def test_parameters_that_are_not_finite_are_not_saved(make_config: ConfigMaker) -> None:
    session = Session(make_config())
    session.run(3)
    session.network.parameters[-1] = np.inf
    assert session.save_checkpoint() is None
    assert session.state is RunState.DIVERGED
