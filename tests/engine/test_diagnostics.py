"""What a step leaves behind, in numbers."""

import numpy as np
import pytest

from playground.engine import (
    Dense,
    Network,
    Trainer,
    dead_share,
    find_non_finite,
    gradient_noise,
    gradient_rms,
    layer_names,
    make_optimizer,
    rms_by_layer,
    saturated_share,
    slope_rms,
    update_ratio,
    update_rms,
    weight_factor,
    weight_rms,
)


def network_of(*activations, units=6, **settings):
    layers = [Dense(units=units, activation=name) for name in activations]
    return Network(
        (4,), [*layers, Dense(units=3, activation="identity")], rng=np.random.default_rng(0), **settings
    )


def data(n=40, seed=1):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 4)).astype(np.float32), rng.integers(0, 3, n)


def test_rms_is_over_the_weights_of_each_layer():
    network = network_of("relu")
    network.loss_and_gradients(*data())
    expected = [np.sqrt(np.mean(layer.grad_weights**2)) for layer in network.layers]
    assert layer_names(network) == ("layer1", "layer2")
    assert gradient_rms(network) == pytest.approx(expected)
    assert weight_rms(network) == pytest.approx(
        [np.sqrt(np.mean(layer.weights**2)) for layer in network.layers]
    )
    assert gradient_rms(network).dtype == np.float32


def test_rms_of_very_small_gradients_does_not_vanish():
    network = network_of("relu")
    tiny = np.full(network.n_parameters, 1e-30, np.float32)
    assert rms_by_layer(network, tiny) == pytest.approx([1e-30, 1e-30], rel=1e-5)
    assert rms_by_layer(network, np.zeros_like(tiny)).tolist() == [0.0, 0.0]


def test_update_and_its_ratio():
    network = network_of("tanh")
    optimizer = make_optimizer("momentum", network.n_parameters, learning_rate=0.1)
    before = network.parameters.copy()
    Trainer(network, optimizer).step(*data())
    moved = rms_by_layer(network, network.parameters - before)
    assert update_rms(network, optimizer) == pytest.approx(moved, rel=1e-4)
    assert update_ratio(network, optimizer) == pytest.approx(moved / weight_rms(network), rel=1e-4)


def test_deep_sigmoids_let_the_gradient_vanish_and_relu_does_not():
    x = np.random.default_rng(2).random((32, 784), dtype=np.float32)
    y = np.arange(32) % 10
    ratio = {}
    for name, initialization in (("sigmoid", "glorot"), ("relu", "he")):
        layers = [Dense(units=32, activation=name)] * 8 + [Dense(units=10, activation="identity")]
        network = Network((784,), layers, initialization=initialization, rng=np.random.default_rng(7))
        network.loss_and_gradients(x, y)
        rms = gradient_rms(network)
        ratio[name] = float(rms[-1] / rms[0])
    assert ratio["sigmoid"] > 10_000
    assert ratio["relu"] < 5


def test_factors_of_the_backward_product():
    network = network_of("sigmoid", "identity")
    network.loss_and_gradients(*data())
    first, second, _ = network.layers
    a = first.a.astype(np.float64)
    assert slope_rms(first) == pytest.approx(np.sqrt(np.mean((a * (1 - a)) ** 2)), rel=1e-5)
    assert slope_rms(second) == 1.0
    assert weight_factor(first) == pytest.approx(np.sqrt(6 * np.mean(first.weights.astype(float) ** 2)))


def test_dead_and_saturated_units():
    network = network_of("relu", "tanh")
    relu, tanh, _ = network.layers
    relu.biases[:] = [-100, -100, 0, 0, 0, 100]
    tanh.weights[:] = 0.0
    tanh.biases[:] = [3, -3, 0, 0, 0, 0]
    network.loss_and_gradients(*data(200))
    assert dead_share(relu) == pytest.approx(2 / 6)
    assert saturated_share(tanh) == pytest.approx(2 / 6)
    assert dead_share(tanh) == 0.0


def test_noise_is_less_for_larger_batches():
    network = network_of("tanh")
    x, y = data(400)
    kept = network.parameters.copy()
    small, large = gradient_noise(network, x, y, 4), gradient_noise(network, x, y, 100)
    assert small.shape == (2,)
    assert (small > 2 * large).all()
    assert (network.parameters == kept).all()
    whole = gradient_noise(network, x, y, 400)
    assert whole == pytest.approx([0, 0], abs=1e-3)


def test_the_first_number_that_is_not_finite_is_named():
    network = network_of("relu", "relu")
    x, y = data()
    network.loss_and_gradients(x, y)
    assert find_non_finite(network) is None
    network.parameters[0] = np.inf
    assert find_non_finite(network)[:3] == (0, "layer1", "weights")
    network.layers[1].weights[:] = 3e38
    network.parameters[0] = 1.0
    with np.errstate(all="ignore"):
        network.loss_and_gradients(x, y)
    found = find_non_finite(network)
    assert found[:3] == (1, "layer2", "z")
    assert not np.isfinite(found.value)
