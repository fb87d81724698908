"""Reading and replacing one setting of a config by its path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from playground.engine import Conv2d, Dense, LayerSpec, Residual
from playground.errors import ConfigError
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Field, FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.layer_fields import ACTIVATION_FIELD
from playground.experiment.layer_kinds import kind_of
from playground.experiment.layer_text import parse_layers
from playground.experiment.parsing import parse_value, resolve_path
from playground.experiment.text_values import did_you_mean
from playground.experiment.validation import field_problem, layers_problems

_LAYER_PATH = re.compile(r"(?:network\.)?((?:layers?\.?\d+\.)+)([a-z_]+[0-9]*)")
_ENDLESS_NUMBER = re.compile(r"\d{310}")
"""No float is that large, and Python reads whole numbers of so many digits only up to a limit."""


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
        A path of `FIELDS` or a short form of it; `network.activation` sets all hidden layers,
        `network.layer2.units` one setting of one layer, counted from 1, and `network.layer2.layer1.units`
        one of a layer inside a block.
    value : str, int, float or tuple of LayerSpec
        Text is read as a person types it; other values are taken as they are.

    Raises
    ------
    ConfigError
        If there is no such setting or the value is outside its limits. How settings fit together is not
        looked at here, since several may be set in turn: see `validate`.
    """
    key = path.strip().lower()
    for text in (key, value):
        if isinstance(text, str) and _ENDLESS_NUMBER.search(text):
            raise ConfigError(
                f"{path:.60}: a number of so many digits, “{text.strip():.40}…”, is none that fits."
            )
    if key in ("activation", "network.activation"):
        return with_hidden_activation(config, _checked(ACTIVATION_FIELD, value, path))
    match = _LAYER_PATH.fullmatch(key)
    if match:
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
        layers = _with_layer_value(config.network.layers, numbers, "network", match[2], value)
        return replace_value(config, "network.layers", layers)
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
    """Return `config` with this activation in every hidden layer that bends, inside blocks too.

    Layers that are linear stay so (before a normalisation, say), unless all are: then those with weights take
    it.
    """
    found = list(_activations(config.network.layers))
    all_linear = all(name == "identity" for _, name in found)
    layers = _bent(config.network.layers, activation, all_linear)
    return replace(config, network=replace(config.network, layers=layers))


def hidden_activation(config: ExperimentConfig) -> str | None:
    """Return the activation of the first hidden layer that bends; identity if none does, None without any."""
    return next(iter(hidden_activations(config)), None)


def hidden_activations(config: ExperimentConfig) -> tuple[str, ...]:
    """Return the different activations of the hidden layers that bend, in order; identity if none does."""
    names = tuple(dict.fromkeys(name for _, name in _activations(config.network.layers)))
    return tuple(name for name in names if name != "identity") or names


def _activations(layers: tuple[LayerSpec, ...]) -> Iterator[tuple[LayerSpec, str]]:
    for layer in layers:
        if isinstance(layer, Residual):
            yield from _activations(layer.layers)
        if hasattr(layer, "activation"):
            yield layer, layer.activation


def _bent(layers: tuple[LayerSpec, ...], activation: str, all_linear: bool) -> tuple[LayerSpec, ...]:
    changed = []
    for layer in layers:
        if isinstance(layer, Residual):
            layer = replace(layer, layers=_bent(layer.layers, activation, all_linear))
        takes_it = isinstance(layer, Dense | Conv2d) if all_linear else True
        bends = hasattr(layer, "activation") and (all_linear or layer.activation != "identity")
        changed.append(_with_setting(layer, "activation", activation) if bends and takes_it else layer)
    return tuple(changed)


def _checked(field: Field, value: object, path: str) -> Any:
    if isinstance(value, str):
        try:
            value = parse_value(field, value)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from None
    problem = field_problem(field, value, path)
    if problem:
        raise ConfigError(problem)
    return float(value) if field.kind is FieldKind.NUMBER and isinstance(value, int) else value


def _with_layers(config: ExperimentConfig, value: object) -> ExperimentConfig:
    layers: object = value
    if isinstance(value, str):
        try:
            layers = parse_layers(value, hidden_activation(config) or "relu")
        except ConfigError as error:
            raise ConfigError(f"network.layers: {error}") from None
    for _, sentence in layers_problems(layers):
        raise ConfigError(sentence)
    return replace_value(config, "network.layers", layers)


def _with_layer_value(
    layers: tuple[LayerSpec, ...], numbers: Sequence[int], path: str, name: str, value: object
) -> tuple[LayerSpec, ...]:
    """Set one value of the layer at the place that `numbers` lead to, block by block."""
    number = numbers[0]
    if not 1 <= number <= len(layers):
        where = "hidden layer" if path == "network" else f"layer in {path}"
        raise ConfigError(f"There is no {where} {number}; there are {len(layers)}, counted from 1.")
    layer, path = layers[number - 1], f"{path}.layer{number}"
    if len(numbers) > 1:
        if not isinstance(layer, Residual):
            raise ConfigError(f"{path} is a {layer.kind} layer and has no layers inside.")
        changed = _with_setting(
            layer, "layers", _with_layer_value(layer.layers, numbers[1:], path, name, value)
        )
    else:
        entry = kind_of(layer)
        field = entry.fields.get(name) if entry else None
        if field is None or field.kind is FieldKind.LAYERS:
            hint = did_you_mean(name, entry.fields if entry else ())
            raise ConfigError(f"A {layer.kind} layer has no setting “{name}”.{hint}")
        changed = _with_setting(layer, name, _checked(field, value, f"{path}.{name}"))
    return (*layers[: number - 1], changed, *layers[number:])


def _with_setting(layer: LayerSpec, name: str, value: Any) -> LayerSpec:
    return replace(layer, **{name: value})
