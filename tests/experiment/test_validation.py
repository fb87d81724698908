"""What is wrong with a config is said with its place and the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest

from playground.engine import BatchNorm, Conv2d, Dense, Dropout, LayerSpec, MaxPool2d, Residual
from playground.errors import ConfigError
from playground.experiment import EXAMPLES, ExperimentConfig, problems, validate
from playground.experiment.config import NetworkConfig, OptimizerConfig, TrainingConfig

LIST: Any = [Dense(units=2)]
"""Layers as careless code might give them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd(LayerSpec):
    """A kind that no experiment knows."""

    kind: ClassVar[str] = "odd"


def with_layers(*layers: LayerSpec) -> ExperimentConfig:
    return ExperimentConfig(network=NetworkConfig(layers=layers))


@pytest.mark.parametrize("key", EXAMPLES)
def test_every_example_can_be_run(key: str) -> None:
    validate(EXAMPLES[key].config)


@pytest.mark.parametrize(
    "config",
    [
        with_layers(),
        with_layers(Dense(units=1)),
        with_layers(*[Dense(units=2)] * 64),
        with_layers(*[Dropout(rate=0.99)] * 3),
        with_layers(BatchNorm(momentum=0.0, epsilon=1e-12), Conv2d(channels=1, kernel_size=28)),
        ExperimentConfig(optimizer=OptimizerConfig(kind="sgd", learning_rate=10.0)),
        ExperimentConfig(training=TrainingConfig(batch_size=0)),
    ],
    ids=[
        "no hidden layer",
        "one neuron",
        "64 layers",
        "dropout",
        "one place",
        "learning rate 10",
        "full batch",
    ],
)
def test_absurd_is_allowed(config: ExperimentConfig) -> None:
    assert problems(config) == []


@pytest.mark.parametrize(
    ("config", "path", "sentence"),
    [
        (with_layers(Dense(units=0)), "network.layer1.units", "from 1 to 2,048 neurons"),
        (
            with_layers(Dense(units=2), Dense(units=2, activation="rulu")),
            "network.layer2.activation",
            "mean relu?",
        ),
        (with_layers(*[Dense(units=2)] * 65), "network.layers", "at most 64"),
        (ExperimentConfig(network=NetworkConfig(layers=LIST)), "network.layers", "must be a tuple"),
        (ExperimentConfig(network=NetworkConfig(layers=(Odd(),))), "network.layer1", "of the kind odd"),
        (
            with_layers(Residual(layers=(Dense(units=784),) * 64)),
            "network.layers",
            "at most 64",
        ),
        (
            with_layers(Residual(layers=(Dense(units=784), Dropout(rate=1.5)))),
            "network.layer1.layer2.rate",
            "from 0 to 0.99",
        ),
        (with_layers(Residual(layers=LIST)), "network.layer1.layers", "must be a tuple"),
        (with_layers(Dense(units=3), MaxPool2d()), "network.layer2", "works on pictures"),
        (
            replace(
                with_layers(*[Conv2d(channels=512, padding=1)] * 4), training=TrainingConfig(batch_size=0)
            ),
            "network.layers",
            "GB of memory",
        ),
        (ExperimentConfig(seed=-1), "seed", "from 0 to"),
        (ExperimentConfig(seed=10**400), "seed", "from 0 to"),
        (ExperimentConfig(seed=True), "seed", "must be a whole number"),
        (
            ExperimentConfig(optimizer=OptimizerConfig(learning_rate=float("nan"))),
            "optimizer.learning_rate",
            "must be a finite number",
        ),
        (
            replace(with_layers(*[Dense(units=2048)] * 64), training=TrainingConfig(batch_size=0)),
            "network.layers",
            "GB of memory",
        ),
    ],
)
def test_a_problem_names_its_place(config: ExperimentConfig, path: str, sentence: str) -> None:
    found = problems(config)
    assert [place for place, _ in found] == [path]
    assert sentence in found[0][1]
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        validate(config)


def test_all_problems_are_told_at_once() -> None:
    config = ExperimentConfig(optimizer=OptimizerConfig(kind="magic", learning_rate=-1), seed=-5)
    with pytest.raises(ConfigError) as caught:
        validate(config)
    assert len(str(caught.value).splitlines()) == 3
