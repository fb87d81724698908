"""The residual block."""

from __future__ import annotations

from functools import partial

import numpy as np

from playground.engine.arrays import Buffers, FloatArray, Shape
from playground.engine.layers.base import Layer, LayerPass, bind_layers, elementwise
from playground.engine.specs import LayerSpec, Residual
from playground.errors import ConfigError


class ResidualLayer(Layer):
    """z = x + F(x), a = f(z), F being the layers inside (He et al. 2016).

    Going back, δ takes both ways: straight to x, and through the layers inside.
    """

    def __init__(self, spec: Residual, name: str, input_shape: Shape, inner: tuple[Layer, ...]) -> None:
        super().__init__(spec, name, input_shape)
        if not inner:
            raise ConfigError(f"{name}: a residual block needs at least one layer inside.")
        self._inner = inner
        inner_shape = inner[-1].output_shape
        if inner_shape != input_shape:
            raise ConfigError(
                f"{name}: the layers inside a residual block must keep the shape, but make "
                f"{' × '.join(map(str, inner_shape))} of {' × '.join(map(str, input_shape))}."
            )

    @property
    def inner_layers(self) -> tuple[Layer, ...]:
        return self._inner

    def set_hot(self, spec: LayerSpec) -> None:
        super().set_hot(spec)
        assert isinstance(spec, Residual)
        for layer, inner_spec in zip(self._inner, spec.layers, strict=True):
            layer.set_hot(inner_spec)

    @property
    def n_multiplications(self) -> int:
        return sum(layer.n_multiplications for layer in self._inner)

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        inner = bind_layers(self._inner, x, grad_x, buffers, training)
        z = self._new("z", len(x), buffers)
        made = self._bind_activation(z, buffers, training)
        made.x, made.inner = x, inner
        made.forward[:0] = [
            *(op for part in inner for op in part.forward),
            *elementwise(np.add, x, inner[-1].a, z, buffers),
        ]
        if made.delta is None:
            return made
        inner_delta = inner[-1].delta
        assert inner_delta is not None
        made.backward.append(partial(np.copyto, inner_delta, made.delta))
        made.backward += [op for part in reversed(inner) for op in part.backward]
        if grad_x is not None:
            made.backward += elementwise(np.add, grad_x, made.delta, grad_x, buffers)
        return made
