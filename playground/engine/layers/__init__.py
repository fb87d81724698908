"""Layers that compute, one kind a file, and the registry from descriptions to them."""

from __future__ import annotations

from typing import Any

from playground.engine.arrays import Shape
from playground.engine.layers.base import Layer, LayerPass
from playground.engine.layers.dense import DenseLayer
from playground.engine.specs import Dense, LayerSpec
from playground.errors import ConfigError

LAYERS: dict[type[LayerSpec], Any] = {Dense: DenseLayer}
"""Which class computes which description. Called with (spec, name, input_shape)."""


def make_layer(spec: LayerSpec, name: str, input_shape: Shape) -> Layer:
    """Build the layer that `spec` describes for inputs of `input_shape` (without the batch axis)."""
    try:
        layer_class = LAYERS[type(spec)]
    except KeyError:
        raise ConfigError(f"{name}: {type(spec).__name__} isn't a kind of layer.") from None
    layer: Layer = layer_class(spec, name, input_shape)
    return layer


__all__ = ["LAYERS", "Layer", "LayerPass", "make_layer"]
