"""From an experiment to the things that compute: network, optimiser, and the sources of chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from playground.data import Dataset
from playground.engine import Dense, LayerSpec, Network, Optimizer, make_optimizer
from playground.experiment.config import ExperimentConfig
from playground.experiment.validation import validate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Generators:
    """One source of chance for each use, so that a change to one use leaves every other draw the same."""

    initialization: np.random.Generator
    shuffling: np.random.Generator
    dropout: np.random.Generator
    augmentation: np.random.Generator
    noise: np.random.Generator
    surface: np.random.Generator


def spawn_generators(seed: int) -> Generators:
    """Return the generators of a run, each with its own stream that follows from `seed`.

    A use that comes later is added at the end, so that the streams of the others stay what they are.
    """
    names = ("initialization", "shuffling", "dropout", "augmentation", "noise", "surface")
    children = np.random.SeedSequence(seed).spawn(len(names))
    return Generators(
        **{
            name: np.random.Generator(np.random.PCG64(child))
            for name, child in zip(names, children, strict=True)
        }
    )


def complete_layers(config: ExperimentConfig, n_outputs: int) -> tuple[LayerSpec, ...]:
    """Return the hidden layers and the output layer, whose size follows from the data."""
    return (*config.network.layers, Dense(units=n_outputs, activation=config.network.output_activation))


def build_network(
    config: ExperimentConfig,
    dataset: Dataset,
    *,
    generators: Generators | None = None,
    dtype: DTypeLike = np.float32,
) -> Network:
    """Return the untrained network of `config` for `dataset`; the same seed gives the same weights.

    Raises
    ------
    ConfigError
        If the experiment can't be run: see `validate`.
    """
    return build_network_for(
        config, dataset.input_shape, dataset.n_classes, generators=generators, dtype=dtype
    )


def build_network_for(
    config: ExperimentConfig,
    input_shape: tuple[int, ...],
    n_outputs: int,
    *,
    generators: Generators | None = None,
    dtype: DTypeLike = np.float32,
) -> Network:
    """Return the untrained network of `config` for inputs and outputs of these sizes; loads no data."""
    validate(config)
    generators = generators or spawn_generators(config.seed)
    return Network(
        input_shape,
        complete_layers(config, n_outputs),
        loss=config.loss.kind,
        initialization=config.network.initialization,
        initialization_scale=config.network.initialization_scale,
        rng=generators.initialization,
        dropout_rng=generators.dropout,
        dtype=dtype,
    )


def build_optimizer(config: ExperimentConfig, network: Network) -> Optimizer:
    """Return the optimiser of `config` for the parameters of `network`, with nothing remembered yet."""
    settings = config.optimizer
    return make_optimizer(
        settings.kind,
        network.n_parameters,
        learning_rate=settings.learning_rate,
        momentum=settings.momentum,
        beta1=settings.beta1,
        beta2=settings.beta2,
        epsilon=settings.epsilon,
        dtype=network.parameters.dtype,
    )
