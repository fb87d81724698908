"""Layers and their shapes with the places where they stand, those inside a block after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playground.builder.edits import Place
from playground.engine import LayerSpec, Residual
from playground.experiment.shapes import LayerShape


def walk_layers(layers: Sequence[LayerSpec], parent: Place = ()) -> Iterator[tuple[Place, LayerSpec]]:
    """Every layer with its place."""
    for number, layer in enumerate(layers):
        place = (*parent, number)
        yield place, layer
        if isinstance(layer, Residual):
            yield from walk_layers(layer.layers, place)


def walk_shapes(layers: Sequence[LayerShape], parent: Place = ()) -> Iterator[tuple[Place, LayerShape]]:
    """Every shape with the place of its layer."""
    for number, shape in enumerate(layers):
        place = (*parent, number)
        yield place, shape
        yield from walk_shapes(shape.inner, place)
