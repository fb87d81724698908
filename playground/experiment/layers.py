"""The kinds of layers that an experiment may hold, and how they are read from and written as plain values."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from playground.engine import Dense, LayerSpec

LAYER_KINDS: dict[str, type[LayerSpec]] = {spec.kind: spec for spec in (Dense,)}


def layer_to_dict(layer: LayerSpec) -> dict[str, Any]:
    """Plain values of one layer, its `kind` first."""
    return {"kind": layer.kind} | {name: getattr(layer, name) for name in layer_field_names(type(layer))}


def layer_field_names(kind: type[LayerSpec]) -> tuple[str, ...]:
    """Names of the settings of a kind of layer."""
    return tuple(field.name for field in fields(kind))
