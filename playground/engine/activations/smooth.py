"""Smooth relatives of ReLU."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.engine.activations.base import Activation
from playground.engine.activations.bounded import sigmoid
from playground.engine.arrays import FloatArray, Scratch


def softplus(z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
    """Write log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|) to `out`; uses `scratch.first`."""
    np.absolute(z, out)
    np.negative(out, out)
    np.exp(out, out)
    np.log1p(out, out)
    scratch.first.fill(0.0)
    np.maximum(z, scratch.first, out=scratch.first)
    np.add(out, scratch.first, out)


class Softplus(Activation):
    """ReLU with a round corner (Dugas et al. 2001)."""

    name = "softplus"
    label = "Softplus"
    formula = "log(1 + eᶻ)"
    derivative_formula = "1 / (1 + e⁻ᶻ)"

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        softplus(z, out, scratch)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        sigmoid(z, out, scratch)


class ELU(Activation):
    """Exponential linear unit with α = 1 (Clevert, Unterthiner & Hochreiter 2016)."""

    name = "elu"
    label = "ELU"
    formula = "z if z > 0 else eᶻ − 1"
    derivative_formula = "1 if z > 0 else a + 1"
    kinks = (0.0,)

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        _exponential_linear(z, out, scratch)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        out.fill(0.0)
        np.minimum(a, out, out=out)
        np.add(out, scratch.one, out)


def _exponential_linear(z: FloatArray, out: FloatArray, scratch: Scratch, alpha: float = 1.0) -> None:
    scratch.first.fill(0.0)
    np.minimum(z, scratch.first, out=out)
    np.expm1(out, out)
    if alpha != 1.0:
        np.multiply(out, alpha, out)
    np.maximum(z, scratch.first, out=scratch.first)
    np.add(out, scratch.first, out)


class SELU(Activation):
    """ELU scaled so that activations keep mean 0 and variance 1 (Klambauer et al. 2017)."""

    name = "selu"
    label = "SELU"
    formula = "1.0507·(z if z > 0 else 1.6733·(eᶻ − 1))"
    derivative_formula = "1.0507 if z > 0 else a + 1.7581"
    kinks = (0.0,)
    ALPHA: ClassVar[float] = 1.6732632423543772
    SCALE: ClassVar[float] = 1.0507009873554805

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        _exponential_linear(z, out, scratch, self.ALPHA)
        np.multiply(out, self.SCALE, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        left = self.SCALE * self.ALPHA
        np.greater(z, 0.0, scratch.mask)
        np.copyto(out, scratch.mask)
        np.multiply(out, self.SCALE - left, out)
        np.add(out, left, out)
        scratch.first.fill(0.0)
        np.minimum(a, scratch.first, out=scratch.first)
        np.add(out, scratch.first, out)


class SiLU(Activation):
    """Sigmoid linear unit or swish (Elfwing, Uchibe & Doya 2018)."""

    name = "silu"
    label = "SiLU"
    formula = "z / (1 + e⁻ᶻ)"
    derivative_formula = "s + a·(1 − s), s the sigmoid of z"

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        sigmoid(z, out, scratch)
        np.multiply(out, z, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        s = scratch.second
        sigmoid(z, s, scratch)
        np.subtract(scratch.one, s, out)
        np.multiply(out, a, out)
        np.add(out, s, out)


class Mish(Activation):
    """z·tanh(softplus(z)) (Misra 2020)."""

    name = "mish"
    label = "Mish"
    formula = "z·tanh(log(1 + eᶻ))"
    derivative_formula = "t + z·(1 − t²)·s, t the tanh and s the sigmoid of z"

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        softplus(z, out, scratch)
        np.tanh(out, out)
        np.multiply(out, z, out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        slope, square = scratch.second, scratch.first
        sigmoid(z, slope, scratch)
        np.multiply(slope, z, slope)
        softplus(z, out, scratch)
        np.tanh(out, out)
        np.multiply(out, out, square)
        np.subtract(scratch.one, square, square)
        np.multiply(slope, square, slope)
        np.add(out, slope, out)
