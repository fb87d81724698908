"""Traces of small networks, for the tests of the microscope."""

from __future__ import annotations

import numpy as np

from playground.engine import Dense, Network, Trainer, make_optimizer
from playground.engine.trace import StepTrace, trace_step

BATCH = 4


def small_trace(
    sizes: tuple[int, ...] = (5, 4, 3), batch: int = BATCH, activation: str = "sigmoid", seed: int = 0
) -> StepTrace:
    """A network of dense layers, and the coming update on a random batch."""
    rng = np.random.default_rng(seed)
    layers = [Dense(units=n, activation=activation) for n in sizes[1:-1]]
    layers.append(Dense(units=sizes[-1], activation="identity"))
    network = Network((sizes[0],), layers, rng=rng)
    optimizer = make_optimizer("sgd", network.n_parameters, learning_rate=0.1)
    trainer = Trainer(network, optimizer, batch_size_max=batch)
    x = rng.random((batch, sizes[0]), dtype=np.float32)
    y = rng.integers(0, sizes[-1], batch)
    return trace_step(trainer, x, y, indices=np.arange(10, 10 + batch))
