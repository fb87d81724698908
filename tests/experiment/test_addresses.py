from __future__ import annotations

from dataclasses import replace

import pytest

from playground.engine import Conv2d, Dense, Dropout, Residual
from playground.errors import ConfigError
from playground.experiment.addresses import address_of, address_problems, parse_address
from playground.experiment.config import ExperimentConfig, NetworkConfig
from playground.experiment.shapes import network_shapes

PLAIN = (Dense(units=4), Dense(units=3))


def sentences(layers=PLAIN, shape=(2,), **marks) -> list[tuple[str, str]]:
    config = replace(ExperimentConfig(), network=NetworkConfig(layers=tuple(layers), **marks))
    return [(p.path, p.sentence) for p in address_problems(config, network_shapes(config, shape, 2))]


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("layer2.weights[3,1]", ("layer2.weights", (3, 1))),
        ("layer1.biases[0]", ("layer1.biases", (0,))),
        ("layer1[3]", ("layer1", (3,))),
        ("layer2.layer1.weights[0,1,2,2]", ("layer2.layer1.weights", (0, 1, 2, 2))),
    ],
)
def test_there_and_back(text, parsed):
    assert parse_address(text) == parsed
    assert address_of(*parsed) == text


@pytest.mark.parametrize(
    "text",
    ["", "layer1", "layer1[]", "layer1[-1]", "layer1[1.5]", "layer1[1", "[1]", "layer1[1][2]", "x" * 999],
)
def test_what_is_no_address_is_told(text):
    with pytest.raises(ConfigError, match="no place in a network"):
        parse_address(text)


def test_what_fits_is_no_problem():
    assert (
        sentences(
            frozen=("layer1.weights[1,3]", "layer3.biases[1]"),
            cut=("layer2.weights[3,2]",),
            silenced=("layer1[3]", "layer3[0]"),
        )
        == []
    )
    block = Residual(layers=(Conv2d(channels=2, padding=1),))
    layers = (Conv2d(channels=2), block, Dense(units=3))
    assert sentences(layers, (64,), frozen=("layer2.layer1.weights[1,1,2,2]",), silenced=("layer2[1]",)) == []


@pytest.mark.parametrize(
    ("marks", "path", "words"),
    [
        ({"frozen": ("layer1.weights[2,0]",)}, "network.frozen", "2 × 4 numbers"),
        ({"frozen": ("layer1.weights[2]",)}, "network.frozen", "lies outside"),
        ({"frozen": ("layer7.weights[0,0]",)}, "network.frozen", "no parameters called layer7.weights"),
        ({"cut": ("layer1.biases[0]",)}, "network.cut", "only links can be cut"),
        ({"cut": ("nonsense",)}, "network.cut", "no place"),
        ({"silenced": ("layer1[4]",)}, "network.silenced", r"layer1\[3\]"),
        ({"silenced": ("layer1.weights[0,0]",)}, "network.silenced", "no units"),
    ],
)
def test_what_does_not_fit_is_told(marks, path, words):
    ((where, sentence),) = sentences(**marks)
    assert where == path
    with pytest.raises(ConfigError, match=words):
        raise ConfigError(sentence)


def test_a_layer_without_units_cannot_be_silenced():
    ((_, sentence),) = sentences((Dense(units=4), Dropout(rate=0.1)), silenced=("layer2[0]",))
    assert "no units" in sentence


def test_of_a_network_that_cannot_be_built_nothing_is_said():
    assert sentences((Dense(units=2), Conv2d(channels=2)), frozen=("layer9.biases[0]",)) == []
