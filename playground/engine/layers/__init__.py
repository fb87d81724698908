"""Layers that compute, one kind a file, and the registry from descriptions to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.engine.arrays import Shape
from playground.engine.layers.base import Layer, LayerPass, bind_layers
from playground.engine.layers.conv import Conv2dLayer
from playground.engine.layers.dense import DenseLayer
from playground.engine.layers.normalization import BatchNormLayer, LayerNormLayer
from playground.engine.layers.pool import AvgPool2dLayer, MaxPool2dLayer
from playground.engine.layers.residual import ResidualLayer
from playground.engine.layers.shaping import DropoutLayer, FlattenLayer
from playground.engine.specs import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Residual,
)
from playground.errors import ConfigError

LAYERS: dict[type[LayerSpec], Any] = {
    Dense: DenseLayer,
    Conv2d: Conv2dLayer,
    MaxPool2d: MaxPool2dLayer,
    AvgPool2d: AvgPool2dLayer,
    Flatten: FlattenLayer,
    BatchNorm: BatchNormLayer,
    LayerNorm: LayerNormLayer,
    Dropout: DropoutLayer,
}
"""Which class computes which description. Called with (spec, name, input_shape)."""


def make_layers(specs: Sequence[LayerSpec], input_shape: Shape, prefix: str = "") -> tuple[Layer, ...]:
    """Build layers one after the other for inputs of `input_shape` (without the batch axis).

    Raises
    ------
    ConfigError
        If a layer can't take what the one before makes.
    """
    layers: list[Layer] = []
    shape = input_shape
    for index, spec in enumerate(specs, start=1):
        layers.append(make_layer(spec, f"{prefix}layer{index}", shape))
        shape = layers[-1].output_shape
    return tuple(layers)


def make_layer(spec: LayerSpec, name: str, input_shape: Shape) -> Layer:
    """Build the layer that `spec` describes."""
    if isinstance(spec, Residual):
        return ResidualLayer(spec, name, input_shape, make_layers(spec.layers, input_shape, f"{name}."))
    try:
        layer_class = LAYERS[type(spec)]
    except KeyError:
        raise ConfigError(f"{name}: {type(spec).__name__} isn't a kind of layer.") from None
    layer: Layer = layer_class(spec, name, input_shape)
    return layer


__all__ = ["LAYERS", "DropoutLayer", "Layer", "LayerPass", "bind_layers", "make_layer", "make_layers"]
