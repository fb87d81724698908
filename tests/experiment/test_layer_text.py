"""Layers as a line of text: read where it is clear, refused in a sentence where not."""

from __future__ import annotations

import pytest
from experiment_strategies import layers
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Residual,
)
from playground.errors import ConfigError
from playground.experiment import format_layers, parse_layers


@pytest.mark.parametrize(
    ("text", "layer"),
    [
        ("conv16", Conv2d(channels=16, padding=1)),
        ("conv8k5", Conv2d(channels=8, kernel_size=5, padding=2)),
        ("Conv8 k5p0s2:tanh", None),
        ("conv8k5p0s2:tanh", Conv2d(channels=8, kernel_size=5, stride=2, activation="tanh")),
        ("conv8s2k3p1", Conv2d(channels=8, stride=2, padding=1)),
        ("pool", MaxPool2d()),
        ("maxpool3s1", MaxPool2d(size=3, stride=1)),
        ("avg_pool2", AvgPool2d()),
        ("flatten", Flatten()),
        ("bn", BatchNorm()),
        ("batch_norm:relu", BatchNorm(activation="relu")),
        ("LayerNorm", LayerNorm()),
        ("dropout", Dropout()),
        ("dropout0.3", Dropout(rate=0.3)),
        ("dense32", Dense(units=32)),
        (
            "residual(8, 8:identity):relu",
            Residual(layers=(Dense(units=8), Dense(units=8, activation="identity")), activation="relu"),
        ),
        ("res(bn)", Residual(layers=(BatchNorm(),))),
    ],
)
def test_one_layer(text: str, layer: LayerSpec | None) -> None:
    if layer is None:
        with pytest.raises(ConfigError, match="is not a layer"):
            parse_layers(text)
    else:
        assert parse_layers(text) == (layer,)


def test_a_whole_network() -> None:
    read = parse_layers("conv16k3p1, pool2, 2x residual(conv16, conv16:identity), flatten, 64, dropout0.3")
    block = Residual(
        layers=(Conv2d(channels=16, padding=1), Conv2d(channels=16, padding=1, activation="identity"))
    )
    assert read == (
        Conv2d(channels=16, padding=1),
        MaxPool2d(),
        block,
        block,
        Flatten(),
        Dense(units=64),
        Dropout(rate=0.3),
    )


def test_layers_take_the_activation_of_the_network_where_they_usually_have_one() -> None:
    read = parse_layers("conv4, bn, residual(8), 8", "tanh")
    assert read == (
        Conv2d(channels=4, padding=1, activation="tanh"),
        BatchNorm(),
        Residual(layers=(Dense(units=8, activation="tanh"),)),
        Dense(units=8, activation="tanh"),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("conv", "“conv” doesn't say how many filters; write conv16"),
        ("conv16x3", "“x3” is out of place in “conv16x3”; write layers as"),
        ("conv16k3k5", "“k5” is out of place"),
        ("conv16z3", "“z3” is out of place"),
        ("conv1.5", "“1.5” in “conv1.5” must be a whole number"),
        ("pool2k3", "“k3” is out of place"),
        ("pool2:relu", "“pool2:relu” has no activation; give it to the layer before or after"),
        ("flatten3", "“3” is out of place"),
        ("bn3", "“3” is out of place"),
        ("dropout0.3k2", "“k2” is out of place"),
        ("dropout0.3.1", "is not a number"),
        ("residual(64", "The parentheses in “residual(64” don't match"),
        ("residual 64)", "don't match"),
        ("64, conv16:relo", "“relo” is not one of"),
        ("res(" * 9 + "8" + ")" * 9, "There can be 4 blocks within each other"),
    ],
)
def test_what_is_not_clear_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_layers(text)
    assert sentence in str(caught.value)


@given(st.lists(layers(), max_size=5).map(tuple))
def test_what_is_shown_is_read_back(some: tuple[LayerSpec, ...]) -> None:
    plain = tuple(shown(layer) for layer in some)
    assert parse_layers(format_layers(plain)) == plain


def shown(layer: LayerSpec) -> LayerSpec:
    """`layer` with the settings that text leaves out at their defaults, and a rate of few digits."""
    if isinstance(layer, BatchNorm | LayerNorm):
        return type(layer)(activation=layer.activation)
    if isinstance(layer, Dropout):
        return Dropout(rate=round(layer.rate, 2))
    if isinstance(layer, Residual):
        return Residual(layers=tuple(shown(inner) for inner in layer.layers), activation=layer.activation)
    return layer


def test_equal_layers_are_counted() -> None:
    assert format_layers(parse_layers("8x32, 16")) == "8x32:relu, 16:relu"
    assert format_layers(()) == "none"
