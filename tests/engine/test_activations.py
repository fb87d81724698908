"""Activation functions: values from their papers, slopes from finite differences, large arguments."""

import math

import numpy as np
import pytest

from playground.engine import ACTIVATIONS

KNOWN = {
    "identity": [(-2.0, -2.0), (3.0, 3.0)],
    "relu": [(-2.0, 0.0), (3.0, 3.0)],
    "leaky_relu": [(-2.0, -0.02), (3.0, 3.0)],
    "tanh": [(1.0, math.tanh(1.0)), (0.0, 0.0)],
    "sigmoid": [(0.0, 0.5), (2.0, 1 / (1 + math.exp(-2))), (-20.0, 1 / (1 + math.exp(20)))],
    "elu": [(-1.0, math.exp(-1) - 1), (2.0, 2.0)],
    "selu": [(1.0, 1.0507009873554805), (-1.0, 1.0507009873554805 * 1.6732632423543772 * (math.exp(-1) - 1))],
    "gelu": [(1.0, 0.8413447460685429), (-1.0, -0.15865525393145707), (-6.0, -5.919525874196088e-09)],
    "silu": [(1.0, 1 / (1 + math.exp(-1))), (-3.0, -3 / (1 + math.exp(3)))],
    "mish": [(1.0, math.tanh(math.log(1 + math.e))), (0.0, 0.0)],
    "softplus": [(0.0, math.log(2)), (3.0, math.log(1 + math.exp(3)))],
    "softsign": [(1.0, 0.5), (-3.0, -0.75)],
    "sine": [(math.pi / 2, 1.0), (math.pi, 0.0)],
    "gaussian": [(0.0, 1.0), (1.0, math.exp(-1))],
    "step": [(-0.1, 0.0), (0.0, 0.0), (0.1, 1.0)],
}
LIMITS = {  # at −10,000 and +10,000: value, slope
    "identity": ((-1e4, 1), (1e4, 1)),
    "relu": ((0, 0), (1e4, 1)),
    "leaky_relu": ((-100, 0.01), (1e4, 1)),
    "tanh": ((-1, 0), (1, 0)),
    "sigmoid": ((0, 0), (1, 0)),
    "elu": ((-1, 0), (1e4, 1)),
    "selu": ((-1.7580993408473766, 0), (10507.009873554805, 1.0507009873554805)),
    "gelu": ((0, 0), (1e4, 1)),
    "silu": ((0, 0), (1e4, 1)),
    "mish": ((0, 0), (1e4, 1)),
    "softplus": ((0, 0), (1e4, 1)),
    "softsign": ((-1e4 / 10001, 0), (1e4 / 10001, 0)),
    "sine": ((-math.sin(1e4), math.cos(1e4)), (math.sin(1e4), math.cos(1e4))),
    "gaussian": ((0, 0), (0, 0)),
    "step": ((0, 0), (1, 0)),
}


def test_the_tables_here_cover_all():
    assert set(KNOWN) == set(LIMITS) == set(ACTIVATIONS)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_published_values(name, dtype):
    z = np.array([z for z, _ in KNOWN[name]], dtype)
    expected = [a for _, a in KNOWN[name]]
    a = ACTIVATIONS[name](z)
    assert a.dtype == dtype
    assert a == pytest.approx(expected, rel=1e-6 if dtype is np.float32 else 1e-14, abs=1e-7)


@pytest.mark.parametrize("name", [name for name, f in ACTIVATIONS.items() if f.exact_derivative])
def test_slope_is_the_slope_of_the_value(name):
    activation = ACTIVATIONS[name]
    z = np.linspace(-4, 4, 162)  # not at the kink at 0
    h = 1e-5
    numeric = (activation(z + h) - activation(z - h)) / (2 * h)
    assert activation.slope(z) == pytest.approx(numeric, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_large_arguments_overflow_nowhere(name, dtype):
    z = np.array([-1e4, 1e4], dtype)
    values, slopes = ACTIVATIONS[name](z), ACTIVATIONS[name].slope(z)
    assert values == pytest.approx([LIMITS[name][0][0], LIMITS[name][1][0]], rel=1e-6, abs=1e-6)
    assert slopes == pytest.approx([LIMITS[name][0][1], LIMITS[name][1][1]], rel=1e-6, abs=1e-6)


def test_a_kink_has_the_slope_that_pytorch_gives_it():
    zero = np.zeros(1)
    assert ACTIVATIONS["relu"].slope(zero) == 0.0
    assert ACTIVATIONS["leaky_relu"].slope(zero) == 0.01
    assert ACTIVATIONS["elu"].slope(zero) == 1.0


@pytest.mark.parametrize(
    ("dtype", "lowest", "tolerance"), [(np.float64, -37.0, 1e-12), (np.float32, -8.0, 2e-5)]
)
def test_gelu_is_exact_with_all_its_digits_on_the_left(dtype, lowest, tolerance):
    z = np.linspace(lowest, 12.0, 4001).astype(dtype)
    expected = [0.5 * x * math.erfc(-x / math.sqrt(2.0)) for x in z.tolist()]
    # What a rounding error of z² does to e^(−z²/2) grows with z².
    assert ACTIVATIONS["gelu"](z) == pytest.approx(expected, rel=tolerance, abs=0.0)
    near = np.abs(z) < 3.0
    assert ACTIVATIONS["gelu"](z)[near] == pytest.approx(
        np.array(expected)[near], rel=16 * float(np.finfo(dtype).eps), abs=0.0
    )


def test_gelu_and_its_slope_at_zero():
    zero = np.array([0.0, -0.0, 1e-300])
    assert ACTIVATIONS["gelu"](zero) == pytest.approx([0.0, 0.0, 5e-301], rel=1e-14, abs=0.0)
    assert ACTIVATIONS["gelu"].slope(zero).tolist() == [0.5, 0.5, 0.5]


def test_the_step_passes_a_gradient_straight_through_near_zero():
    slope = ACTIVATIONS["step"].slope(np.array([-2.0, -0.5, 0.5, 2.0]))
    assert slope.tolist() == [0.0, 1.0, 1.0, 0.0]
    assert not ACTIVATIONS["step"].exact_derivative


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
def test_not_a_number_is_never_hidden(name):
    assert np.isnan(ACTIVATIONS[name](np.array([np.nan], np.float32)))
