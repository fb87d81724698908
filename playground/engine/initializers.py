"""How weights are drawn before training. Biases start at zero.

fan_in is the number of inputs of one unit, fan_out the number of units that one input reaches (for a
convolution both count the area of the kernel).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.engine.arrays import FloatArray, Shape

Draw = Callable[[np.random.Generator, Shape, int, int, float], FloatArray]
"""rng, shape, fan_in, fan_out, scale → float64 weights. The last axis of `shape` counts the units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Initializer:
    """A way to draw the first weights of a layer."""

    name: str
    label: str
    formula: str
    uses_scale: bool
    """Whether the chosen scale matters; the others take theirs from the size of the layer."""
    draw: Draw


def _normal(variance: Callable[[int, int, float], float]) -> Draw:
    return lambda rng, shape, fan_in, fan_out, scale: (
        rng.standard_normal(shape) * np.sqrt(variance(fan_in, fan_out, scale))
    )


def _uniform(variance: Callable[[int, int, float], float]) -> Draw:
    # A uniform distribution on ±r has the variance r²/3.
    return lambda rng, shape, fan_in, fan_out, scale: (
        rng.uniform(-1.0, 1.0, shape) * np.sqrt(3.0 * variance(fan_in, fan_out, scale))
    )


def _orthogonal(
    rng: np.random.Generator, shape: Shape, fan_in: int, fan_out: int, scale: float
) -> FloatArray:
    n_units = shape[-1]
    n_inputs = math.prod(shape[:-1])
    tall = rng.standard_normal((max(n_inputs, n_units), min(n_inputs, n_units)))
    q, r = np.linalg.qr(tall)
    # Without the signs of R's diagonal the result isn't uniform over the orthogonal matrices (Mezzadri 2007).
    q *= np.where(np.diag(r) < 0.0, -1.0, 1.0)
    matrix = q if n_inputs >= n_units else q.T
    return matrix.reshape(shape)


INITIALIZERS: dict[str, Initializer] = {
    initializer.name: initializer
    for initializer in (
        Initializer(
            name="zeros",
            label="Zeros",
            formula="w = 0",
            uses_scale=False,
            draw=lambda rng, shape, fan_in, fan_out, scale: np.zeros(shape),
        ),
        Initializer(
            name="constant",
            label="Constant",
            formula="w = scale",
            uses_scale=True,
            draw=lambda rng, shape, fan_in, fan_out, scale: np.full(shape, scale),
        ),
        Initializer(
            name="uniform",
            label="Uniform",
            formula="w ~ U(−scale, scale)",
            uses_scale=True,
            draw=lambda rng, shape, fan_in, fan_out, scale: rng.uniform(-1.0, 1.0, shape) * scale,
        ),
        Initializer(
            name="normal",
            label="Normal",
            formula="w ~ N(0, scale²)",
            uses_scale=True,
            draw=_normal(lambda fan_in, fan_out, scale: scale * scale),
        ),
        Initializer(  # Glorot & Bengio 2010, equation 16
            name="glorot",
            label="Glorot",
            formula="w ~ U(±√(6 / (fan_in + fan_out)))",
            uses_scale=False,
            draw=_uniform(lambda fan_in, fan_out, scale: 2.0 / (fan_in + fan_out)),
        ),
        Initializer(
            name="glorot_normal",
            label="Glorot normal",
            formula="w ~ N(0, 2 / (fan_in + fan_out))",
            uses_scale=False,
            draw=_normal(lambda fan_in, fan_out, scale: 2.0 / (fan_in + fan_out)),
        ),
        Initializer(  # He et al. 2015, equation 10
            name="he",
            label="He",
            formula="w ~ N(0, 2 / fan_in)",
            uses_scale=False,
            draw=_normal(lambda fan_in, fan_out, scale: 2.0 / fan_in),
        ),
        Initializer(
            name="he_uniform",
            label="He uniform",
            formula="w ~ U(±√(6 / fan_in))",
            uses_scale=False,
            draw=_uniform(lambda fan_in, fan_out, scale: 2.0 / fan_in),
        ),
        Initializer(  # LeCun et al. 1998, "Efficient BackProp", equation 16
            name="lecun",
            label="LeCun",
            formula="w ~ N(0, 1 / fan_in)",
            uses_scale=False,
            draw=_normal(lambda fan_in, fan_out, scale: 1.0 / fan_in),
        ),
        Initializer(
            name="lecun_uniform",
            label="LeCun uniform",
            formula="w ~ U(±√(3 / fan_in))",
            uses_scale=False,
            draw=_uniform(lambda fan_in, fan_out, scale: 1.0 / fan_in),
        ),
        Initializer(  # Saxe, McClelland & Ganguli 2014
            name="orthogonal",
            label="Orthogonal",
            formula="WᵀW = 1 (or WWᵀ = 1)",
            uses_scale=False,
            draw=_orthogonal,
        ),
    )
}
