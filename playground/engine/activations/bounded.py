"""Bounded activations: each squeezes any z into a fixed range."""

from __future__ import annotations

import numpy as np

from playground.engine.activations.base import Activation
from playground.engine.arrays import FloatArray, Scratch


def sigmoid(z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
    """Write 1/(1 + e⁻ᶻ) to `out`, exact to rounding for every z ≥ −87; uses `scratch.first`."""
    np.negative(z, out)
    # e⁸⁷ is below the largest float32, so that the exponential can't overflow; NaN passes.
    scratch.first.fill(87.0)
    np.minimum(out, scratch.first, out=out)
    np.exp(out, out)
    np.add(out, scratch.one, out)
    np.reciprocal(out, out)


class Sigmoid(Activation):
    """Logistic function, written so that nothing overflows."""

    name = "sigmoid"
    label = "Sigmoid"
    formula = "1 / (1 + e⁻ᶻ)"
    derivative_formula = "a·(1 − a)"
    saturates = True

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        sigmoid(z, out, scratch)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.multiply(a, a, out)
        np.subtract(a, out, out)


class Tanh(Activation):
    """Hyperbolic tangent."""

    name = "tanh"
    label = "Tanh"
    formula = "tanh(z)"
    derivative_formula = "1 − a²"
    saturates = True

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.tanh(z, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.multiply(a, a, out)
        np.subtract(scratch.one, out, out)


class Softsign(Activation):
    """Like tanh, but it reaches its limits slowly (Bergstra et al. 2009)."""

    name = "softsign"
    label = "Softsign"
    formula = "z / (1 + |z|)"
    derivative_formula = "1 / (1 + |z|)²"
    kinks = (0.0,)
    saturates = True

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.absolute(z, out)
        np.add(out, scratch.one, out)
        np.divide(z, out, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.absolute(z, out)
        np.add(out, scratch.one, out)
        np.reciprocal(out, out)
        np.multiply(out, out, out)


class Sine(Activation):
    """A wave (Sitzmann et al. 2020)."""

    name = "sine"
    label = "Sine"
    formula = "sin z"
    derivative_formula = "cos z"

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.sin(z, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.cos(z, out)


class Gaussian(Activation):
    """A bump around zero."""

    name = "gaussian"
    label = "Gaussian"
    formula = "e^(−z²)"
    derivative_formula = "−2·z·a"
    saturates = True

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.multiply(z, z, out)
        np.negative(out, out)
        np.exp(out, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.multiply(z, a, out)
        np.multiply(out, -2.0, out)
