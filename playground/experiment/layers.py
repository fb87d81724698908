"""Layers as plain values and back: what stands in an experiment file, blocks within blocks."""

from __future__ import annotations

from typing import Any

from playground.engine import LayerSpec
from playground.errors import ConfigError
from playground.experiment.field import FieldKind
from playground.experiment.layer_fields import MAX_DEPTH
from playground.experiment.layer_kinds import LAYER_KINDS, setting_names
from playground.experiment.parsing import did_you_mean


def layer_to_dict(layer: LayerSpec) -> dict[str, Any]:
    """Plain values of one layer, its `kind` first; a block holds a list of layers."""
    plain: dict[str, Any] = {"kind": layer.kind}
    for name in setting_names(type(layer)):
        value = getattr(layer, name)
        plain[name] = [layer_to_dict(inner) for inner in value] if isinstance(value, tuple) else value
    return plain


def layers_from_list(plain: object, path: str = "network", depth: int = 0) -> tuple[LayerSpec, ...]:
    """Read layers, from the input side; `path` is where the list stands.

    Raises
    ------
    ConfigError
        If something in it is no layer, or a setting is unknown or missing. Limits are not looked at here.
    """
    if not isinstance(plain, list):
        raise ConfigError(f"{path}.layers must be a list of layers, from the input side.")
    if depth > MAX_DEPTH:
        raise ConfigError(
            f"{path} is a block too deep in blocks; there can be {MAX_DEPTH} within each other."
        )
    return tuple(
        _layer_from_dict(layer, f"{path}.layer{number}", depth) for number, layer in enumerate(plain, start=1)
    )


def _layer_from_dict(plain: object, path: str, depth: int) -> LayerSpec:
    kinds = ", ".join(LAYER_KINDS)
    if not isinstance(plain, dict) or "kind" not in plain:
        raise ConfigError(f"{path} must be an object with a “kind”: {kinds}.")
    entry = LAYER_KINDS.get(plain["kind"]) if isinstance(plain["kind"], str) else None
    if entry is None:
        hint = did_you_mean(str(plain["kind"]), LAYER_KINDS)
        raise ConfigError(f"{path}.kind is {plain['kind']!r:.60}; it must be one of: {kinds}.{hint}")
    refuse_unknown(plain, ["kind", *entry.fields], path + ".")
    settings = {name: value for name, value in plain.items() if name != "kind"}
    for name, value in settings.items():
        if entry.fields[name].kind is FieldKind.LAYERS:
            settings[name] = layers_from_list(value, path, depth + 1)
        elif entry.fields[name].kind is FieldKind.NUMBER:
            settings[name] = as_number(value, f"{path}.{name}")
    try:
        return entry.spec(**settings)
    except TypeError:
        missing = ", ".join(name for name in entry.fields if name not in settings)
        raise ConfigError(f"{path} doesn't say its {missing}.") from None


def refuse_unknown(plain: dict[Any, Any], known: list[str], prefix: str) -> None:
    """Raise `ConfigError` for a key that is no setting, with the nearest one that is."""
    for key in plain:
        if key not in known:
            hint = did_you_mean(str(key), known)
            raise ConfigError(f"There is no setting “{prefix}{key!s:.60}”.{hint}")


def as_number(value: object, path: str) -> object:
    """A whole number as a float, where a float is wanted; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    try:
        return float(value)
    except OverflowError:
        raise ConfigError(f"{path} is far too large.") from None
