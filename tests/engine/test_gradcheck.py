"""The judge of the gradients, and what it says of every layer × activation × loss."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine import (
    ACTIVATIONS,
    LOSSES,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    LayerNorm,
    Network,
    Residual,
    check_everything,
    check_gradients,
)
from playground.engine.activations.bounded import Tanh
from playground.engine.gradcheck import layer_cases

SMOOTH = [name for name, f in ACTIVATIONS.items() if f.exact_derivative]


def test_every_layer_with_every_activation_and_every_loss():
    # The command checks twice as many entries of each array.
    checks = list(check_everything(max_entries=4))
    assert len(checks) == len(SMOOTH) * len(layer_cases("relu")) * len(LOSSES)
    worst = max(checks, key=lambda check: check.relative_error)
    assert worst.relative_error < 1e-6, worst
    assert min(Counter(check.name for check in checks).values()) == 1


def network_with(layers, seed=0, loss="softmax_cross_entropy", dtype=np.float64):
    rng = np.random.default_rng(seed)
    return Network(
        (3,), layers, loss=loss, initialization="glorot", rng=rng, dropout_rng=rng, dtype=dtype
    ), rng


def test_a_wrong_derivative_is_found(monkeypatch):
    monkeypatch.setattr(Tanh, "derivative", lambda self, z, a, out, scratch: np.subtract(1.0, a, out))
    network, rng = network_with([Dense(units=4, activation="tanh"), Dense(units=2, activation="identity")])
    check = check_gradients(network, rng.normal(size=(4, 3)), np.array([0, 1, 0, 1]), rng)
    assert check.relative_error > 1e-3
    assert check.parameter in ("layer1.weights", "layer1.biases", "input")


def test_a_kink_is_stepped_around():
    network, rng = network_with([Dense(units=4), Dense(units=2, activation="identity")])
    network.layers[0].biases[:] = 0.0
    # A zero input puts every unit exactly on the kink of ReLU.
    check = check_gradients(network, np.zeros((1, 3)), np.array([0]), rng)
    assert check.n_moves > 0
    assert check.relative_error < 1e-6


def test_a_network_may_end_in_pictures():
    rng = np.random.default_rng(0)
    layers = [Conv2d(channels=3, kernel_size=2, activation="tanh"), BatchNorm(activation="sine")]
    network = Network((2, 3, 4), layers, loss="squared_error", rng=rng, dtype=np.float64)
    check = check_gradients(network, rng.normal(size=(3, 2, 3, 4)), rng.normal(size=(3, 18)), rng)
    assert check.relative_error < 1e-6


def test_the_step_function_and_float32_are_refused():
    network, rng = network_with([Dense(units=2, activation="step")])
    with pytest.raises(ValueError, match="on purpose"):
        check_gradients(network, np.zeros((1, 3)), np.array([0]), rng)
    network, rng = network_with([Dense(units=2)], dtype=np.float32)
    with pytest.raises(ValueError, match="float64"):
        check_gradients(network, np.zeros((1, 3)), np.array([0]), rng)


hidden_layer = st.one_of(
    st.builds(Dense, units=st.integers(1, 6), activation=st.sampled_from(SMOOTH)),
    st.builds(LayerNorm, activation=st.sampled_from(SMOOTH), epsilon=st.just(0.1)),
    st.builds(BatchNorm, activation=st.sampled_from(SMOOTH), epsilon=st.just(0.1)),
    st.builds(Dropout, rate=st.floats(0.0, 0.6)),
    st.builds(Residual, layers=st.just((LayerNorm(epsilon=0.1),)), activation=st.sampled_from(SMOOTH)),
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    hidden=st.lists(hidden_layer, min_size=1, max_size=4),
    loss=st.sampled_from(list(LOSSES)),
    seed=st.integers(0, 1000),
)
def test_random_networks(hidden, loss, seed):
    network, rng = network_with([*hidden, Dense(units=3, activation="identity")], seed, loss)
    network.parameters += 0.1 * rng.standard_normal(network.n_parameters)
    check = check_gradients(network, rng.normal(size=(5, 3)), rng.integers(0, 3, 5), rng)
    assert check.relative_error < 1e-6
