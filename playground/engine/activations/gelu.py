"""The Gaussian error linear unit, exact."""

from __future__ import annotations

from math import pi, sqrt
from typing import ClassVar

import numpy as np

from playground.engine.activations.base import Activation
from playground.engine.arrays import FloatArray, Scratch

_CENTRE = 2.5
_DOUBLE = (
    1.2648381843668617,
    -0.12235676308240215,
    -0.09902453957365122,
    0.1576299190229927,
    -0.10296705603621854,
    0.03276089327566133,
    0.0009318927733468689,
    -0.004382078440847587,
    0.0004918662388834135,
    0.0006321251464155949,
    -8.848168029900339e-05,
    -0.00011352632492718974,
    6.2749300957096e-06,
    2.2712248592600015e-05,
    2.5875002384947698e-06,
    -4.244612526599291e-06,
    -1.550921327837679e-06,
    5.650897898007257e-07,
    4.973311423124062e-07,
    -2.595789779732572e-09,
    -1.0181458785967409e-07,
    -1.9529757279629242e-08,
    1.043327246672333e-08,
    3.3505549185349607e-09,
)
_SINGLE = (
    1.2648381802377981,
    -0.12235746577389316,
    -0.0990242416580846,
    0.15764429480764594,
    -0.10297053835625594,
    0.032677570070453445,
    0.000946759630325494,
    -0.004180246630320805,
    0.00046333752059866723,
    0.0004054889191726741,
    -6.391786604416434e-05,
)
"""Coefficients of t⁰, t¹ … of (1 + 2x)·exp(x²)·erfc(x) in t = (x − 2.5)/(x + 2.5), which takes x = 0 … ∞ to
−1 … 1 (the form of Shepherd & Laframboise 1981): the Chebyshev series of that function, computed with 60
digits and cut where the rest is below the last digit of float64 and of float32."""


def half_erfc(x: FloatArray, out: FloatArray, t: FloatArray, one: FloatArray) -> None:
    """Write ½·erfc(x) for x ≥ 0 to `out`, to rounding; overwrites x and t."""
    np.add(x, _CENTRE, out)
    np.subtract(x, _CENTRE, t)
    np.divide(t, out, t)
    highest, *others = reversed(_SINGLE if out.dtype == np.float32 else _DOUBLE)
    out.fill(highest)
    for coefficient in others:
        np.multiply(out, t, out)
        np.add(out, coefficient, out)
    np.multiply(x, x, t)
    np.negative(t, t)
    np.exp(t, t)
    np.multiply(out, t, out)
    # The divisor 1 + 2x, and the ½.
    np.add(x, x, x)
    np.add(x, one, x)
    np.add(x, x, x)
    np.divide(out, x, out)


class GELU(Activation):
    """Gaussian error linear unit z·Φ(z), Φ the distribution of the normal (Hendrycks & Gimpel 2016).

    Computed as z·½·erfc(−z/√2), for z > 0 as z·(1 − ½·erfc(z/√2)): so small values on the left keep all their
    digits. (The tanh form in wide use is off by up to 0.0005.)
    """

    name = "gelu"
    label = "GELU"
    formula = "z·Φ(z) = ½·z·(1 + erf(z/√2))"
    derivative_formula = "Φ(z) + z·φ(z), φ = e^(−z²/2)/√(2π)"
    DENSITY: ClassVar[float] = 1.0 / sqrt(2.0 * pi)

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        x, tail = scratch.first, scratch.second
        np.absolute(z, x)
        np.multiply(x, sqrt(0.5), x)
        half_erfc(x, tail, out, scratch.one)
        np.subtract(scratch.one, tail, out)
        np.less(z, 0.0, scratch.mask)
        np.copyto(out, tail, where=scratch.mask)
        np.multiply(out, z, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        bell = scratch.first
        np.multiply(z, z, bell)
        np.multiply(bell, -0.5, bell)
        np.exp(bell, bell)
        np.multiply(bell, self.DENSITY, bell)
        np.multiply(bell, z, bell)
        # Φ(z) = a/z, and ½ where z = 0.
        np.equal(z, 0.0, scratch.mask)
        np.copyto(out, z)
        np.copyto(out, scratch.one, where=scratch.mask)
        np.divide(a, out, out)
        np.copyto(out, 0.5, where=scratch.mask)
        np.add(out, bell, out)
