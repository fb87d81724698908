"""What a person does to the layers, as functions from one config to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.engine import Dense, LayerSpec
from playground.experiment.config import ExperimentConfig

FIRST_LAYER = Dense(units=32, activation="relu")
"""What “Add layer” gives a network that has none."""


def with_layers(config: ExperimentConfig, layers: Sequence[LayerSpec]) -> ExperimentConfig:
    """`config` with other hidden layers."""
    return replace(config, network=replace(config.network, layers=tuple(layers)))


def add_layer(config: ExperimentConfig) -> ExperimentConfig:
    """One more layer before the output, like the one before it."""
    layers = config.network.layers
    return with_layers(config, (*layers, layers[-1] if layers else FIRST_LAYER))


def remove_layer(config: ExperimentConfig, index: int) -> ExperimentConfig:
    """Without the hidden layer at `index`."""
    layers = list(config.network.layers)
    del layers[index]
    return with_layers(config, layers)


def move_layer(config: ExperimentConfig, index: int, target: int) -> ExperimentConfig:
    """The hidden layer at `index` moved to place `target`."""
    layers = list(config.network.layers)
    layers.insert(target, layers.pop(index))
    return with_layers(config, layers)


def set_units(config: ExperimentConfig, index: int, units: int) -> ExperimentConfig:
    """Another number of neurons in the hidden layer at `index`."""
    return _with_layer(config, index, units=units)


def set_activation(config: ExperimentConfig, index: int, activation: str) -> ExperimentConfig:
    """Another activation in the hidden layer at `index`."""
    return _with_layer(config, index, activation=activation)


def _with_layer(config: ExperimentConfig, index: int, **changes: object) -> ExperimentConfig:
    layers = list(config.network.layers)
    layers[index] = replace(layers[index], **changes)
    return with_layers(config, layers)
