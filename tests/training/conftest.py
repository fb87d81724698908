"""Small experiments for the tests of training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from playground.engine import Dense
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    NetworkConfig,
    OptimizerConfig,
    TrainingConfig,
)

ConfigMaker = Callable[..., ExperimentConfig]


@pytest.fixture
def make_config() -> ConfigMaker:
    """A small network on the digits; keyword arguments change the usual settings."""

    def make(
        layers: tuple[int, ...] = (12,),
        *,
        activation: str = "relu",
        augmentation: str = "off",
        optimizer: str = "adam",
        learning_rate: float = 0.001,
        seed: int = 7,
        **training: int,
    ) -> ExperimentConfig:
        base = ExperimentConfig(seed=seed)
        return replace(
            base,
            data=DataConfig(augmentation=augmentation),
            network=NetworkConfig(layers=tuple(Dense(units=n, activation=activation) for n in layers)),
            optimizer=OptimizerConfig(kind=optimizer, learning_rate=learning_rate),
            training=TrainingConfig(**training),
        )

    return make
