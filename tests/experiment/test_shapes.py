"""Shapes are those of the network that is built; what can't be built is told with a way out."""

from __future__ import annotations

import math

import pytest
from experiment_strategies import configs
from hypothesis import given, settings

from playground.data import DATASETS
from playground.engine import Dense, Network, Residual
from playground.errors import ConfigError
from playground.experiment import (
    DataConfig,
    ExperimentConfig,
    LayerShape,
    NetworkShapes,
    build_network_for,
    complete_layers,
    data_shape,
    load_data,
    network_input_shape,
    network_shapes,
    parse_layers,
    set_value,
    shape_text,
    shapes_of,
)

SMALL = ExperimentConfig()


def with_layers(text: str) -> ExperimentConfig:
    return set_value(SMALL, "layers", text)


def shapes(text: str) -> NetworkShapes:
    return shapes_of(with_layers(text))


def test_a_small_convolutional_network() -> None:
    found = shapes("conv8, pool2, conv16s2, bn:relu, flatten, 32, dropout0.2")
    assert found.problem is None
    assert found.input_shape == (1, 28, 28)
    assert [layer.output_shape for layer in found.layers] == [
        (8, 28, 28),
        (8, 14, 14),
        (16, 7, 7),
        (16, 7, 7),
        (784,),
        (32,),
        (32,),
        (10,),
    ]
    assert [layer.n_parameters for layer in found.layers] == [80, 0, 1168, 32, 0, 25_120, 0, 330]
    assert found.n_parameters == 26_730


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "128,64",
        "conv4,pool2,32",
        "bn,dropout0.1,conv4,32",
        "residual(conv1,bn):relu,avgpool3s2,flatten,layernorm:relu",
        "64,3xresidual(64,64:identity):relu",
        "conv3,residual(conv3,residual(conv3)),pool2",
        "flatten,32",
    ],
)
def test_they_are_those_of_the_network(text: str) -> None:
    config = with_layers(text)
    found = shapes_of(config)
    network = build_network_for(config, (784,), 10)
    assert found.input_shape == network.input_shape
    assert [layer.output_shape for layer in flat(found.layers)] == [
        layer.output_shape for layer in network.all_layers()
    ]
    assert found.n_parameters == network.n_parameters


def flat(layers: tuple[LayerShape, ...]) -> list[LayerShape]:
    return [found for layer in layers for found in (layer, *flat(layer.inner))]


@pytest.mark.parametrize(
    ("text", "path", "sentence"),
    [
        (
            "64,conv8",
            "network.layer2",
            "Layer 2 (convolution) works on pictures, but it gets a row of 64 numbers.",
        ),
        ("flatten,pool2", "network.layer2", "Layer 2 (max pooling) works on pictures"),
        ("conv8,pool2,pool2,pool2,avgpool4", "network.layer5", "larger than the picture of 3×3 that it gets"),
        ("conv4k28p0,conv4p0", "network.layer2", "filters of 3×3 pixels, larger than the picture of 1×1"),
        ("32,residual(32,16)", "network.layer2", "Give the last layer inside 32 neurons."),
        ("conv4,residual(conv8)", "network.layer2", "Give the last layer inside 4 filters."),
        ("conv4,residual(conv4p0)", "network.layer2", "Use stride 1 and padding inside"),
        ("conv4,residual(flatten)", "network.layer2", "Use convolutions inside, or flatten the picture"),
        ("32,residual(16,conv4)", "network.layer2.layer2", "Layer 2.2 (convolution) works on pictures"),
        ("residual()", "network.layer1", "Layer 1 (residual block) has no layers inside."),
    ],
)
def test_what_cannot_be_built(text: str, path: str, sentence: str) -> None:
    found = shapes(text)
    assert found.problem is not None
    assert found.problem.path == path
    assert sentence in found.problem.sentence
    assert len(found.layers) == found.problem.index[0]


@settings(max_examples=60)
@given(configs())
def test_the_engine_builds_just_what_has_no_problem(config: ExperimentConfig) -> None:
    start = network_input_shape(config.network.layers, (36,))
    found = network_shapes(config, (36,), 3)
    layers = complete_layers(config, 3)
    if sum(layer.n_parameters for layer in found.layers) > 500_000:
        return
    if found.problem is None:
        twin = build(start, layers)
        assert twin.n_parameters == found.n_parameters
    else:
        with pytest.raises(ConfigError):
            build(start, layers)


def build(start: tuple[int, ...], layers: tuple[object, ...]) -> Network:
    import numpy as np

    return Network(start, layers, initialization="zeros", rng=np.random.default_rng(0))  # type: ignore[arg-type]


def test_the_input_is_a_picture_only_for_layers_that_work_on_pictures() -> None:
    def start(text: str) -> tuple[int, ...]:
        return network_input_shape(parse_layers(text), (784,), (28, 28))

    assert start("conv4") == start("bn,dropout,pool2") == start("residual(dropout0.1,conv1)") == (1, 28, 28)
    assert start("32,conv4") == start("flatten,conv4") == start("bn,32") == start("none") == (784,)
    assert start("residual(residual(dropout0.1)),conv4") == (1, 28, 28)


def test_pictures_that_are_not_square() -> None:
    layers = parse_layers("conv4")
    assert network_input_shape(layers, (12,), (3, 4)) == (1, 3, 4)
    assert network_input_shape(layers, (12,)) == (12,)
    assert network_input_shape(layers, (3, 8, 8)) == (3, 8, 8)
    assert network_input_shape(layers, (2,)) == (2,)


def test_two_numbers_are_no_picture() -> None:
    found = network_shapes(with_layers("conv4"), (2,), 3)
    assert found.problem is not None
    assert "these data are rows of 2 numbers. Take it out" in found.problem.sentence


def test_no_array_is_made() -> None:
    huge = Residual(layers=tuple(Dense(units=2048) for _ in range(3)))
    config = set_value(SMALL, "layers", (Dense(units=2048), huge, huge))
    assert shapes_of(config).n_parameters == 784 * 2048 + 2048 + 6 * (2048 * 2048 + 2048) + 20_490


def test_shapes_in_words() -> None:
    assert shape_text((1,)) == "1 number"
    assert shape_text((3136,)) == "3,136 numbers"
    assert shape_text((1, 28, 28)) == "1 picture of 28×28"
    assert shape_text((16, 14, 14)) == "16 pictures of 14×14"


@pytest.mark.parametrize("name", [name for name, entry in DATASETS.items() if "file" not in entry.uses])
def test_what_is_known_of_a_data_set_without_loading_it_is_true(name: str) -> None:
    data = DataConfig(dataset=name, features=("x1", "x2", "x1*x2"), points=((1.0, 2.0, 0.0), (0.0, 0.0, 3.0)))
    shape, dataset = data_shape(data), load_data(data)
    assert shape.input_shape == dataset.input_shape
    assert shape.image_shape == dataset.image_shape
    assert shape.n_outputs == dataset.n_classes
    assert shape.is_regression == dataset.is_regression
    assert math.prod(shape.input_shape) == dataset.x_train.shape[1]
