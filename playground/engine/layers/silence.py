"""Which units can be silenced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.engine.layers.base import Layer
from playground.errors import ConfigError


def check_units(layers: Mapping[str, Layer], units: Mapping[str, Sequence[int]]) -> None:
    """Raise `ConfigError` if there is no such layer or unit, or the layer has no activation of its own."""
    for name, chosen in units.items():
        layer = layers.get(name)
        if layer is None:
            raise ConfigError(f"There is no layer {name} in this network.")
        if not hasattr(layer.spec, "activation"):
            raise ConfigError(f"{name} ({layer.kind}) only passes numbers on: it has no units to silence.")
        n_units = layer.output_shape[0]
        for unit in chosen:
            if not 0 <= unit < n_units:
                raise ConfigError(f"{name} has the units 0 to {n_units - 1}, and no unit {unit}.")
