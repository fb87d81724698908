"""Silent and saturated units, and clipping, as a snapshot tells them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from playground.experiment.config import ExperimentConfig
from playground.experiment.values import with_hidden_activation
from playground.training.instruments import Instruments
from playground.training.messages import Gradients
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def measured(session: Session, n_steps: int = 1) -> Gradients:
    instruments = Instruments(session)
    for i in range(n_steps):
        session.run(1)
        instruments.sample(float(i))
    return instruments.gradients(False, now=1e6)


def test_a_layer_whose_biases_are_far_down_is_silent(make_config: ConfigMaker) -> None:
    session = Session(with_hidden_activation(make_config((10, 8)), "relu"))
    session.network.named_parameters()["layer1.biases"][:5] = -1e4
    view = measured(session)
    assert view.dead_share is not None
    assert view.dead_share[0] >= 0.5
    assert math.isnan(view.dead_share[2])  # the output is linear
    assert view.saturated_share is not None
    assert np.isnan(view.saturated_share).all()


def test_large_weights_saturate_a_sigmoid(make_config: ConfigMaker) -> None:
    session = Session(with_hidden_activation(make_config((10, 8)), "sigmoid"))
    healthy = measured(session).saturated_share
    assert healthy is not None
    assert healthy[0] < 0.2
    session.network.named_parameters()["layer1.weights"][...] *= 1e3
    saturated = measured(session).saturated_share
    assert saturated is not None
    assert saturated[0] > 0.9


@pytest.mark.parametrize(
    ("setting", "value", "share"),
    [("clip_norm", 1e-4, 1.0), ("clip_value", 1e-6, 1.0), ("clip_norm", 1e3, 0.0), ("clip_value", 1e3, 0.0)],
)
def test_how_often_the_gradient_is_cut(
    make_config: ConfigMaker, setting: str, value: float, share: float
) -> None:
    config = make_config((10,))
    session = Session(replace(config, optimizer=replace(config.optimizer, **{setting: value})))
    assert measured(session, 5).clipped_share == share


def test_without_clipping_there_is_no_share(make_config: ConfigMaker) -> None:
    assert math.isnan(measured(Session(make_config((10,)))).clipped_share)


def test_it_looks_only_a_few_times_a_second(make_config: ConfigMaker) -> None:
    session = Session(with_hidden_activation(make_config((10,)), "relu"))
    instruments = Instruments(session)
    session.run(1)
    instruments.sample(0.0)
    before = instruments.gradients(False, now=0.0).dead_share
    session.run(1)
    instruments.sample(0.1)
    assert instruments.gradients(False, now=0.1).dead_share is before
    session.run(1)
    instruments.sample(10.0)
    assert instruments.gradients(False, now=10.0).dead_share is not before
