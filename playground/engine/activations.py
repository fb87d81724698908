"""Activation functions, each one object with its derivative.

Both write into `out` and allocate nothing. The derivative is always da/dz, taken at the z and a of the forward pass, so
that a function may use whichever is cheaper.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from playground.engine.arrays import Buffers, FloatArray, Scratch


class Activation(ABC):
    """a = f(z), element by element, with f'(z)."""

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    """f as a person writes it."""
    derivative_formula: ClassVar[str]
    kinks: ClassVar[tuple[float, ...]] = ()
    """Where f' jumps; finite differences step around these."""
    exact_derivative: ClassVar[bool] = True
    """False where `derivative` is deliberately something else than da/dz (the step function)."""
    saturates: ClassVar[bool] = False
    """True where f' goes to zero for large |z| on both sides."""

    @abstractmethod
    def value(self, z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        """Write f(z) to `out`, which doesn't overlap z."""

    @abstractmethod
    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        """Write f'(z) = da/dz to `out`, which overlaps neither z nor a."""

    def __call__(self, z: FloatArray) -> FloatArray:
        """f(z) as a fresh array, for plots."""
        out = np.empty_like(z)
        self.value(z, out, Buffers(z.dtype).elementwise_scratch(z.shape))
        return out

    def slope(self, z: FloatArray) -> FloatArray:
        """f'(z) as a fresh array, for plots."""
        out = np.empty_like(z)
        self.derivative(z, self(z), out, Buffers(z.dtype).elementwise_scratch(z.shape))
        return out


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
        # Against an array of zeros NumPy's maximum is 3 times as fast as against a scalar.
        out.fill(0.0)
        np.maximum(z, out, out=out)

    def derivative(self, z: FloatArray, a: FloatArray, out: FloatArray, scratch: Scratch) -> None:
        np.greater(z, 0.0, scratch.mask)
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
        np.greater(z, 0.0, scratch.mask)
        np.copyto(out, scratch.mask)
        np.multiply(out, 1.0 - self.SLOPE, out)
        np.add(out, self.SLOPE, out)


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


def sigmoid(z: FloatArray, out: FloatArray, scratch: Scratch) -> None:
    """Write 1/(1 + e⁻ᶻ) to `out`, exact to rounding for every z ≥ −87; uses `scratch.first`."""
    np.negative(z, out)
    # e⁸⁷ is below the largest float32, so that the exponential can't overflow; NaN passes.
    scratch.first.fill(87.0)
    np.minimum(out, scratch.first, out=out)
    np.exp(out, out)
    np.add(out, scratch.one, out)
    np.reciprocal(out, out)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation for activation in (Identity(), ReLU(), LeakyReLU(), Tanh(), Sigmoid())
}
