"""The two-dimensional convolution."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from numpy.lib.stride_tricks import as_strided

from playground.engine.arrays import Buffers, FloatArray, Operation, Shape, without_iterator_buffers
from playground.engine.initializers import Initializer
from playground.engine.layers.base import Layer, LayerPass, in_memory_order
from playground.engine.specs import Conv2d
from playground.errors import ConfigError

PIECE = 1_000_000
"""Multiplications in one product. Up to so many OpenBLAS has kernels (AVX-512) that don't copy the matrices
to other places first, which is most of the work when one of them has few rows. Measured for 16 channels, 72
numbers a window, 6,272 windows: forward 97 → 68 µs, ∂L/∂W 229 (as δ·Cᵀ) → 76, ∂L/∂C 104 → 65."""

MAX_PIECES = 64


class Conv2dLayer(Layer):
    """z[o, i, j] = b[o] + Σ w[o, c, k, l] · x[c, i·stride + k, j·stride + l], a = f(z).

    (A cross-correlation, as everywhere in this field.) Weights are (channels, channels_in, kernel, kernel),
    as PyTorch's. Every window is written out as a column (im2col), so that forward and backward are three
    products of large matrices: Z = W·C, ∂L/∂Wᵀ = C·δᵀ, ∂L/∂C = Wᵀ·δ; what a pixel gave to several windows is
    added up. The columns are taken in pieces, see `PIECE`.
    """

    spec: Conv2d

    def __init__(self, spec: Conv2d, name: str, input_shape: Shape) -> None:
        super().__init__(spec, name, input_shape)
        channels_in, height, width = check_picture(name, input_shape)
        k, s, p = spec.kernel_size, spec.stride, spec.padding
        if min(k, s, spec.channels) < 1 or p < 0:
            raise ConfigError(f"{name}: kernel, stride and channels must be at least 1, padding at least 0.")
        if k > min(height, width) + 2 * p:
            raise ConfigError(
                f"{name}: a {k}×{k} kernel doesn't fit {height}×{width} pixels with padding {p}."
            )
        self.output_shape = (spec.channels, (height + 2 * p - k) // s + 1, (width + 2 * p - k) // s + 1)
        self.fan_in = channels_in * k * k
        self.fan_out = spec.channels * k * k

    def parameter_shapes(self) -> dict[str, Shape]:
        spec = self.spec
        weights = (spec.channels, self.input_shape[0], spec.kernel_size, spec.kernel_size)
        return {"weights": weights, "biases": (spec.channels,)}

    @property
    def n_multiplications(self) -> int:
        return math.prod(self.output_shape) * self.fan_in

    def weights_by_unit(self, vector: FloatArray | None = None) -> FloatArray:
        w = self.parameters["weights"] if vector is None else vector
        return w.reshape(self.spec.channels, -1).T

    def initialize(self, initializer: Initializer, rng: np.random.Generator, scale: float) -> None:
        by_unit = self.weights_by_unit()
        by_unit[...] = initializer.draw(rng, by_unit.shape, self.fan_in, self.fan_out, scale)
        self.parameters["biases"][...] = 0.0

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        n = len(x)
        channels, height, width = self.output_shape
        n_places = n * height * width
        k = self.spec.kernel_size
        w = self.parameters["weights"].reshape(channels, -1)
        b = self.parameters["biases"].reshape(channels, 1)
        z = self._new("z", n, buffers)
        z_matrix = in_memory_order(z).reshape(channels, n_places)
        columns = buffers.rows(f"{self.name}.columns", n, (height, width, self.fan_in)).reshape(
            self.fan_in, n_places
        )
        n_pieces = count_pieces(n_places, channels * self.fan_in)
        spread = buffers.scratch(0, z_matrix.shape)
        made = self._bind_activation(z, buffers, training)
        made.x = x
        by_window = columns.reshape(-1, k, k, height, width, n)
        made.forward[:0] = [
            *self._write_columns(x, by_window),
            partial(np.matmul, w, in_pieces(columns, n_pieces), in_pieces(z_matrix, n_pieces)),
            partial(np.copyto, spread, b),
            partial(np.add, z_matrix, spread, z_matrix),
        ]
        if made.delta is not None:
            delta = in_memory_order(made.delta).reshape(channels, n_places)
            delta_pieces = in_pieces(delta, n_pieces)
            grad_w = self.gradients["weights"].reshape(channels, -1)
            shares = buffers.scratch(4, (n_pieces, self.fan_in, channels))
            by_unit = buffers.scratch(8, (self.fan_in, channels))
            ones = np.ones(n_places, z.dtype)
            made.backward += [
                partial(np.matmul, in_pieces(columns, n_pieces), delta_pieces.transpose(0, 2, 1), shares),
                partial(np.dot, ones[:n_pieces], shares.reshape(n_pieces, -1), by_unit.reshape(-1)),
                partial(np.copyto, grad_w, by_unit.T),
                partial(np.dot, delta, ones, self.gradients["biases"]),
            ]
            if grad_x is not None:
                grad_columns = buffers.scratch(4, columns.shape)
                made.backward.append(partial(np.matmul, w.T, delta_pieces, in_pieces(grad_columns, n_pieces)))
                made.backward += self._add_columns(grad_columns.reshape(by_window.shape), grad_x)
        return made

    def _padded(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        """A picture batch in memory order with a border of zeros, and the part of it without the border."""
        pixels = in_memory_order(x)
        p = self.spec.padding
        if p == 0 and pixels.flags.c_contiguous:
            return pixels, pixels
        channels, height, width, n = pixels.shape
        # Not from the buffers: batches of another size would write over the border.
        padded = np.zeros((channels, height + 2 * p, width + 2 * p, n), x.dtype)
        return padded, padded[:, p : p + height, p : p + width]

    def _write_columns(self, x: FloatArray, by_window: FloatArray) -> list[Operation]:
        padded, middle = self._padded(x)
        operations: list[Operation] = []
        if middle is not padded:
            operations.append(partial(np.copyto, middle, in_memory_order(x)))
        operations.append(partial(np.copyto, by_window, _windows(padded, by_window.shape, self.spec.stride)))
        return operations

    def _add_columns(self, by_window: FloatArray, grad_x: FloatArray) -> list[Operation]:
        padded, middle = self._padded(grad_x)
        _, k, _, height, width, _ = by_window.shape
        s = self.spec.stride
        additions: list[Operation] = []
        for i in range(k):
            for j in range(k):
                target = padded[:, i : i + s * height : s, j : j + s * width : s]
                additions.append(partial(np.add, target, by_window[:, i, j], target))
        operations: list[Operation] = [partial(padded.fill, 0.0), *without_iterator_buffers(additions)]
        if middle is not padded:
            operations.append(partial(np.copyto, in_memory_order(grad_x), middle))
        return operations


def count_pieces(n_places: int, multiplications: int) -> int:
    """Into how many equal pieces of at most `PIECE` to take so many columns; 1 if they don't divide so."""
    fewest = -(-n_places * multiplications // PIECE)
    return next((n for n in range(fewest, MAX_PIECES + 1) if n_places % n == 0), 1)


def in_pieces(matrix: FloatArray, n_pieces: int) -> FloatArray:
    """View of (rows, columns) as (n_pieces, rows, columns of a piece)."""
    return matrix.reshape(len(matrix), n_pieces, -1).transpose(1, 0, 2)


def check_picture(name: str, shape: Shape) -> tuple[int, int, int]:
    """Channels, height and width of an input that must be a picture."""
    if len(shape) != 3:
        raise ConfigError(
            f"{name} needs pictures (channels, height, width); it gets {' × '.join(map(str, shape))} numbers."
        )
    return shape[0], shape[1], shape[2]


def _windows(padded: FloatArray, shape: Shape, stride: int) -> FloatArray:
    """View of (channels, height, width, n) as (channels, k, k, places down, places across, n)."""
    c, h, w, n = padded.strides
    return as_strided(padded, shape, (c, h, w, h * stride, w * stride, n), writeable=False)
