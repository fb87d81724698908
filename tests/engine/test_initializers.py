"""Initialisations against their published variances."""

import math

import numpy as np
import pytest

from playground.engine import INITIALIZERS, Conv2d, Dense, Network

FAN_IN, FAN_OUT, SCALE = 300, 200, 0.05
STANDARD_DEVIATION = {
    "zeros": 0.0,
    "constant": 0.0,
    "uniform": SCALE / math.sqrt(3),
    "normal": SCALE,
    "glorot": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "glorot_normal": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "he": math.sqrt(2 / FAN_IN),
    "he_uniform": math.sqrt(2 / FAN_IN),
    "lecun": math.sqrt(1 / FAN_IN),
    "lecun_uniform": math.sqrt(1 / FAN_IN),
    "orthogonal": math.sqrt(1 / FAN_IN),
}
LARGEST = {
    "uniform": SCALE,
    "glorot": math.sqrt(6 / (FAN_IN + FAN_OUT)),
    "he_uniform": math.sqrt(6 / FAN_IN),
    "lecun_uniform": math.sqrt(3 / FAN_IN),
}


def draw(name):
    return INITIALIZERS[name].draw(np.random.default_rng(0), (FAN_IN, FAN_OUT), FAN_IN, FAN_OUT, SCALE)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_spread(name):
    w = draw(name)
    assert w.std() == pytest.approx(STANDARD_DEVIATION[name], rel=0.02)
    mean = SCALE if name == "constant" else 0.0
    assert w.mean() == pytest.approx(mean, rel=1e-12, abs=4 * w.std() / math.sqrt(w.size))


@pytest.mark.parametrize("name", LARGEST)
def test_uniform_ones_keep_their_bounds(name):
    w = np.abs(draw(name))
    assert 0.99 * LARGEST[name] < w.max() <= LARGEST[name]


@pytest.mark.parametrize("shape", [(30, 20), (20, 30), (25, 25)])
def test_orthogonal(shape):
    w = INITIALIZERS["orthogonal"].draw(np.random.default_rng(0), shape, shape[0], shape[1], 1.0)
    product = w.T @ w if shape[0] >= shape[1] else w @ w.T
    assert product == pytest.approx(np.eye(min(shape)), abs=1e-12)


def test_a_convolution_counts_the_area_of_its_kernel():
    """Glorot: fan_in 4·5·5 = 100, fan_out 50·5·5 = 1250."""
    network = Network(
        (4, 8, 8), [Conv2d(channels=50, kernel_size=5)], initialization="glorot", rng=np.random.default_rng(0)
    )
    bound = math.sqrt(6 / (100 + 1250))
    assert 0.99 * bound < np.abs(network.layers[0].weights).max() <= bound
    network = Network(
        (4, 8, 8), [Conv2d(channels=50, kernel_size=5)], initialization="he", rng=np.random.default_rng(0)
    )
    assert network.layers[0].weights.std() == pytest.approx(math.sqrt(2 / 100), rel=0.03)


def test_biases_start_at_zero():
    network = Network((4,), [Dense(units=3)], rng=np.random.default_rng(0))
    assert not network.layers[0].biases.any()
