"""What an activation function is.

Both write into `out` and allocate nothing. The derivative is always da/dz, taken at the z and a of the
forward pass, so that a function may use whichever is cheaper.
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
    """Where f' or f'' jumps; finite differences step around these."""
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
