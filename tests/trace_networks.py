"""Small random networks of all kinds of layers, for the tests of the trace and of the walk."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine import (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Network,
    Residual,
    Trainer,
    make_optimizer,
)
from playground.engine.layers import DropoutLayer

BENDS = [name for name, f in ACTIVATIONS.items() if f.exact_derivative and name != "identity"]
"""Those with a kink too: who compares with finite differences steps around it."""


def random_layers(rng: np.random.Generator) -> tuple[tuple[int, ...], list[LayerSpec]]:
    """An input shape, and layers for it; every kind comes up."""
    f, g = rng.choice(BENDS, 2).tolist()
    n = int(rng.integers(2, 5))
    end = Dense(units=int(rng.integers(1, 4)), activation="identity")
    inside = (Dense(units=n, activation=f), LayerNorm(activation=g))
    kinds: list[tuple[tuple[int, ...], list[LayerSpec]]] = [
        ((n,), [Dense(units=3, activation=f), Dense(units=n, activation=g)]),
        ((n,), [BatchNorm(), Dense(units=4, activation="identity"), BatchNorm(activation=f)]),
        ((n,), [Dense(units=4, activation=f), LayerNorm(activation=g)]),
        (
            (n,),
            [
                Dense(units=5, activation=f),
                Dropout(rate=0.3),
                Dense(units=2, activation=g),
                Dropout(rate=0.2),
            ],
        ),
        ((n,), [Residual(layers=inside, activation=f), Dense(units=3, activation=g)]),
        ((n,), [Dense(units=n, activation=f), Residual(layers=(Dropout(rate=0.2), *inside))]),
        ((n,), [Residual(layers=(Residual(layers=inside), Dense(units=n, activation=g)))]),
        ((1, 4, 4), [Conv2d(channels=2, kernel_size=3, padding=1, activation=f), MaxPool2d()]),
        ((1, 5, 4), [Conv2d(channels=2, kernel_size=2, activation=f), MaxPool2d(size=2, stride=1)]),
        ((2, 4, 4), [AvgPool2d(size=2, stride=1), Conv2d(channels=2, kernel_size=2, activation=f)]),
        ((1, 5, 5), [Conv2d(channels=2, kernel_size=3, stride=2, padding=1, activation=f), Flatten()]),
        ((2, 3, 3), [Conv2d(channels=2, kernel_size=2, activation=f), BatchNorm(activation=g)]),
        ((1, 3, 3), [LayerNorm(activation=f), Conv2d(channels=1, kernel_size=2, activation=g)]),
        (
            (2, 3, 3),
            [
                Residual(layers=(Conv2d(channels=2, padding=1, activation=f), BatchNorm()), activation=g),
                AvgPool2d(),
                Flatten(),
            ],
        ),
    ]
    shape, hidden = kinds[int(rng.integers(len(kinds)))]
    return shape, [*hidden, end]


def random_trainer(
    seed: int, dtype: Any = np.float64
) -> tuple[Trainer, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """A trainer that has made a step or two, and the batch that comes."""
    rng = np.random.default_rng(seed)
    shape, layers = random_layers(rng)
    network = Network(
        shape,
        layers,
        loss=str(rng.choice(list(LOSSES))),
        initialization="glorot_normal",
        rng=rng,
        dropout_rng=np.random.default_rng(seed + 1),
        dtype=dtype,
    )
    network.parameters += 0.2 * rng.standard_normal(network.n_parameters).astype(dtype)
    if network.n_outputs == 1 and network.loss.name == "softmax_cross_entropy":
        network.set_loss("binary_cross_entropy")
    kind = str(rng.choice(list(OPTIMIZERS)))
    trainer = Trainer(
        network,
        make_optimizer(kind, network.n_parameters, learning_rate=0.01, dtype=dtype),
        l1=float(rng.choice([0.0, 0.01])),
        l2=float(rng.choice([0.0, 0.1])),
        clip_value=float(rng.choice([0.0, 0.05])),
        clip_norm=float(rng.choice([0.0, 0.1])),
    )
    n = int(rng.integers(2, 5))
    for _ in range(int(rng.integers(0, 3))):
        trainer.step(*random_batch(network, rng, n))
    x, y = random_batch(network, rng, n)
    return trainer, x, y


def random_batch(
    network: Network, rng: np.random.Generator, n: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Examples that fit."""
    x = rng.standard_normal((n, network.n_inputs)).astype(network.dtype)
    return x, rng.integers(0, max(2, network.n_outputs), n)


class Twins:
    """Copies of a trainer's network to move parameters in; each draws the dropout that the trainer would.

    One copy does where there is no dropout; who uses it puts the parameters back.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        has_dropout = any(isinstance(layer, DropoutLayer) for layer in trainer.network.all_layers())
        self._only = None if has_dropout else trainer.copy().network

    def next(self) -> Network:
        """A network with the trainer's parameters."""
        return self._only or self._trainer.copy().network
