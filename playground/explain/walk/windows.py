"""Patches of pictures: which pixels a unit looks at, and which units look at a pixel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.specs import AvgPool2d, Conv2d, MaxPool2d
from playground.engine.trace_layers import LayerTrace
from playground.explain.walk.sight import Sight
from playground.explain.walk.words import place_of


def window_of(layer: LayerTrace) -> tuple[int, int, int]:
    """Size, stride and padding."""
    spec = layer.spec
    if isinstance(spec, Conv2d):
        return spec.kernel_size, spec.stride, spec.padding
    assert isinstance(spec, MaxPool2d | AvgPool2d)
    return spec.size, spec.stride or spec.size, 0


def conv_patch(
    sight: Sight, layer: LayerTrace, unit: int
) -> tuple[NDArray[Any], NDArray[Any], tuple[int, int]]:
    """The patch (channels, k, k) that one unit of a convolution looks at, its kernel, and its corner."""
    size, stride, padding = window_of(layer)
    out, i, j = place_of(layer.output_shape, unit)
    x = sight.row(layer, "x").reshape(layer.input_shape)
    padded = np.pad(x, ((0, 0), (padding, padding), (padding, padding)))
    corner = (i * stride, j * stride)
    patch = padded[:, corner[0] : corner[0] + size, corner[1] : corner[1] + size]
    kernel = sight.trace.before(f"{layer.name}.weights")[out]
    return patch, kernel, corner


def pool_window(sight: Sight, layer: LayerTrace, unit: int) -> NDArray[Any]:
    """The window (size, size) of one unit of a pooling."""
    size, stride, _ = window_of(layer)
    channel, i, j = place_of(layer.output_shape, unit)
    x = sight.row(layer, "x").reshape(layer.input_shape)
    window: NDArray[Any] = x[channel, i * stride : i * stride + size, j * stride : j * stride + size]
    return window


def windows_at(layer: LayerTrace, row: int, column: int) -> Iterator[tuple[int, int, int, int]]:
    """Where a pixel lies in the windows: (row and column of the output, row and column in the window)."""
    size, stride, padding = window_of(layer)
    _, height, width = layer.output_shape
    for k in range(size):
        i, off_i = divmod(row + padding - k, stride)
        if off_i or not 0 <= i < height:
            continue
        for m in range(size):
            j, off_j = divmod(column + padding - m, stride)
            if off_j or not 0 <= j < width:
                continue
            yield i, j, k, m
