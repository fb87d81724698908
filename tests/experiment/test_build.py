"""From a config to what computes, the same bits for the same seed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.data import load_dataset
from playground.engine import LOSSES, SCHEDULES, Dense, SoftmaxCrossEntropy
from playground.engine.losses import Huber
from playground.errors import ConfigError
from playground.experiment import (
    ExperimentConfig,
    build_network,
    build_network_for,
    build_optimizer,
    complete_layers,
    set_value,
    spawn_generators,
    with_hidden_activation,
)
from playground.experiment.build import balanced_weights, build_loss, build_schedule, build_trainer
from playground.experiment.config import LossConfig, OptimizerConfig, ScheduleConfig

SMALL = set_value(ExperimentConfig(), "layers", "6,4")


def build(config: ExperimentConfig) -> np.ndarray:
    return build_network_for(config, (5,), 3).parameters


def test_the_network_has_the_layers_of_the_config_and_an_output_for_each_class() -> None:
    network = build_network_for(SMALL, (5,), 3)
    assert {name: p.shape for name, p in network.named_parameters().items()} == {
        "layer1.weights": (5, 6),
        "layer1.biases": (6,),
        "layer2.weights": (6, 4),
        "layer2.biases": (4,),
        "layer3.weights": (4, 3),
        "layer3.biases": (3,),
    }
    assert complete_layers(SMALL, 3)[-1] == Dense(units=3, activation="identity")


def test_the_same_seed_gives_the_same_bits() -> None:
    assert np.array_equal(build(SMALL), build(SMALL))
    assert not np.array_equal(build(SMALL), build(set_value(SMALL, "seed", 8)))


def test_another_activation_starts_from_the_same_weights() -> None:
    assert np.array_equal(build(SMALL), build(with_hidden_activation(SMALL, "sigmoid")))


def test_each_use_of_chance_has_its_own_stream() -> None:
    generators = spawn_generators(7)
    names = ("initialization", "shuffling", "dropout", "augmentation", "noise", "surface")
    draws = {float(getattr(generators, name).random()) for name in names}
    assert len(draws) == len(names)
    # Drawing from one leaves the others where they were.
    fresh = spawn_generators(7)
    fresh.initialization.random(1000)
    assert fresh.shuffling.random(3).tolist() == spawn_generators(7).shuffling.random(3).tolist()


def test_the_streams_stay_what_they_are_between_versions() -> None:
    # Noted from version 0.1.0: a saved experiment has to give the same run after an update of the program.
    assert float(spawn_generators(7).initialization.random()) == 0.7978591868433563


def test_the_optimiser_has_the_settings_of_the_config() -> None:
    settings = OptimizerConfig(
        kind="adam", learning_rate=0.5, beta1=0.1, beta2=0.2, epsilon=0.3, momentum=0.4
    )
    optimizer = build_optimizer(ExperimentConfig(optimizer=settings), build_network_for(SMALL, (5,), 3))
    assert (optimizer.kind, optimizer.learning_rate) == ("adam", 0.5)
    assert (optimizer.beta1, optimizer.beta2, optimizer.epsilon) == (0.1, 0.2, 0.3)


def test_the_optimiser_of_each_kind_has_what_it_uses() -> None:
    settings = OptimizerConfig(kind="adamw", weight_decay=0.4)
    network = build_network_for(SMALL, (5,), 3)
    assert build_optimizer(ExperimentConfig(optimizer=settings), network).weight_decay == 0.4
    settings = OptimizerConfig(kind="rmsprop", decay=0.7)
    assert build_optimizer(ExperimentConfig(optimizer=settings), network).decay == 0.7


def test_penalties_and_clipping_reach_the_trainer() -> None:
    config = replace(
        SMALL,
        loss=LossConfig(l1=0.1, l2=0.2),
        optimizer=OptimizerConfig(clip_value=0.3, clip_norm=0.4),
    )
    network = build_network_for(config, (5,), 3)
    trainer = build_trainer(config, network, build_optimizer(config, network))
    assert (trainer.l1, trainer.l2, trainer.clip_value, trainer.clip_norm) == (0.1, 0.2, 0.3, 0.4)


def test_the_loss_has_the_settings_of_the_config() -> None:
    loss = build_loss(ExperimentConfig(loss=LossConfig(kind="huber", huber_delta=0.5)))
    assert isinstance(loss, Huber)
    assert loss.delta == 0.5
    loss = build_loss(ExperimentConfig(loss=LossConfig(label_smoothing=0.2, class_weights="balanced")))
    assert isinstance(loss, SoftmaxCrossEntropy)
    assert (loss.label_smoothing, loss.class_weights) == (0.2, None)
    for kind in LOSSES:
        assert build_loss(ExperimentConfig(loss=LossConfig(kind=kind))).name == kind


def test_balanced_classes_count_the_same_however_many_examples_they_have() -> None:
    labels = np.array([0] * 6 + [1] * 3 + [3])
    weights = balanced_weights(labels, 4)
    assert weights.tolist() == pytest.approx([10 / 24, 10 / 12, 1.0, 10 / 4])
    totals = [weights[c] * np.sum(labels == c) for c in (0, 1, 3)]
    assert totals == pytest.approx([2.5] * 3)


def test_balanced_weights_come_from_the_training_labels() -> None:
    dataset = load_dataset("digits")
    few_sevens = replace(dataset, y_train=np.where(dataset.y_train == 7, 1, dataset.y_train))
    config = ExperimentConfig(loss=LossConfig(class_weights="balanced"))
    loss = build_network(config, few_sevens).loss
    assert isinstance(loss, SoftmaxCrossEntropy)
    assert loss.class_weights is not None
    assert loss.class_weights[1] == pytest.approx(0.5, abs=0.05)
    assert loss.class_weights[0] == pytest.approx(1.0, abs=0.05)
    assert loss.class_weights[7] == 1.0


@pytest.mark.parametrize(
    ("settings", "epoch", "factor"),
    [
        (ScheduleConfig(), 50.0, 1.0),
        (ScheduleConfig(warm_up_epochs=4), 1.0, 0.25),
        (ScheduleConfig(kind="step", every_epochs=2, decay=0.1), 5.0, 0.01),
        (ScheduleConfig(kind="exponential", epoch_decay=0.9), 2.0, 0.81),
        (ScheduleConfig(kind="cosine", total_epochs=10, final=0.2), 5.0, 0.6),
        (ScheduleConfig(kind="cosine", total_epochs=10, final=0.2), 99.0, 0.2),
        (ScheduleConfig(kind="plateau", warm_up_epochs=2), 1.0, 0.5),
    ],
)
def test_the_schedule_has_the_settings_of_the_config(
    settings: ScheduleConfig, epoch: float, factor: float
) -> None:
    schedule = build_schedule(ExperimentConfig(schedule=settings))
    assert schedule.factor(epoch) == pytest.approx(factor)


def test_every_schedule_of_the_engine_can_be_built() -> None:
    for kind in SCHEDULES:
        assert build_schedule(ExperimentConfig(schedule=ScheduleConfig(kind=kind))).kind == kind


def test_pictures_come_to_a_convolution_as_rows() -> None:
    config = set_value(ExperimentConfig(), "layers", "conv2,pool2,8")
    dataset = load_dataset("digits")
    network = build_network(config, dataset)
    assert network.input_shape == (1, 28, 28)
    rows = dataset.x_test[:3]
    assert np.array_equal(network.predict(rows), network.predict(rows.reshape(3, 1, 28, 28)))


def test_a_config_that_cannot_be_run_is_refused_before_memory_is_taken() -> None:
    config = set_value(set_value(ExperimentConfig(), "layers", "64x2048"), "batch_size", 0)
    with pytest.raises(ConfigError, match="GB of memory"):
        build_network_for(config, (784,), 10)
