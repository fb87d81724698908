"""What a person does to the layers, as functions from one config to the next.

A place is where a layer stands, counted from 0: (2,) the third layer, (2, 0) the first one inside it. Frozen
parameters, cut weights and units switched off move with their layers (`experiment.marks`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.engine import Dense, LayerSpec, Residual
from playground.experiment.config import ExperimentConfig
from playground.experiment.marks import with_other_layers

Place = tuple[int, ...]

FIRST_LAYER = Dense(units=32, activation="relu")
"""What a network that has no layer gets first."""


def layers_in(config: ExperimentConfig, parent: Place = ()) -> tuple[LayerSpec, ...]:
    """The layers of the network, or those inside the block at `parent`."""
    layers = config.network.layers
    for index in parent:
        block = layers[index]
        layers = block.layers if isinstance(block, Residual) else ()
    return layers


def layer_at(config: ExperimentConfig, place: Place) -> LayerSpec:
    """The layer at `place`."""
    return layers_in(config, place[:-1])[place[-1]]


def insert_layer(config: ExperimentConfig, place: Place, layer: LayerSpec) -> ExperimentConfig:
    """`layer` put in at `place`; what stood there comes after it."""
    layers = list(layers_in(config, place[:-1]))
    origins: list[int | None] = list(range(len(layers)))
    layers.insert(place[-1], layer)
    origins.insert(place[-1], None)
    return with_other_layers(config, layers, origins, place[:-1])


def remove_layer(config: ExperimentConfig, place: Place | int) -> ExperimentConfig:
    """Without the layer at `place`."""
    place = _as_place(place)
    layers = list(layers_in(config, place[:-1]))
    origins = list(range(len(layers)))
    del layers[place[-1]], origins[place[-1]]
    return with_other_layers(config, layers, origins, place[:-1])


def move_layer(config: ExperimentConfig, place: Place | int, target: int) -> ExperimentConfig:
    """The layer at `place` moved to be number `target` among its neighbours."""
    place = _as_place(place)
    layers = list(layers_in(config, place[:-1]))
    origins = list(range(len(layers)))
    layers.insert(target, layers.pop(place[-1]))
    origins.insert(target, origins.pop(place[-1]))
    return with_other_layers(config, layers, origins, place[:-1])


def set_setting(config: ExperimentConfig, place: Place | int, name: str, value: Any) -> ExperimentConfig:
    """Another value for one setting of the layer at `place`."""
    place = _as_place(place)
    layers = list(layers_in(config, place[:-1]))
    layers[place[-1]] = replace(layers[place[-1]], **{name: value})
    return with_other_layers(config, layers, range(len(layers)), place[:-1])


def set_units(config: ExperimentConfig, place: Place | int, units: int) -> ExperimentConfig:
    """Another number of neurons or filters in the layer at `place`; a layer without them stays as it is."""
    layer = layer_at(config, _as_place(place))
    for name in ("units", "channels"):
        if hasattr(layer, name):
            return set_setting(config, place, name, units)
    return config


def _as_place(place: Place | int) -> Place:
    return (place,) if isinstance(place, int) else place
