"""What a person does to the layers, as functions from one config to the next.

A place is where a layer stands, counted from 0: (2,) the third layer, (2, 0) the first one inside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playground.engine import Dense, LayerSpec, Residual
from playground.experiment.config import ExperimentConfig

Place = tuple[int, ...]

FIRST_LAYER = Dense(units=32, activation="relu")
"""What a network that has no layer gets first."""


def with_layers(config: ExperimentConfig, layers: Sequence[LayerSpec]) -> ExperimentConfig:
    """`config` with other hidden layers."""
    return replace(config, network=replace(config.network, layers=tuple(layers)))


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
    layers.insert(place[-1], layer)
    return _with_layers_in(config, place[:-1], layers)


def remove_layer(config: ExperimentConfig, place: Place | int) -> ExperimentConfig:
    """Without the layer at `place`."""
    place = _as_place(place)
    layers = list(layers_in(config, place[:-1]))
    del layers[place[-1]]
    return _with_layers_in(config, place[:-1], layers)


def move_layer(config: ExperimentConfig, place: Place | int, target: int) -> ExperimentConfig:
    """The layer at `place` moved to be number `target` among its neighbours."""
    place = _as_place(place)
    layers = list(layers_in(config, place[:-1]))
    layers.insert(target, layers.pop(place[-1]))
    return _with_layers_in(config, place[:-1], layers)


def set_setting(config: ExperimentConfig, place: Place | int, name: str, value: Any) -> ExperimentConfig:
    """Another value for one setting of the layer at `place`."""
    place = _as_place(place)
    layers = list(layers_in(config, place[:-1]))
    layers[place[-1]] = replace(layers[place[-1]], **{name: value})
    return _with_layers_in(config, place[:-1], layers)


def set_units(config: ExperimentConfig, place: Place | int, units: int) -> ExperimentConfig:
    """Another number of neurons or filters in the layer at `place`; a layer without them stays as it is."""
    layer = layer_at(config, _as_place(place))
    for name in ("units", "channels"):
        if hasattr(layer, name):
            return set_setting(config, place, name, units)
    return config


def _as_place(place: Place | int) -> Place:
    return (place,) if isinstance(place, int) else place


def _with_layers_in(config: ExperimentConfig, parent: Place, layers: Sequence[LayerSpec]) -> ExperimentConfig:
    if not parent:
        return with_layers(config, layers)
    return set_setting(config, parent, "layers", tuple(layers))
