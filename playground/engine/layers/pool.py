"""Max and average pooling."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray, Operation, Shape, without_iterator_buffers
from playground.engine.layers.base import Layer, LayerPass, in_memory_order
from playground.engine.layers.conv import check_picture
from playground.engine.specs import AvgPool2d, MaxPool2d
from playground.errors import ConfigError


class PoolLayer(Layer):
    """One number from each window of each channel; pixels that no whole window covers are left out."""

    spec: MaxPool2d | AvgPool2d

    def __init__(self, spec: MaxPool2d | AvgPool2d, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        channels, height, width = check_picture(name, input_shape)
        size, stride = spec.size, spec.stride or spec.size
        if size < 1 or stride < 1:
            raise ConfigError(f"{name}: size must be at least 1, stride at least 0.")
        if size > min(height, width):
            raise ConfigError(f"{name}: a {size}×{size} window doesn't fit a {height}×{width} picture.")
        self.stride = stride
        self.output_shape = (channels, (height - size) // stride + 1, (width - size) // stride + 1)

    @property
    def n_multiplications(self) -> int:
        return math.prod(self.output_shape) * self.spec.size**2

    def _corners(self, x: FloatArray) -> list[FloatArray]:
        """For each place in a window the pixels of all windows at this place, each like the output."""
        pixels = in_memory_order(x)
        _, height, width = self.output_shape
        size, s = self.spec.size, self.stride
        return [
            pixels[:, i : i + s * height : s, j : j + s * width : s] for i in range(size) for j in range(size)
        ]

    def _gather(self, x: FloatArray, buffers: Buffers) -> tuple[FloatArray, list[Operation]]:
        """The windows place by place, (size², channels, height, width, n), and the copies into it."""
        n = len(x)
        channels, height, width = self.output_shape
        n_corners = self.spec.size**2
        rows = buffers.rows(f"{self.name}.windows", n, (n_corners, *self.output_shape))
        windows = rows.reshape(n_corners, channels, height, width, n)
        corners = self._corners(x)
        return windows, [partial(np.copyto, windows[i], corner) for i, corner in enumerate(corners)]

    def _give_back(self, shares: list[FloatArray], grad_x: FloatArray) -> list[Operation]:
        """Operations that add to each pixel what its places in the windows got."""
        operations: list[Operation] = [partial(in_memory_order(grad_x).fill, 0.0)]
        overlapping = self.stride < self.spec.size
        for target, share in zip(self._corners(grad_x), shares, strict=True):
            if overlapping:
                operations.append(partial(np.add, target, share, target))
            else:
                operations.append(partial(np.copyto, target, share))
        return without_iterator_buffers(operations) if overlapping else operations

    def _pass(self, x: FloatArray, buffers: Buffers, training: bool) -> LayerPass:
        a = self._new("a", len(x), buffers)
        delta = self._new("delta", len(x), buffers) if training else None
        return LayerPass(x=x, z=a, a=a, delta=delta)


class MaxPool2dLayer(PoolLayer):
    """a = the largest pixel of the window; the gradient goes to it, or to the first of several equal ones."""

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        made = self._pass(x, buffers, training)
        a = in_memory_order(made.a)
        windows, gather = self._gather(x, buffers)
        made.forward += [*gather, partial(np.maximum.reduce, windows, axis=0, out=a)]
        if made.delta is None or grad_x is None:
            return made
        delta = in_memory_order(made.delta)
        hit, free = (buffers.scratch(slot, a.shape, np.bool_) for slot in (5, 6))
        made.backward.append(partial(free.fill, True))
        shares = list(windows)
        for share in shares:
            # The pixels themselves aren't needed any more: their places take the shares of the gradient.
            made.backward += [
                partial(np.equal, share, a, hit),
                partial(np.logical_and, hit, free, hit),
                partial(np.logical_xor, free, hit, free),
                partial(np.copyto, share, hit),
                partial(np.multiply, share, delta, share),
            ]
        made.backward += self._give_back(shares, grad_x)
        return made

    def kink_pattern(self) -> NDArray[np.bool_]:
        if self.last_pass is None:
            return np.zeros(0, bool)
        a = in_memory_order(self.last_pass.a)
        return np.concatenate([(c == a).reshape(-1) for c in self._corners(self.last_pass.x)])


class AvgPool2dLayer(PoolLayer):
    """a = the mean of the window; every pixel gets the same share of the gradient."""

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        made = self._pass(x, buffers, training)
        a = in_memory_order(made.a)
        share_of_one = np.array(1.0 / self.spec.size**2, a.dtype)
        windows, gather = self._gather(x, buffers)
        made.forward += [
            *gather,
            partial(np.add.reduce, windows, axis=0, out=a),
            partial(np.multiply, a, share_of_one, a),
        ]
        if made.delta is not None and grad_x is not None:
            share = buffers.scratch(0, a.shape)
            made.backward.append(partial(np.multiply, in_memory_order(made.delta), share_of_one, share))
            made.backward += self._give_back([share] * self.spec.size**2, grad_x)
        return made
