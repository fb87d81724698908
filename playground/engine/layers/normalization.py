"""Batch and layer normalisation."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from playground.engine.arrays import Buffers, FloatArray, Operation, Shape
from playground.engine.initializers import Initializer
from playground.engine.layers.base import Layer, LayerPass, as_rows, grad_as_rows, in_memory_order
from playground.engine.specs import BatchNorm, LayerNorm


class _NormLayer(Layer):
    """x̂ = (x − mean) / √(variance + ε), z = scales ⊙ x̂ + shifts, a = f(z)."""

    spec: BatchNorm | LayerNorm
    n_scales: int

    def initialize(self, initializer: Initializer, rng: np.random.Generator, scale: float) -> None:
        self.parameters["scales"][...] = 1.0
        self.parameters["shifts"][...] = 0.0

    @property
    def n_multiplications(self) -> int:
        return 4 * math.prod(self.output_shape)


class BatchNormLayer(_NormLayer):
    """Mean and variance of each unit over the batch (Ioffe & Szegedy 2015), of each channel for pictures.

    The variance of the batch is the mean square, the running one that of an unbiased estimate, as PyTorch's.
    ∂L/∂x = scale/√(var + ε) · (δ − mean(δ) − x̂·mean(δ ⊙ x̂)).
    """

    spec: BatchNorm

    def __init__(self, spec: BatchNorm, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        self.n_scales = input_shape[0] if len(input_shape) == 3 else math.prod(input_shape)

    def parameter_shapes(self) -> dict[str, Shape]:
        return {"scales": (self.n_scales,), "shifts": (self.n_scales,)}

    def initialize(self, initializer: Initializer, rng: np.random.Generator, scale: float) -> None:
        super().initialize(initializer, rng, scale)
        dtype = self.parameters["scales"].dtype
        self.state["running_mean"] = np.zeros(self.n_scales, dtype)
        self.state["running_variance"] = np.ones(self.n_scales, dtype)

    def _by_unit(self, x: FloatArray) -> FloatArray:
        """As (n, n_units) or, for pictures, (n_places, n_channels): the statistics go over axis 0."""
        if x.ndim == 4:
            return in_memory_order(x).reshape(self.n_scales, -1).T
        return x.reshape(len(x), -1)

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        # Pictures that the network gets from outside don't lie channel by channel.
        own = self._new("x", len(x), buffers)
        gather: list[Operation] = []
        if x.ndim == 4 and not in_memory_order(x).flags.c_contiguous:
            gather, x_used = [partial(np.copyto, own, x)], own
        else:
            x_used = x
        z = self._new("z", len(x), buffers)
        made = self._bind_activation(z, buffers, training)
        made.x = x
        if made.delta is None:
            made.forward[:0] = [*gather, *self._evaluate(self._by_unit(x_used), self._by_unit(z), buffers)]
            return made
        normal = self._by_unit(self._new("normal", len(x), buffers))
        mean, variance, inverse = (np.zeros(self.n_scales, x.dtype) for _ in range(3))
        made.details.update(mean=mean, variance=variance, inverse=inverse, normal=normal)
        forward = self._normalise(self._by_unit(x_used), self._by_unit(z), made.details, buffers)
        made.forward[:0] = [*gather, *forward]
        target = self._new("grad_x", len(x), buffers)
        made.backward += self._go_back(
            self._by_unit(made.delta), normal, inverse, self._by_unit(target), buffers
        )
        if grad_x is not None:
            made.backward.append(partial(np.copyto, in_memory_order(grad_x), in_memory_order(target)))
        return made

    def _evaluate(self, x: FloatArray, z: FloatArray, buffers: Buffers) -> list[Operation]:
        factor, offset = np.zeros(self.n_scales, x.dtype), np.zeros(self.n_scales, x.dtype)
        spread = _scratch_like(x, 0, buffers)
        scales, shifts = self.parameters["scales"], self.parameters["shifts"]

        def fold() -> None:
            np.add(self.state["running_variance"], self.spec.epsilon, factor)
            np.sqrt(factor, factor)
            np.divide(scales, factor, factor)
            np.multiply(self.state["running_mean"], factor, offset)
            np.subtract(shifts, offset, offset)

        return [
            fold,
            partial(np.copyto, spread, factor),
            partial(np.multiply, x, spread, z),
            partial(np.copyto, spread, offset),
            partial(np.add, z, spread, z),
        ]

    def _normalise(
        self, x: FloatArray, z: FloatArray, details: dict[str, FloatArray], buffers: Buffers
    ) -> list[Operation]:
        n = len(x)
        mean, variance, inverse, normal = (
            details[name] for name in ("mean", "variance", "inverse", "normal")
        )
        average = np.full(n, 1.0 / n, x.dtype)
        spread, square = _scratch_like(x, 0, buffers), _scratch_like(x, 1, buffers)

        def finish() -> None:
            momentum = self.spec.momentum
            unbiased = momentum * n / max(n - 1, 1)
            _move(self.state["running_mean"], mean, momentum, momentum, inverse)
            _move(self.state["running_variance"], variance, momentum, unbiased, inverse)
            np.add(variance, self.spec.epsilon, inverse)
            np.sqrt(inverse, inverse)
            np.reciprocal(inverse, inverse)

        return [
            partial(np.dot, average, x, mean),
            partial(np.copyto, spread, mean),
            partial(np.subtract, x, spread, normal),
            partial(np.multiply, normal, normal, square),
            partial(np.dot, average, square, variance),
            finish,
            partial(np.copyto, spread, inverse),
            partial(np.multiply, normal, spread, normal),
            partial(np.copyto, spread, self.parameters["scales"]),
            partial(np.multiply, normal, spread, z),
            partial(np.copyto, spread, self.parameters["shifts"]),
            partial(np.add, z, spread, z),
        ]

    def _go_back(
        self,
        delta: FloatArray,
        normal: FloatArray,
        inverse: FloatArray,
        target: FloatArray,
        buffers: Buffers,
    ) -> list[Operation]:
        n = len(delta)
        ones = np.ones(n, delta.dtype)
        share = np.array(1.0 / n, delta.dtype)
        grad_scales, grad_shifts = self.gradients["scales"], self.gradients["shifts"]
        number = np.zeros(self.n_scales, delta.dtype)
        spread = _scratch_like(delta, 0, buffers)
        return [
            partial(np.dot, ones, delta, grad_shifts),
            partial(np.multiply, delta, normal, target),
            partial(np.dot, ones, target, grad_scales),
            partial(np.multiply, grad_scales, share, number),
            partial(np.copyto, spread, number),
            partial(np.multiply, normal, spread, target),
            partial(np.multiply, grad_shifts, share, number),
            partial(np.copyto, spread, number),
            partial(np.add, target, spread, target),
            partial(np.subtract, delta, target, target),
            partial(np.multiply, self.parameters["scales"], inverse, number),
            partial(np.copyto, spread, number),
            partial(np.multiply, target, spread, target),
        ]


class LayerNormLayer(_NormLayer):
    """Mean and variance of each example over its units (Ba, Kiros & Hinton 2016).

    ∂L/∂x = (g − mean(g) − x̂·mean(g ⊙ x̂)) / √(var + ε) with g = scales ⊙ δ, means over the units of the
    example.
    """

    spec: LayerNorm

    def __init__(self, spec: LayerNorm, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        self.n_scales = math.prod(input_shape)

    def parameter_shapes(self) -> dict[str, Shape]:
        return {"scales": self.input_shape, "shifts": self.input_shape}

    def _new(self, name: str, n: int, buffers: Buffers) -> FloatArray:
        # Example by example, pictures too, since that is how the statistics go.
        return buffers.rows(f"{self.name}.{name}", n, self.output_shape)

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        n = len(x)
        rows, gather = as_rows(x, f"{self.name}.x", buffers)
        z = self._new("z", n, buffers)
        made = self._bind_activation(z, buffers, training)
        made.x = x
        normal = self._new("normal", n, buffers).reshape(n, -1)
        mean, inverse = np.zeros((n, 1), x.dtype), np.zeros((n, 1), x.dtype)
        made.details.update(mean=mean, inverse=inverse, normal=normal)
        made.forward[:0] = [*gather, *self._normalise(rows, z.reshape(n, -1), made.details, buffers)]
        if made.delta is None:
            return made
        target: FloatArray = self._new("grad_x", n, buffers).reshape(n, -1)
        spread_back: list[Operation] = []
        if grad_x is not None:
            target, spread_back = grad_as_rows(grad_x, f"{self.name}.grad_x", buffers)
        made.backward += self._go_back(made.delta.reshape(n, -1), normal, inverse, target, buffers)
        made.backward += spread_back
        return made

    def _normalise(
        self, x: FloatArray, z: FloatArray, details: dict[str, FloatArray], buffers: Buffers
    ) -> list[Operation]:
        n, size = x.shape
        mean, inverse, normal = (details[name] for name in ("mean", "inverse", "normal"))
        average = np.full(size, 1.0 / size, x.dtype)
        epsilon = np.array(self.spec.epsilon, x.dtype)
        spread, square = buffers.scratch(0, x.shape), buffers.scratch(1, x.shape)
        return [
            partial(np.dot, x, average, mean.reshape(n)),
            partial(np.copyto, spread, mean),
            partial(np.subtract, x, spread, normal),
            partial(np.multiply, normal, normal, square),
            partial(np.dot, square, average, inverse.reshape(n)),
            partial(np.add, inverse, epsilon, inverse),
            partial(np.sqrt, inverse, inverse),
            partial(np.reciprocal, inverse, inverse),
            partial(np.copyto, spread, inverse),
            partial(np.multiply, normal, spread, normal),
            partial(np.copyto, spread, self.parameters["scales"].reshape(-1)),
            partial(np.multiply, normal, spread, z),
            partial(np.copyto, spread, self.parameters["shifts"].reshape(-1)),
            partial(np.add, z, spread, z),
        ]

    def _go_back(
        self,
        delta: FloatArray,
        normal: FloatArray,
        inverse: FloatArray,
        target: FloatArray,
        buffers: Buffers,
    ) -> list[Operation]:
        n, size = delta.shape
        ones = np.ones(n, delta.dtype)
        average = np.full(size, 1.0 / size, delta.dtype)
        number = np.zeros((n, 1), delta.dtype)
        spread, g = buffers.scratch(0, delta.shape), buffers.scratch(1, delta.shape)
        return [
            partial(np.dot, ones, delta, self.gradients["shifts"].reshape(-1)),
            partial(np.multiply, delta, normal, target),
            partial(np.dot, ones, target, self.gradients["scales"].reshape(-1)),
            partial(np.copyto, spread, self.parameters["scales"].reshape(-1)),
            partial(np.multiply, delta, spread, g),
            partial(np.multiply, g, normal, target),
            partial(np.dot, target, average, number.reshape(n)),
            partial(np.copyto, spread, number),
            partial(np.multiply, normal, spread, target),
            partial(np.dot, g, average, number.reshape(n)),
            partial(np.copyto, spread, number),
            partial(np.add, target, spread, target),
            partial(np.subtract, g, target, target),
            partial(np.copyto, spread, inverse),
            partial(np.multiply, target, spread, target),
        ]


def _scratch_like(x: FloatArray, slot: int, buffers: Buffers) -> FloatArray:
    """Scratch with the same order of axes in memory as the matrix x."""
    if x.flags.c_contiguous:
        return buffers.scratch(slot, x.shape)
    return buffers.scratch(slot, x.shape[::-1]).T


def _move(
    running: FloatArray, value: FloatArray, momentum: float, weight: float, scratch: FloatArray
) -> None:
    """running ← (1 − momentum)·running + weight·value."""
    np.multiply(running, 1.0 - momentum, running)
    np.multiply(value, weight, scratch)
    np.add(running, scratch, running)
