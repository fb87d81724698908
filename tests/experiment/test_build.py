"""From a config to what computes, the same bits for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from playground.engine import Dense
from playground.errors import ConfigError
from playground.experiment import (
    ExperimentConfig,
    build_network_for,
    build_optimizer,
    complete_layers,
    set_value,
    spawn_generators,
    with_hidden_activation,
)
from playground.experiment.config import OptimizerConfig

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


def test_a_config_that_cannot_be_run_is_refused_before_memory_is_taken() -> None:
    config = set_value(set_value(ExperimentConfig(), "layers", "64x2048"), "batch_size", 0)
    with pytest.raises(ConfigError, match="GB of memory"):
        build_network_for(config, (784,), 10)
