"""The dense layer."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from playground.engine.arrays import Buffers, FloatArray, Operation, Shape
from playground.engine.initializers import Initializer
from playground.engine.layers.base import Layer, LayerPass, as_rows, grad_as_rows
from playground.engine.specs import Dense
from playground.errors import ConfigError

_MANY = 4096
"""Numbers from which a block of rows is worth it."""
_BLOCK = 1024
"""Numbers of a block."""


class DenseLayer(Layer):
    """z = x @ W + b, a = f(z), with W of shape (fan_in, fan_out).

    Backward: ∂L/∂W = xᵀ δ, ∂L/∂b = Σ over the batch of δ, ∂L/∂x = δ Wᵀ (Nielsen 2015, BP2–BP4). An input
    with more than one axis is taken as one flat row per example.
    """

    spec: Dense

    def __init__(self, spec: Dense, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        if spec.units < 1:
            raise ConfigError(f"{name}: a dense layer has at least 1 unit, not {spec.units}.")
        self.fan_in = math.prod(input_shape)
        self.fan_out = spec.units
        self.output_shape = (spec.units,)

    def parameter_shapes(self) -> dict[str, Shape]:
        return {"weights": (self.fan_in, self.fan_out), "biases": (self.fan_out,)}

    @property
    def n_multiplications(self) -> int:
        return self.fan_in * self.fan_out

    def initialize(self, initializer: Initializer, rng: np.random.Generator, scale: float) -> None:
        w = self.parameters["weights"]
        w[...] = initializer.draw(rng, w.shape, self.fan_in, self.fan_out, scale)
        self.parameters["biases"][...] = 0.0

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        n = len(x)
        w, b = self.parameters["weights"], self.parameters["biases"]
        rows, gather = as_rows(x, f"{self.name}.x", buffers)
        z = buffers.rows(f"{self.name}.z", n, self.output_shape)
        made = self._bind_activation(z, buffers, training)
        made.x = x
        # np.dot reaches BLAS with half the overhead of np.matmul.
        made.forward[:0] = [*gather, partial(np.dot, rows, w, z), *_adding(z, b, buffers)]
        if training:
            delta = made.delta
            assert delta is not None
            # A product with ones is 2 to 3 times as fast as a sum over the batch axis.
            ones = np.ones(n, z.dtype)
            made.backward.append(partial(np.dot, rows.T, delta, self.gradients["weights"]))
            made.backward.append(partial(np.dot, ones, delta, self.gradients["biases"]))
            if grad_x is not None:
                grad_rows, spread_back = grad_as_rows(grad_x, f"{self.name}.grad_x", buffers)
                made.backward += [partial(np.dot, delta, w.T, grad_rows), *spread_back]
        return made


def _adding(z: FloatArray, b: FloatArray, buffers: Buffers) -> list[Operation]:
    """z ← z + b, row by row.

    b is spread over all rows first: adding it by broadcasting takes longer and allocates. Where rows are
    short and many, NumPy would spend its time going from one to the next, so b is spread over a block of
    rows, and the block over the others (2,000 rows of 8: 8 µs instead of 22).
    """
    n, width = z.shape
    spread = buffers.scratch(0, z.shape)
    n_block = n
    if z.size > _MANY:
        n_block = max(k for k in range(1, max(_BLOCK // width, 1) + 1) if n % k == 0)
    block = spread[:n_block]
    others = spread[n_block:].reshape(-1, n_block * width)
    operations: list[Operation] = [partial(np.copyto, block, b), partial(np.add, z, spread, z)]
    if len(others):
        operations.insert(1, partial(np.copyto, others, block.reshape(-1)))
    return operations
