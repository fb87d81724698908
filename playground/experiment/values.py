"""Reading and replacing one setting of a config by its path."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from playground.engine import LayerSpec
from playground.errors import ConfigError
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Field, FieldKind
from playground.experiment.fields import FIELDS, LAYER_FIELDS
from playground.experiment.parsing import did_you_mean, parse_layers, parse_value, resolve_path
from playground.experiment.validation import field_problem, layers_problems

_LAYER_PATH = re.compile(r"(?:network\.)?layers?\.?(\d+)\.([a-z_]+)")


def get_value(config: ExperimentConfig, path: str) -> Any:
    """Return the value at `path`, as in ``get_value(config, "optimizer.learning_rate")``."""
    value: Any = config
    for name in FIELDS[resolve_path(path)].path.split("."):
        value = getattr(value, name)
    return value


def set_value(config: ExperimentConfig, path: str, value: object) -> ExperimentConfig:
    """Return `config` with one setting changed.

    Parameters
    ----------
    path : str
        A path of `FIELDS` or a short form of it; `network.activation` sets all hidden layers, and
        `network.layer2.units` one setting of one layer, counted from 1.
    value : str, int, float or tuple of LayerSpec
        Text is read as a person types it; other values are taken as they are.

    Raises
    ------
    ConfigError
        If there is no such setting or the value is outside its limits. How settings fit together is not
        looked at here, since several may be set in turn: see `validate`.
    """
    key = path.strip().lower()
    if key in ("activation", "network.activation"):
        return with_hidden_activation(config, _checked(LAYER_FIELDS["activation"], value, path))
    match = _LAYER_PATH.fullmatch(key)
    if match:
        return _with_layer_value(config, int(match[1]), match[2], value)
    field = FIELDS[resolve_path(path)]
    if field.kind is FieldKind.LAYERS:
        return _with_layers(config, value)
    return replace_value(config, field.path, _checked(field, value, field.path))


def replace_value(config: ExperimentConfig, path: str, value: object) -> ExperimentConfig:
    """Return `config` with the value at a full path replaced, unchecked."""
    section, _, name = path.rpartition(".")
    if not section:
        return replace(config, **{name: value})  # type: ignore[arg-type]  # checked by the table, not by mypy
    return replace(config, **{section: replace(getattr(config, section), **{name: value})})


def with_hidden_activation(config: ExperimentConfig, activation: str) -> ExperimentConfig:
    """Return `config` with this activation in every hidden layer that has one."""
    layers = tuple(
        _with_setting(layer, "activation", activation) if hasattr(layer, "activation") else layer
        for layer in config.network.layers
    )
    return replace(config, network=replace(config.network, layers=layers))


def _checked(field: Field, value: object, path: str) -> Any:
    if isinstance(value, str):
        try:
            value = parse_value(field, value)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None
    elif field.kind is FieldKind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    problem = field_problem(field, value, path)
    if problem:
        raise ConfigError(problem)
    return value


def _with_layers(config: ExperimentConfig, value: object) -> ExperimentConfig:
    layers: object = value
    if isinstance(value, str):
        activation = next(
            (layer.activation for layer in config.network.layers if hasattr(layer, "activation")), "relu"
        )
        try:
            layers = parse_layers(value, activation)
        except ConfigError as error:
            raise ConfigError(f"network.layers: {error}") from None
    for _, sentence in layers_problems(layers):
        raise ConfigError(sentence)
    return replace_value(config, "network.layers", layers)


def _with_layer_value(config: ExperimentConfig, number: int, name: str, value: object) -> ExperimentConfig:
    layers: list[LayerSpec] = list(config.network.layers)
    if not 1 <= number <= len(layers):
        raise ConfigError(f"There is no hidden layer {number}; there are {len(layers)}, counted from 1.")
    layer = layers[number - 1]
    if name not in LAYER_FIELDS or not hasattr(layer, name):
        hint = did_you_mean(name, LAYER_FIELDS)
        raise ConfigError(f"A {layer.kind} layer has no setting “{name}”.{hint}")
    checked = _checked(LAYER_FIELDS[name], value, f"network.layer{number}.{name}")
    layers[number - 1] = _with_setting(layer, name, checked)
    return replace_value(config, "network.layers", tuple(layers))


def _with_setting(layer: LayerSpec, name: str, value: Any) -> LayerSpec:
    return replace(layer, **{name: value})
