"""Optimisers against numbers from their papers' formulas, worked out by hand."""

import math

import numpy as np
import pytest

from playground.engine import OPTIMIZERS, make_optimizer
from playground.errors import ConfigError, ShapeError

GRADIENTS = (0.5, -1.0, 2.0)
START = 1.0


def run(kind, gradients=GRADIENTS, dtype=np.float64, **settings):
    optimizer = make_optimizer(kind, 1, dtype=dtype, **settings)
    w, g = np.array([START], dtype), np.zeros(1, dtype)
    trace = []
    for value in gradients:
        g[0] = value
        optimizer.step(w, g)
        trace.append(w.item())
    return trace


def test_sgd():
    assert run("sgd", learning_rate=0.1) == pytest.approx([0.95, 1.05, 0.85])


def test_momentum():
    # v: 0.5, 0.9·0.5 − 1 = −0.55, 0.9·(−0.55) + 2 = 1.505
    assert run("momentum", learning_rate=0.1, momentum=0.9) == pytest.approx([0.95, 1.005, 0.8545])


def test_nesterov():
    # g + 0.9·v: 0.5 + 0.45 = 0.95, −1 − 0.495 = −1.495, 2 + 1.3545 = 3.3545
    expected = [1 - 0.095, 1 - 0.095 + 0.1495, 1 - 0.095 + 0.1495 - 0.33545]
    assert run("nesterov", learning_rate=0.1, momentum=0.9) == pytest.approx(expected)


def test_adagrad():
    # s: 0.25, 1.25, 5.25
    steps = [0.5 / 0.5, -1 / math.sqrt(1.25), 2 / math.sqrt(5.25)]
    expected = [1 - 0.1 * sum(steps[: i + 1]) for i in range(3)]
    assert run("adagrad", learning_rate=0.1, epsilon=0.0) == pytest.approx(expected)


def test_rmsprop():
    # s: 0.1·0.25 = 0.025, 0.0225 + 0.1 = 0.1225, 0.11025 + 0.4 = 0.51025
    steps = [0.5 / math.sqrt(0.025), -1 / 0.35, 2 / math.sqrt(0.51025)]
    expected = [1 - 0.1 * sum(steps[: i + 1]) for i in range(3)]
    assert run("rmsprop", learning_rate=0.1, decay=0.9, epsilon=0.0) == pytest.approx(expected)


def adam_by_the_book(gradients, rate, beta1, beta2, epsilon, decay=0.0):
    w, m, v, trace = START, 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        w = w - rate * (m_hat / (math.sqrt(v_hat) + epsilon) + decay * w)
        trace.append(w)
    return trace, m, v


def test_adam_first_step_is_the_learning_rate():
    assert run("adam", learning_rate=0.1, epsilon=0.0)[0] == pytest.approx(0.9)


@pytest.mark.parametrize("epsilon", [1e-8, 0.3])
def test_adam(epsilon):
    expected, m, v = adam_by_the_book(GRADIENTS * 5, 0.1, 0.8, 0.95, epsilon)
    settings = {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.95, "epsilon": epsilon}
    assert run("adam", GRADIENTS * 5, **settings) == pytest.approx(expected, rel=1e-12)
    optimizer = make_optimizer("adam", 1, dtype=np.float64, **settings)
    w = np.array([START])
    for g in GRADIENTS * 5:
        optimizer.step(w, np.array([g]))
    assert [moment.item() for moment in optimizer.moments()] == pytest.approx([m, v], rel=1e-12)


def test_adamw():
    expected, _, _ = adam_by_the_book(GRADIENTS, 0.1, 0.9, 0.999, 1e-8, decay=0.05)
    assert run("adamw", learning_rate=0.1, weight_decay=0.05) == pytest.approx(expected, rel=1e-12)


def test_changing_beta_keeps_the_moments():
    optimizer = make_optimizer("adam", 1, learning_rate=0.1, dtype=np.float64)
    w, g = np.array([START]), np.array([0.5])
    optimizer.step(w, g)
    m, v = (moment.item() for moment in optimizer.moments())
    optimizer.beta1, optimizer.beta2 = 0.5, 0.9
    g[0] = -1.0
    optimizer.step(w, g)
    assert [moment.item() for moment in optimizer.moments()] == pytest.approx(
        [0.5 * m + 0.5 * -1.0, 0.9 * v + 0.1 * 1.0]
    )


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_every_element_is_treated_alike_in_every_block(kind):
    n = 40_000  # more than two blocks
    rng = np.random.default_rng(0)
    w = rng.normal(size=n)
    gradients = rng.normal(size=(3, n))
    places = [0, 16_383, 16_384, 39_999]
    alone = []
    for place in places:
        single = make_optimizer(kind, 1, learning_rate=0.1, dtype=np.float64)
        one = w[place : place + 1].copy()
        g = np.zeros(1)
        for row in gradients:
            g[0] = row[place]
            single.step(one, g)
        alone.append(one.item())
    whole = make_optimizer(kind, n, learning_rate=0.1, dtype=np.float64)
    g = np.zeros(n)
    for row in gradients:
        g[:] = row
        whole.step(w, g)
    assert w[places].tolist() == alone


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_the_last_update_is_what_was_added(kind):
    optimizer = make_optimizer(kind, 5, learning_rate=0.1, dtype=np.float64)
    rng = np.random.default_rng(0)
    w, g = rng.normal(size=5), np.zeros(5)
    assert not optimizer.last_update().any()
    for _ in range(3):
        g[:] = rng.normal(size=5)
        before = w.copy()
        optimizer.step(w, g)
    assert optimizer.last_update() == pytest.approx(w - before, rel=1e-12)


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_a_restored_optimiser_goes_on_bit_for_bit(kind):
    rng = np.random.default_rng(0)
    gradients = rng.normal(size=(8, 6)).astype(np.float32)
    w = rng.normal(size=6).astype(np.float32)
    g = np.zeros(6, np.float32)
    optimizer = make_optimizer(kind, 6, learning_rate=0.1)
    for row in gradients[:4]:
        g[:] = row
        optimizer.step(w, g)
    other_w = w.copy()
    other = make_optimizer(kind, 6, learning_rate=0.1)
    other.load_state({k: v.copy() for k, v in optimizer.state_arrays().items()}, optimizer.n_steps)
    for row in gradients[4:]:
        g[:] = row
        optimizer.step(w, g)
        other.step(other_w, g)
    assert w.tobytes() == other_w.tobytes()
    assert other.n_steps == 8


def test_the_learning_rate_is_hot():
    optimizer = make_optimizer("sgd", 1, learning_rate=0.1, dtype=np.float64)
    w, g = np.array([1.0]), np.array([1.0])
    optimizer.step(w, g)
    optimizer.learning_rate = 0.5
    optimizer.step(w, g)
    assert w.item() == pytest.approx(0.4)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ConfigError, match="no optimiser"):
        make_optimizer("magic", 3, learning_rate=0.1)
    optimizer = make_optimizer("adam", 3, learning_rate=0.1)
    with pytest.raises(ShapeError, match="3 parameters"):
        optimizer.step(np.zeros(4, np.float32), np.zeros(4, np.float32))
    with pytest.raises(ShapeError, match="float32"):
        optimizer.step(np.zeros(3), np.zeros(3))
    with pytest.raises(ShapeError, match="keeps"):
        optimizer.load_state({}, 1)


@pytest.mark.parametrize("kind", ["momentum", "nesterov", "rmsprop", "adam", "adamw"])
def test_what_is_remembered_of_a_dead_neuron_never_becomes_subnormal(kind):
    # 0.9⁸³⁰ of a gradient of 1 is subnormal in float32, and every product with it slow.
    n, n_alive = 40_000, 10
    optimizer = make_optimizer(kind, n, learning_rate=1e-3, beta2=0.95)
    w, g = np.ones(n, np.float32), np.ones(n, np.float32)
    optimizer.step(w, g)
    g[n_alive:] = 0.0
    fading = [optimizer.state_arrays()[name] for name in optimizer.fading]
    for _ in range(2_500):
        optimizer.step(w, g)
        for values in fading:
            assert not np.any((values != 0.0) & (np.abs(values) < np.finfo(np.float32).tiny))
    for values in fading:
        assert np.all(values[:n_alive] > 0.5)
        assert not values[n_alive:].any()
