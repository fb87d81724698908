"""Layers without parameters that pass numbers on: flatten and dropout."""

from __future__ import annotations

import math

import numpy as np

from playground.engine.arrays import Buffers, FloatArray, Shape
from playground.engine.layers.base import (
    Layer,
    LayerPass,
    as_rows,
    elementwise,
    grad_as_rows,
    in_memory_order,
)
from playground.engine.specs import Dropout, Flatten, LayerSpec
from playground.errors import ConfigError


class FlattenLayer(Layer):
    """One row of numbers per example, channels first, as PyTorch's `flatten`."""

    def __init__(self, spec: Flatten, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        self.output_shape = (math.prod(input_shape),)

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        rows, gather = as_rows(x, f"{self.name}.a", buffers)
        made = LayerPass(x=x, z=rows, a=rows, forward=gather)
        if training and grad_x is not None:
            made.delta, made.backward = grad_as_rows(grad_x, f"{self.name}.delta", buffers)
        elif training:
            made.delta = buffers.rows(f"{self.name}.delta", len(x), self.output_shape)
        return made


class DropoutLayer(Layer):
    """Leaves out each number with probability `rate`, the rest times 1/(1 − rate) (Srivastava et al. 2014).

    In evaluation it passes everything on unchanged. `rate` may change between two steps.
    """

    def __init__(self, spec: Dropout, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        self.set_hot(spec)
        self.rng: np.random.Generator | None = None
        """Set by the network."""
        self.frozen = False
        """Keep the choice of the last step (for finite differences)."""

    def set_hot(self, spec: LayerSpec) -> None:
        super().set_hot(spec)
        assert isinstance(spec, Dropout)
        if not 0.0 <= spec.rate < 1.0:
            raise ConfigError(f"{self.name}: a dropout rate is at least 0 and below 1, not {spec.rate}.")
        self.rate = spec.rate

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        n = len(x)
        if not training:
            return LayerPass(x=x, z=x, a=x)
        a, delta = self._new("a", n, buffers), self._new("delta", n, buffers)
        made = LayerPass(x=x, z=a, a=a, delta=delta)
        a_memory = in_memory_order(a)
        drawn = buffers.scratch(0, a_memory.shape)
        factor = buffers.rows(f"{self.name}.factor", n, self.output_shape).reshape(a_memory.shape)
        mask = buffers.elementwise_scratch(a_memory.shape).mask

        def draw() -> None:
            if self.frozen:
                return
            if self.rng is None:
                raise ConfigError("A network with dropout needs a generator for it (dropout_rng).")
            self.rng.random(out=drawn, dtype=drawn.dtype.type)
            np.greater_equal(drawn, self.rate, mask)
            np.copyto(factor, mask)
            np.multiply(factor, 1.0 / (1.0 - self.rate), factor)

        by_example = factor if factor.ndim < 4 else factor.transpose(3, 0, 1, 2)
        made.details["factor"] = by_example
        made.forward = [draw, *elementwise(np.multiply, x, by_example, a, buffers)]
        if grad_x is not None:
            made.backward = elementwise(np.multiply, delta, by_example, grad_x, buffers)
        return made
