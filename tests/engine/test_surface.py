"""The loss on a plane through weight space."""

import numpy as np
import pytest

from playground.engine import Dense, LossSurface, Network, filter_normalised_directions


def network_and_data(layers):
    rng = np.random.default_rng(0)
    network = Network((6,), layers, rng=rng)
    x = rng.normal(size=(50, 6)).astype(np.float32)
    return network, x, rng.integers(0, 3, 50)


@pytest.mark.parametrize(
    "layers",
    [
        [Dense(units=3, activation="identity")],
        [Dense(units=8), Dense(units=3, activation="identity")],
        [Dense(units=8, activation="identity"), Dense(units=5), Dense(units=3, activation="identity")],
    ],
)
def test_each_point_is_the_loss_of_the_moved_network(layers):
    network, x, y = network_and_data(layers)
    d1, d2 = filter_normalised_directions(network, np.random.default_rng(1))
    alphas, betas = np.linspace(-1, 1, 5), np.linspace(-0.5, 1, 4)
    surface = LossSurface(network, x, y, d1, d2, alphas, betas)
    shares = list(surface.run())
    assert surface.loss.shape == (4, 5)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    moved = network.copy()
    for j, beta in enumerate(betas):
        for i, alpha in enumerate(alphas):
            moved.parameters[:] = network.parameters + alpha * d1 + beta * d2
            *_, evaluation = moved.evaluate(x, y)
            assert surface.loss[j, i] == pytest.approx(evaluation.loss, rel=1e-5)


def test_training_may_go_on_meanwhile():
    network, x, y = network_and_data([Dense(units=8), Dense(units=3, activation="identity")])
    d1, d2 = filter_normalised_directions(network, np.random.default_rng(1))
    grid = np.linspace(-1, 1, 3)
    calm, disturbed = (LossSurface(network, x, y, d1, d2, grid, grid) for _ in range(2))
    list(calm.run())
    before = network.loss_and_gradients(x, y)
    kept = network.gradients.copy()
    work = disturbed.run()
    next(work)
    assert network.loss_and_gradients(x, y) == before
    network.parameters += 1.0
    list(work)
    assert (disturbed.loss == calm.loss).all()
    network.parameters -= 1.0
    network.loss_and_gradients(x, y)
    assert network.gradients == pytest.approx(kept, rel=1e-4, abs=1e-6)


def test_directions_are_as_long_as_the_weights_unit_by_unit():
    network, _, _ = network_and_data([Dense(units=8), Dense(units=3, activation="identity")])
    for direction in filter_normalised_directions(network, np.random.default_rng(1)):
        assert not direction[~network.weight_mask].any()
        for layer in network.weight_layers:
            part = direction[network.weight_slices[layer.name]].reshape(layer.weights.shape)
            assert np.linalg.norm(part, axis=0) == pytest.approx(np.linalg.norm(layer.weights, axis=0))


def test_a_surface_that_overflows_is_infinite_there_and_warns_nobody():
    network, x, y = network_and_data([Dense(units=8), Dense(units=3, activation="identity")])
    d1, d2 = filter_normalised_directions(network, np.random.default_rng(1))
    grid = np.array([0.0, 1e30])
    surface = LossSurface(network, x, y, d1, d2, grid, grid)
    list(surface.run())
    assert np.isfinite(surface.loss[0, 0])
    assert np.isposinf(surface.loss[1, 1])
