from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.data import load_dataset
from playground.engine import (
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
)
from playground.experiment.config import ExperimentConfig
from playground.training.diagram import MAX_UNITS, DiagramMaker
from playground.training.diagram_columns import MAX_CHANNELS
from playground.training.frames import FrameMaker
from playground.training.messages import FrameRequest
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def test_it_shows_weights_as_pictures_and_links(make_config: ConfigMaker) -> None:
    session = Session(make_config((100, 6)))
    dataset, network = session.dataset, session.network
    diagram = DiagramMaker(network, dataset).view(None)
    first, second, output = diagram.layers
    np.testing.assert_array_equal(diagram.input, dataset.x_test[0].reshape(28, 28))
    assert len(first.units) == MAX_UNITS
    assert first.n_units == 100
    assert (first.units[0], first.units[-1]) == (0, 99)
    assert first.pictures is not None
    assert network.layers[0].weights is not None
    unit = int(first.units[5])
    np.testing.assert_array_equal(first.pictures[5], network.layers[0].weights[:, unit].reshape(28, 28))
    assert first.links.shape == (0, MAX_UNITS)
    assert network.layers[1].weights is not None
    np.testing.assert_array_equal(second.links, network.layers[1].weights[first.units])
    assert second.pictures is None
    assert output.links.shape == (6, 10)
    network.forward(dataset.x_test[:1])
    assert network.layers[0].a is not None
    np.testing.assert_array_equal(first.activations, network.layers[0].a[0][first.units])


def test_it_shows_the_drawing_and_does_not_disturb_training(make_config: ConfigMaker) -> None:
    one, other = Session(make_config()), Session(make_config())
    one.run(10)
    other.run(10)
    maker = DiagramMaker(one.network, one.dataset)
    drawing = one.dataset.x_test[9]
    np.testing.assert_array_equal(maker.view(drawing).input.ravel(), drawing)
    assert not np.array_equal(
        maker.view(None).layers[-1].activations, maker.view(drawing).layers[-1].activations
    )
    one.run(10)
    other.run(10)
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)


def picture_maker(*layers: LayerSpec) -> tuple[Network, DiagramMaker]:
    """A network of layers that work on pictures, and what shows it."""
    complete = [*layers, Dense(units=10, activation="identity")]
    chance = np.random.default_rng(3)
    network = Network((1, 28, 28), complete, rng=chance, dropout_rng=np.random.default_rng(4))
    return network, DiagramMaker(network, load_dataset("digits"))


def test_channels_are_shown_as_maps_with_their_filters() -> None:
    network, maker = picture_maker(
        Conv2d(channels=6, kernel_size=5), MaxPool2d(), Conv2d(channels=20), Flatten(), Dense(units=12)
    )
    first, pooled, second, dense, _ = maker.view(None).layers
    x = load_dataset("digits").x_test[:1]
    network.forward(x)
    conv, pool, deep = network.layers[:3]
    assert conv.a is not None
    assert pool.a is not None
    assert deep.weights is not None
    np.testing.assert_array_equal(first.feature_maps, conv.a[0])
    np.testing.assert_array_equal(first.filters, conv.weights)
    np.testing.assert_array_equal(pooled.feature_maps, pool.a[0])
    assert pooled.links.shape[0] == 0
    assert (second.n_units, len(second.units), second.output_shape) == (20, MAX_CHANNELS, (20, 10, 10))
    channel, before = int(second.units[7]), 2
    kernel = deep.weights[channel, before]
    expected = np.copysign(np.linalg.norm(kernel), kernel.sum())
    assert second.links_are_norms
    assert second.links[before, 7] == pytest.approx(expected, rel=1e-5)
    # The dense layer sees 10 × 10 numbers of each channel.
    weights = network.layers[4].weights
    assert weights is not None
    block = weights[channel * 100 : (channel + 1) * 100, dense.units[3]]
    assert abs(dense.links[7, 3]) == pytest.approx(np.linalg.norm(block), rel=1e-5)
    assert [layer.config_index for layer in maker.view(None).layers] == [0, 1, 2, 4, 5]


def test_normalisation_and_dropout_are_badges_and_what_is_handed_on_is_shown() -> None:
    network, maker = picture_maker(
        BatchNorm(),
        Flatten(),
        Dense(units=24, activation="identity"),
        LayerNorm(activation="tanh"),
        Dropout(),
    )
    dataset = load_dataset("digits")
    network.loss_and_gradients(dataset.x_train[:8], dataset.y_train[:8])
    diagram = maker.view(None)
    assert [badge.kind for badge in diagram.input_badges] == ["batch_norm"]
    dense, _ = diagram.layers
    assert [(badge.kind, badge.rate) for badge in dense.badges] == [("layer_norm", 0.0), ("dropout", 0.5)]
    assert dense.activation == "tanh"
    network.forward(dataset.x_test[:1])
    assert network.layers[3].a is not None
    np.testing.assert_array_equal(dense.activations, network.layers[3].a[0])
    assert dense.pictures is not None
    dropped = dense.badges[1].dropped
    assert dropped is not None
    assert 0 < dropped.sum() < 24


def test_layers_inside_a_block_know_it() -> None:
    inside = Residual(layers=(Conv2d(channels=4, padding=1), BatchNorm()), activation="relu")
    network, maker = picture_maker(Conv2d(channels=4, activation="identity"), inside, Flatten())
    first, inner, _ = maker.view(None).layers
    assert (first.blocks, inner.blocks, inner.config_index) == ((), ("layer2",), 1)
    assert inner.activation == "relu"
    network.forward(load_dataset("digits").x_test[:1])
    assert network.layers[1].a is not None
    np.testing.assert_array_equal(inner.feature_maps, network.layers[1].a[0])


def test_it_says_whose_picture_goes_in() -> None:
    _, maker = picture_maker(Flatten())
    assert not maker.view(None).is_drawing
    assert maker.view(np.zeros(784, np.float32)).is_drawing


def test_links_can_be_gradients_or_updates(make_config: ConfigMaker) -> None:
    session = Session(make_config((30, 6)))
    session.run(3)
    before = session.network.parameters.copy()
    session.run(1)
    network = session.network
    moved = network.parameters - before
    frames = FrameMaker(session)
    gradients, updates, weights = (
        frames.make(FrameRequest(diagram=True, diagram_links=kind), 1, (0.0, 0.0)).diagram
        for kind in ("gradients", "updates", "weights")
    )
    assert gradients is not None
    assert updates is not None
    assert weights is not None
    assert [d.links_kind for d in (gradients, updates, weights)] == ["gradients", "updates", "weights"]
    shown = weights.layers[0].units
    second = network.layers[1]
    assert second.grad_weights is not None
    assert second.weights is not None
    np.testing.assert_array_equal(gradients.layers[1].links, second.grad_weights[shown])
    update = moved[network.weight_slices["layer2"]].reshape(second.weights.shape)
    np.testing.assert_allclose(updates.layers[1].links, update[shown], atol=1e-6)
    for diagram in (gradients, updates):
        np.testing.assert_array_equal(diagram.layers[1].weights, second.weights[shown])
    assert weights.layers[1].weights is None
    first = network.layers[0]
    assert first.grad_weights is not None
    assert gradients.layers[0].pictures is not None
    unit = int(shown[4])
    np.testing.assert_array_equal(gradients.layers[0].pictures[4].ravel(), first.grad_weights[:, unit])
    assert first.biases is not None
    np.testing.assert_array_equal(gradients.layers[0].biases, first.biases[shown])


def test_gradients_of_kernels_are_shown_as_filters() -> None:
    network, maker = picture_maker(Conv2d(channels=4, kernel_size=5), Conv2d(channels=3), Flatten())
    dataset = load_dataset("digits")
    network.loss_and_gradients(dataset.x_train[:8], dataset.y_train[:8])
    first, second, dense = maker.view(None, "gradients").layers
    np.testing.assert_array_equal(first.filters, network.layers[0].grad_weights)
    np.testing.assert_array_equal(second.filters, network.layers[1].grad_weights)
    assert network.layers[1].grad_weights is not None
    kernel = network.layers[1].grad_weights[2, 1]
    assert abs(second.links[1, 2]) == pytest.approx(np.linalg.norm(kernel), rel=1e-4)
    assert second.weights is not None
    assert network.layers[1].weights is not None
    assert abs(second.weights[1, 2]) == pytest.approx(
        np.linalg.norm(network.layers[1].weights[2, 1]), rel=1e-4
    )
    assert dense.weights is not None
    assert dense.weights.shape == dense.links.shape
