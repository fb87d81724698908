"""Training keeps no subnormal numbers, over which a processor takes a hundred times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest

from playground.engine.subnormals import can_ignore_subnormals
from playground.experiment.config import ExperimentConfig, LossConfig
from playground.training.session import Session
from playground.training.slow_jobs import SlowJob

pytestmark = pytest.mark.skipif(not can_ignore_subnormals(), reason="only Linux on x86-64")


def n_subnormal(session: Session) -> int:
    network = session.network
    kept = [network.parameters, network.gradients, *session.trainer.optimizer.state_arrays().values()]
    for layer in network.all_layers():
        kept += [values for values in (layer.z, layer.a, layer.delta) if values is not None]
    return sum(
        int(np.count_nonzero((v != 0.0) & (np.abs(v) < np.finfo(v.dtype).tiny)))
        for v in kept
        if v.dtype.kind == "f"
    )


def test_weights_that_decay_and_are_never_used(make_config: Callable[..., ExperimentConfig]) -> None:
    """The border of a digit is empty: no gradient but that of the penalty reaches its weights."""
    config = make_config(optimizer="sgd", learning_rate=0.5)
    session = Session(replace(config, loss=LossConfig(l2=1.0)))
    session.run(150)
    assert np.abs(session.network.parameters).min() < 1e-30
    assert n_subnormal(session) == 0


@pytest.mark.parametrize("activation", ["gaussian", "gelu", "mish", "softplus"])
def test_saturated_activations(make_config: Callable[..., ExperimentConfig], activation: str) -> None:
    session = Session(make_config((24, 12), activation=activation, optimizer="sgd", learning_rate=0.1))
    session.network.parameters[:] *= 12.0
    session.run(3)
    assert n_subnormal(session) == 0


def test_a_signal_that_vanishes_on_its_way(make_config: Callable[..., ExperimentConfig]) -> None:
    config = make_config((10,) * 60, activation="tanh")
    session = Session(
        replace(config, network=replace(config.network, initialization="normal", initialization_scale=0.01))
    )
    session.run(2)
    assert session.network.layers[-2].a is not None
    assert n_subnormal(session) == 0


def test_slow_jobs_take_them_for_nothing_too() -> None:
    """The loss surface of a network with saturated Gaussian units took 580 ms instead of 100."""
    found: list[bytes] = []

    def work() -> Iterator[None]:
        for _ in range(2):
            tiny = np.full(8, 1e-20, np.float32)
            found.append((tiny * tiny).tobytes())
            yield

    job = SlowJob()
    job.start(work(), 1.0)
    job.run(1.0)
    assert found == [bytes(32)] * 2
