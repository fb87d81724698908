"""How many numbers go through each layer and how many it learns, for the rows of the builder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.engine import Dense, LayerSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShape:
    """One layer's inputs, outputs and parameters."""

    fan_in: int
    units: int

    @property
    def n_parameters(self) -> int:
        """fan_in · units weights and one bias a unit."""
        return self.fan_in * self.units + self.units


def layer_shapes(n_inputs: int, layers: Sequence[LayerSpec], n_outputs: int) -> tuple[LayerShape, ...]:
    """Shapes of the hidden layers, in order, and of the output layer."""
    shapes = []
    fan_in = n_inputs
    for layer in (*layers, Dense(units=n_outputs, activation="identity")):
        if isinstance(layer, Dense):
            shapes.append(LayerShape(fan_in=fan_in, units=layer.units))
            fan_in = layer.units
    return tuple(shapes)
