"""An experiment as JSON text and back.

    {"format": "backprop-playground experiment", "version": 1, "experiment": {"data": {…}, …, "seed": 7}}

Reading is strict: an unknown key or a value out of its range is told with its path, since a misspelt setting
that is passed over in silence would make a different experiment. A missing key takes its default.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from playground.errors import ConfigError, FileFormatError
from playground.experiment.collection_values import COLLECTION_KINDS
from playground.experiment.config import (
    DataConfig,
    ExperimentConfig,
    LossConfig,
    NetworkConfig,
    OptimizerConfig,
    ScheduleConfig,
    TrainingConfig,
)
from playground.experiment.field import FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.layers import as_number, layer_to_dict, layers_from_list, refuse_unknown
from playground.experiment.validation import problems

FORMAT = "backprop-playground experiment"
VERSION = 1
MAX_TEXT_LENGTH = 4_000_000
"""Room for as many painted points and marks as an experiment can have."""

_SECTIONS: dict[str, type[Any]] = {
    "data": DataConfig,
    "network": NetworkConfig,
    "loss": LossConfig,
    "optimizer": OptimizerConfig,
    "schedule": ScheduleConfig,
    "training": TrainingConfig,
}


def to_dict(config: ExperimentConfig) -> dict[str, Any]:
    """Return the experiment as plain values, without the header of a file."""
    plain: dict[str, Any] = {}
    for section, kind in _SECTIONS.items():
        part = getattr(config, section)
        plain[section] = {
            field.name: _as_lists(getattr(part, field.name)) for field in dataclasses.fields(kind)
        }
    plain["network"]["layers"] = [layer_to_dict(layer) for layer in config.network.layers]
    plain["seed"] = config.seed
    return plain


def to_json(config: ExperimentConfig) -> str:
    """Return the text of an experiment file."""
    document = {"format": FORMAT, "version": VERSION, "experiment": to_dict(config)}
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(source: str | dict[str, Any]) -> ExperimentConfig:
    """Read an experiment from the text of a file, or from a document that is parsed already.

    Raises
    ------
    FileFormatError
        If `source` is no experiment file, or one of a newer version.
    ConfigError
        If a setting in it is unknown, of the wrong type, or out of its range; one sentence a line.
    """
    document = _parse(source) if isinstance(source, str) else source
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileFormatError(f"This is not an experiment file: it doesn't say “format”: “{FORMAT}”.")
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise FileFormatError("This experiment file doesn't say its version.")
    if version > VERSION:
        raise FileFormatError(
            f"This experiment file has version {version}; this program reads up to {VERSION}. "
            "Install a newer program."
        )
    return from_dict(document.get("experiment"))


def from_dict(plain: object) -> ExperimentConfig:
    """Read an experiment from plain values as `to_dict` makes them; see `from_json` for the errors."""
    if not isinstance(plain, dict):
        raise ConfigError(f"The experiment must be an object with the parts {', '.join(_SECTIONS)}.")
    refuse_unknown(plain, [*_SECTIONS, "seed"], "")
    values: dict[str, Any] = {}
    for section, kind in _SECTIONS.items():
        if section in plain:
            values[section] = _read_section(section, kind, plain[section])
    if "seed" in plain:
        values["seed"] = plain["seed"]
    config = ExperimentConfig(**values)
    found = problems(config)
    if found:
        raise ConfigError("\n".join(sentence for _, sentence in found))
    return config


def _parse(text: str) -> Any:
    if len(text) > MAX_TEXT_LENGTH:
        raise FileFormatError("This file is too long for an experiment.")
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise FileFormatError(
            f"This is not JSON: {error.msg} in line {error.lineno}, column {error.colno}."
        ) from None
    except (RecursionError, ValueError):
        # ValueError: an integer with thousands of digits.
        raise FileFormatError(
            "This is not an experiment file: something in it is far too deep or too long."
        ) from None


def _read_section(section: str, kind: type[Any], plain: object) -> Any:
    if not isinstance(plain, dict):
        raise ConfigError(f"{section} is {plain!r:.60}; it must be an object with settings.")
    refuse_unknown(plain, [field.name for field in dataclasses.fields(kind)], section + ".")
    values = dict(plain)
    for name, value in plain.items():
        field = FIELDS.get(f"{section}.{name}")
        if field is None:
            continue
        if field.kind in COLLECTION_KINDS:
            values[name] = _as_tuples(value)
        if field.kind is FieldKind.POINTS and isinstance(values[name], tuple):
            values[name] = tuple(_as_point(part, field.path) for part in values[name])
        if field.kind is FieldKind.NUMBER:
            values[name] = as_number(value, field.path)
        if field.kind is FieldKind.LAYERS:
            values[name] = layers_from_list(value)
    return kind(**values)


def _as_lists(value: object) -> object:
    """Tuples of a config as lists, as JSON has them."""
    return [_as_lists(part) for part in value] if isinstance(value, tuple) else value


def _as_point(part: object, path: str) -> object:
    return tuple(as_number(number, path) for number in part) if isinstance(part, tuple) else part


def _as_tuples(value: object) -> object:
    """Lists, as JSON has them, as the tuples of a config."""
    return tuple(_as_tuples(part) for part in value) if isinstance(value, list) else value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise FileFormatError(f"“{twice}” stands twice in the same place of this file; keep one.")
    return plain


def _refuse_constant(name: str) -> float:
    raise FileFormatError(f"This file holds {name}, which is not a number that can be used.")
