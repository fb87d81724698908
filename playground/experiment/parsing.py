"""Typed text into values: what a person writes after `--set` or into a field of the window."""

from __future__ import annotations

from typing import Any

from playground.errors import ConfigError
from playground.experiment.collection_values import COLLECTION_KINDS, parse_collection
from playground.experiment.field import Field, FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.layer_text import parse_layers
from playground.experiment.text_values import (
    did_you_mean,
    parse_choice,
    parse_integer,
    parse_number,
)

__all__ = [
    "did_you_mean",
    "parse_choice",
    "parse_integer",
    "parse_layers",
    "parse_number",
    "parse_value",
    "resolve_path",
]


def parse_value(field: Field, text: str) -> str | int | float | tuple[Any, ...]:
    """Read the value of `field` from text, without looking at its limits."""
    if field.kind is FieldKind.CHOICE:
        return parse_choice(field, text)
    if field.kind is FieldKind.INTEGER:
        return parse_integer(text)
    if field.kind is FieldKind.NUMBER:
        return parse_number(text)
    if field.kind in COLLECTION_KINDS:
        return parse_collection(field, text)
    return parse_layers(text)


def resolve_path(key: str) -> str:
    """Return the path that `key` means: a full path, its last part, or the section of a `kind`.

    So `learning_rate` is `optimizer.learning_rate`, and `loss` is `loss.kind`.

    Raises
    ------
    ConfigError
        If there is no such setting; the sentence names the nearest one.
    """
    if key in FIELDS:
        return key
    wanted = key.strip().lower().replace("-", "_").replace("optimiser", "optimizer")
    short = {path.partition(".")[0]: path for path in FIELDS if path.endswith(".kind")}
    short |= {path.rpartition(".")[2]: path for path in FIELDS if not path.endswith(".kind")}
    if wanted in FIELDS:
        return wanted
    meant = [path for path in FIELDS if path.rpartition(".")[2] == wanted != "kind"]
    if len(meant) > 1:
        raise ConfigError(f"“{key.strip()}” can be {' or '.join(meant)}; write it out.")
    if wanted in short:
        return short[wanted]
    hint = did_you_mean(wanted, [*FIELDS, "network.activation"], also=short)
    help_text = hint or f" The settings are: {', '.join(FIELDS)}."
    raise ConfigError(f"There is no setting “{key.strip()}”.{help_text}")
