"""From an experiment to the things that compute: network, loss, optimiser, and the sources of chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.data import DATASETS, Dataset
from playground.engine import (
    LOSSES,
    Dense,
    LayerSpec,
    Loss,
    Network,
    Optimizer,
    Schedule,
    SoftmaxCrossEntropy,
    Trainer,
    make_optimizer,
    make_schedule,
)
from playground.engine.losses import Huber
from playground.experiment.config import ExperimentConfig
from playground.experiment.shapes import network_input_shape
from playground.experiment.validation import validate

OPTIMIZER_SETTINGS = (
    "learning_rate",
    "momentum",
    "beta1",
    "beta2",
    "epsilon",
    "decay",
    "weight_decay",
)
"""Attributes that every optimiser has, under the same names in the config."""


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


def number_type(config: ExperimentConfig) -> type[np.floating[Any]]:
    """What an experiment is computed in, from its data to its checkpoints: see `DatasetEntry.number_type`."""
    return DATASETS[config.data.dataset].number_type


def build_network(
    config: ExperimentConfig,
    dataset: Dataset,
    *,
    generators: Generators | None = None,
    dtype: DTypeLike | None = None,
) -> Network:
    """Return the untrained network of `config` for `dataset`; the same seed gives the same weights.

    It takes the rows of the data set as they are, also where its first layer works on pictures, and computes
    in `number_type` unless `dtype` says another.

    Raises
    ------
    ConfigError
        If the experiment can't be run: see `validate`.
    """
    input_shape = network_input_shape(config.network.layers, dataset.input_shape, dataset.image_shape)
    network = build_network_for(config, input_shape, dataset.n_classes, generators=generators, dtype=dtype)
    network.set_loss(build_loss(config, dataset))
    return network


def build_network_for(
    config: ExperimentConfig,
    input_shape: tuple[int, ...],
    n_outputs: int,
    *,
    generators: Generators | None = None,
    dtype: DTypeLike | None = None,
) -> Network:
    """Return the untrained network of `config` for inputs and outputs of these sizes; loads no data.

    Without data every class weighs the same. It computes in `number_type` unless `dtype` says another.
    """
    validate(config)
    generators = generators or spawn_generators(config.seed)
    return Network(
        network_input_shape(config.network.layers, input_shape),
        complete_layers(config, n_outputs),
        loss=build_loss(config),
        initialization=config.network.initialization,
        initialization_scale=config.network.initialization_scale,
        rng=generators.initialization,
        dropout_rng=generators.dropout,
        dtype=number_type(config) if dtype is None else dtype,
    )


def build_loss(config: ExperimentConfig, dataset: Dataset | None = None) -> Loss:
    """Return the loss of `config`; balanced class weights follow from the training labels of `dataset`."""
    settings = config.loss
    if settings.kind == Huber.name:
        return Huber(delta=settings.huber_delta)
    if settings.kind == SoftmaxCrossEntropy.name:
        weights = None
        if settings.class_weights == "balanced" and dataset is not None:
            weights = balanced_weights(dataset.y_train, dataset.n_classes).tolist()
        return SoftmaxCrossEntropy(settings.label_smoothing, weights)
    return LOSSES[settings.kind]


def balanced_weights(labels: NDArray[np.int64], n_classes: int) -> NDArray[np.float64]:
    """Return n / (k · n_c) for each class: its examples together count as much as those of any other.

    A class without examples, whose weight nothing would use, gets 1.
    """
    counts = np.bincount(labels, minlength=n_classes)
    return np.where(counts > 0, len(labels) / (n_classes * np.maximum(counts, 1)), 1.0)


def build_optimizer(config: ExperimentConfig, network: Network) -> Optimizer:
    """Return the optimiser of `config` for the parameters of `network`, with nothing remembered yet."""
    settings = config.optimizer
    return make_optimizer(
        settings.kind,
        network.n_parameters,
        **{name: getattr(settings, name) for name in OPTIMIZER_SETTINGS},
        dtype=network.parameters.dtype,
    )


def build_trainer(
    config: ExperimentConfig, network: Network, optimizer: Optimizer, batch_size_max: int = 1
) -> Trainer:
    """Return what makes the updates, with the penalties and clipping of `config`."""
    trainer = Trainer(network, optimizer, batch_size_max=batch_size_max)
    apply_trainer_settings(config, trainer)
    return trainer


def apply_trainer_settings(config: ExperimentConfig, trainer: Trainer) -> None:
    """Give `trainer` the penalties and clipping of `config`; may happen between two steps."""
    trainer.l1, trainer.l2 = config.loss.l1, config.loss.l2
    trainer.clip_value, trainer.clip_norm = config.optimizer.clip_value, config.optimizer.clip_norm


_SCHEDULE_SETTINGS = {
    "constant": {},
    "step": {"every_epochs": "every_epochs", "decay": "decay"},
    "exponential": {"decay": "epoch_decay"},
    "cosine": {"total_epochs": "total_epochs", "final": "final"},
    "plateau": {"decay": "decay", "patience": "patience"},
}
"""Kind → setting of the engine's schedule → where it is in the config."""


def build_schedule(config: ExperimentConfig) -> Schedule:
    """Return the schedule of `config`, at its beginning."""
    settings = config.schedule
    own = {name: getattr(settings, place) for name, place in _SCHEDULE_SETTINGS[settings.kind].items()}
    return make_schedule(settings.kind, warm_up_epochs=settings.warm_up_epochs, **own)
