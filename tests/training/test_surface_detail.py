from __future__ import annotations

import pytest

from playground.engine import Dense, Network
from playground.experiment.build import build_network_for
from playground.experiment.config import ExperimentConfig, NetworkConfig
from playground.training.messages import SurfaceRequest
from playground.training.surface_detail import Detail, affordable_detail

ASKED = SurfaceRequest(plane="path")


def network(*units: int) -> Network:
    layers = tuple(Dense(units=n) for n in units)
    return build_network_for(ExperimentConfig(network=NetworkConfig(layers=layers)), (784,), 10)


def test_the_networks_of_the_examples_get_a_coarser_grid_while_they_train() -> None:
    default = network(128, 64)
    at_rest = affordable_detail(ASKED, default, is_training=False, is_first=False)
    training = affordable_detail(ASKED, default, is_training=True, is_first=False)
    first = affordable_detail(ASKED, default, is_training=True, is_first=True)
    assert at_rest == Detail(25, 256)
    assert training == Detail(17, 128)
    assert first.resolution < training.resolution


def test_what_costs_little_is_made_in_full_at_any_time() -> None:
    for is_training in (False, True):
        for is_first in (False, True):
            detail = affordable_detail(ASKED, network(4), is_training=is_training, is_first=is_first)
            assert detail == Detail(25, 256)


def test_a_large_network_gets_fewer_examples_and_a_draft_first() -> None:
    large = network(512, 512)
    whole = affordable_detail(ASKED, large, is_training=False, is_first=False)
    assert (whole.resolution, whole.n_examples) == (25, 64)
    for is_training in (False, True):
        draft = affordable_detail(ASKED, large, is_training=is_training, is_first=True)
        assert draft == Detail(9, 32)


@pytest.mark.parametrize("is_training", [False, True])
def test_never_finer_than_asked_for(is_training: bool) -> None:
    small = SurfaceRequest(resolution=5, n_examples=20)
    detail = affordable_detail(small, network(512, 512), is_training=is_training, is_first=False)
    assert detail == Detail(5, 20)
