"""Activations made of straight pieces."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from playground.engine.activations.base import Activation
from playground.engine.arrays import FloatArray, Scratch


class Identity(Activation):
    """No change. A layer with it keeps a and z in the same memory and skips both methods."""

    name = "identity"
    label = "Linear"
    formula = "z"
    derivative_formula = "1"

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.copyto(out, z)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        out.fill(1.0)


class ReLU(Activation):
    """Rectified linear unit (Nair & Hinton 2010); f'(0) = 0."""

    name = "relu"
    label = "ReLU"
    formula = "max(0, z)"
    derivative_formula = "1 if z > 0 else 0"
    kinks = (0.0,)

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.maximum(z, scratch.zeros, out=out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.greater(z, scratch.zeros, scratch.mask)
        np.copyto(out, scratch.mask)


class LeakyReLU(Activation):
    """ReLU that lets 1 % through on the left (Maas, Hannun & Ng 2013)."""

    name = "leaky_relu"
    label = "Leaky ReLU"
    formula = "max(0.01·z, z)"
    derivative_formula = "1 if z > 0 else 0.01"
    kinks = (0.0,)
    SLOPE: ClassVar[float] = 0.01

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.multiply(z, self.SLOPE, out=out)
        np.maximum(z, out, out=out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.greater(z, scratch.zeros, scratch.mask)
        np.copyto(out, scratch.mask)
        np.multiply(out, 1.0 - self.SLOPE, out)
        np.add(out, self.SLOPE, out)


class Step(Activation):
    """The perceptron's all or nothing.

    Its true derivative is 0 wherever it exists, and nothing would learn. `derivative` is the clipped
    straight-through estimate instead (Hubara et al. 2016): 1 for |z| ≤ 1, else 0.
    """

    name = "step"
    label = "Step"
    formula = "1 if z > 0 else 0"
    derivative_formula = "0; taken as 1 for |z| ≤ 1 (straight-through)"
    kinks = (0.0,)
    exact_derivative = False

    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.greater(z, 0.0, scratch.mask)
        np.copyto(out, scratch.mask)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.absolute(z, out)
        np.less_equal(out, 1.0, scratch.mask)
        np.copyto(out, scratch.mask)
