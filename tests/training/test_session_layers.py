"""Runs with every kind of layer and loss option: the same bits after a pause, changed between two steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.engine import BatchNorm, Dropout, Residual, SoftmaxCrossEntropy
from playground.errors import ConfigError, ShapeError
from playground.experiment import ExperimentConfig, load_model, save_model, set_value
from playground.training.checkpoint import decode_checkpoint
from playground.training.frames import FrameMaker
from playground.training.messages import FrameRequest
from playground.training.session import Session

DEEP = "conv3k5s3p0,bn:relu,pool2,residual(conv3,dropout0.2),flatten,layernorm:tanh,dropout0.5,12"


def experiment(layers: str, **values: object) -> ExperimentConfig:
    config = set_value(ExperimentConfig(), "layers", layers)
    for path, value in ({"data.augmentation": "off"} | values).items():
        config = set_value(config, path.replace("__", "."), value)
    return config


def same(one: Session, other: Session) -> bool:
    mine, theirs = one.network.named_state(), other.network.named_state()
    return np.array_equal(one.network.parameters, other.network.parameters) and all(
        np.array_equal(values, theirs[name]) for name, values in mine.items()
    )


@pytest.mark.parametrize(
    ("layers", "values"),
    [
        (DEEP, {"schedule": "plateau", "schedule__patience": 0, "clip_norm": 0.5, "l1": 1e-4}),
        (DEEP, {"label_smoothing": 0.1, "class_weights": "balanced", "data__augmentation": "light"}),
        ("bn,16,dropout0.3", {"schedule": "cosine", "total_epochs": 2, "optimizer": "adamw"}),
        ("16,residual(16,bn),layernorm", {"optimizer": "rmsprop", "loss": "huber", "clip_value": 0.01}),
        ("16:gelu,dropout0.1", {"optimizer": "adagrad", "loss": "hinge", "warm_up_epochs": 1}),
        ("8:mish", {"optimizer": "nesterov", "loss": "binary_cross_entropy", "schedule": "exponential"}),
    ],
)
def test_a_resumed_run_is_bit_equal(layers: str, values: dict[str, object]) -> None:
    config = experiment(layers, batch_size=150, **values)
    straight, first = Session(config), Session(config)
    straight.run(80)
    first.run(41)
    encoded = first.checkpoint().encode()
    first.run(5)  # what comes after must not matter
    second = Session.from_checkpoint(decode_checkpoint(encoded))
    second.run(39)
    assert second.step == straight.step == 80
    assert same(straight, second)
    assert second.history.evaluations == straight.history.evaluations
    assert second.learning_rate == straight.learning_rate


def test_chunks_make_no_difference() -> None:
    one, other = (Session(experiment(DEEP, batch_size=100)) for _ in range(2))
    one.run(50)
    other.train_on()
    while other.step < 50:
        other.train(min(3, 50 - other.step))
    assert same(one, other)


# ---- hot changes


def test_dropout_and_norm_settings_change_between_two_steps() -> None:
    config = experiment(DEEP)
    session = Session(config)
    session.run(5)
    before = session.network.parameters.copy()
    changed = config
    for path, value in (
        ("layer2.momentum", 0.5),
        ("layer4.layer2.rate", 0.0),
        ("layer7.rate", 0.9),
        ("layer2.activation", "tanh"),
    ):
        changed = set_value(changed, path, value)
    session.change(changed)
    assert np.array_equal(session.network.parameters, before)
    specs = session.network.specs
    assert isinstance(specs[1], BatchNorm)
    assert specs[1].momentum == 0.5
    assert isinstance(specs[3], Residual)
    assert specs[3].layers[1] == Dropout(rate=0.0)
    session.run(5)
    fresh = Session(changed)
    assert session.network.specs == fresh.network.specs
    dropout = session.network.layers[6]
    assert dropout.a is not None
    # Nine in ten numbers of the last batch were left out.
    session.network.forward(session.dataset.x_train[:200], train=True)
    assert np.mean(dropout.a == 0.0) == pytest.approx(0.9, abs=0.05)


def test_a_changed_run_is_the_run_that_would_have_come(tmp_path: object) -> None:
    """Changing a rate and back between two steps leaves no trace."""
    config = experiment("16,dropout0.5,16")
    straight, changed = Session(config), Session(config)
    straight.run(20)
    changed.run(10)
    changed.change(set_value(config, "layer2.rate", 0.1))
    changed.change(config)
    changed.run(10)
    assert same(straight, changed)


@pytest.mark.parametrize("path", ["l1", "l2", "clip_value", "clip_norm"])
def test_penalties_and_clipping_change_between_two_steps(path: str) -> None:
    config = experiment("16")
    session = Session(config)
    session.run(2)
    smoothed = session.smoothed_loss
    session.change(set_value(config, path, 0.01))
    assert getattr(session.trainer, path) == 0.01
    # The data term is the same: nothing about it is forgotten.
    assert session.smoothed_loss == smoothed
    session.run(1)
    fresh = Session(config)
    fresh.run(3)
    assert not same(session, fresh)


def test_loss_options_change_between_two_steps() -> None:
    config = experiment("16")
    session = Session(config)
    session.run(10)
    session.change(set_value(config, "label_smoothing", 0.5))
    loss = session.network.loss
    assert isinstance(loss, SoftmaxCrossEntropy)
    assert loss.label_smoothing == 0.5
    assert session.smoothed_loss != session.smoothed_loss  # NaN: another loss, another scale
    session.run(10)
    assert session.evaluate_now() is not None
    assert session.evaluation is not None
    # With half of each target spread over ten classes no answer gets below this loss.
    assert session.evaluation.test_loss > -(0.55 * np.log(0.55) + 9 * 0.05 * np.log(0.05)) - 1e-6


def test_a_new_shape_needs_a_restart() -> None:
    config = experiment(DEEP)
    with pytest.raises(ConfigError, match="needs a new network"):
        Session(config).change(set_value(config, "layer1.channels", 4))


# ---- running statistics


def test_a_run_begins_with_the_statistics_that_belong_to_its_weights(tmp_path: object) -> None:
    config = experiment("bn,16")
    trained = Session(config)
    trained.run(30)
    path = f"{tmp_path}/bn.bpp"
    save_model(path, config, trained.network.parameters, state=trained.network.named_state())
    model = load_model(path)
    again = Session(model.config, parameters=model.parameters, state=model.state)
    assert same(trained, again)
    x = trained.dataset.x_test[:5]
    assert np.array_equal(again.network.predict(x), trained.network.predict(x))


def test_statistics_of_another_network_are_refused() -> None:
    config = experiment("bn,16")
    session = Session(config)
    wrong = {name: values[:3] for name, values in session.network.named_state().items()}
    with pytest.raises(ShapeError, match="don't fit this network"):
        Session(config, parameters=session.network.parameters, state=wrong)


def test_a_divergence_brings_the_statistics_back_too() -> None:
    config = experiment("bn,16", optimizer="sgd", learning_rate=0.01)
    session = Session(config)
    session.run(20)
    session.save_checkpoint()
    good = {name: values.copy() for name, values in session.network.named_state().items()}
    session.network.parameters[-1] = np.nan
    session.run(5)
    assert session.divergence is not None
    for name, values in session.network.named_state().items():
        assert np.array_equal(values, good[name])


# ---- answers and snapshots


def test_answers_use_neither_dropout_nor_the_statistics_of_one_example() -> None:
    session = Session(experiment("bn,32,dropout0.9"))
    session.run(60)
    frames = FrameMaker(session)
    drawing = session.dataset.x_test[3]
    state = {name: values.copy() for name, values in session.network.named_state().items()}
    answers = [
        frames.make(FrameRequest(probe=drawing), 1, (0.0, 0.0)).probe.probabilities  # type: ignore[union-attr]
        for _ in range(3)
    ]
    assert np.array_equal(answers[0], answers[1])
    assert np.array_equal(answers[0], answers[2])
    together = session.network.predict(session.dataset.x_test[:10])[3]
    assert answers[0] == pytest.approx(together, abs=1e-5)
    for name, values in session.network.named_state().items():
        assert np.array_equal(values, state[name])


def test_a_snapshot_tells_the_rate_and_the_penalty_of_the_moment() -> None:
    config = experiment("16", schedule="exponential", epoch_decay=0.5, l1=0.01, learning_rate=0.1)
    session = Session(config)
    session.run_epoch()
    snapshot = FrameMaker(session).make(FrameRequest(losses=True), 1, (0.0, 0.0))
    assert snapshot.learning_rate == pytest.approx(0.05)
    weights = session.network.parameters[session.network.weight_mask]
    assert snapshot.losses is not None
    assert snapshot.losses.penalty == pytest.approx(0.01 * float(np.abs(weights).sum()), rel=1e-4)


def test_a_convolutional_network_learns_the_digits() -> None:
    session = Session(experiment("conv4k5s2p0,pool2,16", learning_rate=0.005, batch_size=64))
    for _ in range(3):
        session.run_epoch()
    assert session.evaluation is not None
    assert session.evaluation.test_accuracy > 0.88


def test_every_loss_learns_classes() -> None:
    # Absolute error stays at 0 for all first: the median of nine 0 and one 1.
    for loss in ("huber", "hinge", "binary_cross_entropy", "squared_error"):
        session = Session(replace(experiment("16", loss=loss, learning_rate=0.003), seed=1))
        session.run(400)
        assert session.evaluation is not None, loss
        assert session.evaluation.test_accuracy > 0.3, loss


def test_an_evaluation_is_cut_by_its_work_not_by_the_number_of_weights() -> None:
    """A convolution uses each of its few weights hundreds of times."""
    dense, convolution = (Session(experiment(layers)) for layers in ("32", "conv16k5,pool4"))
    assert convolution.network.n_parameters < dense.network.n_parameters
    slices = [sum(1 for _ in session.evaluation_work()) for session in (dense, convolution)]
    assert slices[1] > 2 * slices[0]
