"""What is wrong with a config, in sentences that name the place and the way out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from playground.engine import LayerSpec
from playground.errors import ConfigError
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Field, FieldKind
from playground.experiment.fields import FIELDS, LAYER_FIELDS, MAX_LAYERS
from playground.experiment.layers import LAYER_KINDS, layer_field_names
from playground.experiment.parsing import did_you_mean

MEMORY_LIMIT_BYTES = 2_000_000_000
_LARGEST_INPUT = 784
_LARGEST_BATCH = 10_000
_BYTES_OF_A_NUMBER = 4


def problems(config: ExperimentConfig) -> list[tuple[str, str]]:
    """Return what is wrong as (path, sentence), empty if the experiment can be run."""
    found = list(_field_problems(config))
    found += layers_problems(config.network.layers)
    if not found:
        found += _size_problems(config)
    return found


def validate(config: ExperimentConfig) -> None:
    """Raise `ConfigError` with every sentence of `problems`, if there is one."""
    found = problems(config)
    if found:
        raise ConfigError("\n".join(sentence for _, sentence in found))


def field_problem(field: Field, value: object, path: str) -> str | None:
    """Return the sentence that says why `value` can't be at `path`, or None if it can."""
    if field.kind is FieldKind.CHOICE:
        return _choice_problem(field, value, path)
    if field.kind is FieldKind.INTEGER and (isinstance(value, bool) or not isinstance(value, int)):
        return f"{path} is {_shown(value)}; it must be a whole number."
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{path} is {_shown(value)}; it must be a number."
    if not math.isfinite(value):
        return f"{path} is {value}; it must be a finite number."
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return f"{path} is {value:,g}; it can be from {low:,.10g} to {high:,.10g}{_unit(field)}."
    return None


def layers_problems(layers: object) -> list[tuple[str, str]]:
    """Return what is wrong with the hidden layers, as (path, sentence); they count from 1."""
    if not isinstance(layers, tuple) or not all(isinstance(layer, LayerSpec) for layer in layers):
        return [("network.layers", f"network.layers is {_shown(layers)}; it must be a tuple of layers.")]
    if len(layers) > MAX_LAYERS:
        return [("network.layers", f"There can be at most {MAX_LAYERS} hidden layers.")]
    found = []
    for number, layer in enumerate(layers, start=1):
        if type(layer) not in LAYER_KINDS.values():
            sentence = f"network.layer{number} is of the kind {layer.kind}, which no experiment can hold."
            found.append((f"network.layer{number}", sentence))
            continue
        for name in layer_field_names(type(layer)):
            path = f"network.layer{number}.{name}"
            problem = field_problem(LAYER_FIELDS[name], getattr(layer, name), path)
            if problem:
                found.append((path, problem))
    return found


def memory_estimate(config: ExperimentConfig) -> int:
    """Return about how many bytes training takes: parameters, gradients, averages, buffers of a batch."""
    sizes = [_LARGEST_INPUT, *(int(getattr(layer, "units", 0)) for layer in config.network.layers), 10]
    n_parameters = sum(before * after + after for before, after in pairwise(sizes))
    batch = config.training.batch_size or _LARGEST_BATCH
    return _BYTES_OF_A_NUMBER * (5 * n_parameters + 3 * min(batch, _LARGEST_BATCH) * sum(sizes))


def _field_problems(config: ExperimentConfig) -> Iterator[tuple[str, str]]:
    for path, field in FIELDS.items():
        if field.kind is FieldKind.LAYERS:
            continue
        value: Any = config
        for name in path.split("."):
            value = getattr(value, name)
        problem = field_problem(field, value, path)
        if problem:
            yield path, problem


def _size_problems(config: ExperimentConfig) -> Iterator[tuple[str, str]]:
    needed = memory_estimate(config)
    if needed > MEMORY_LIMIT_BYTES:
        yield (
            "network.layers",
            f"This network with this batch size would take about {needed / 1e9:.1f} GB of memory; "
            f"the limit is {MEMORY_LIMIT_BYTES / 1e9:.0f} GB. "
            "Use fewer layers, fewer neurons or a smaller batch.",
        )


def _choice_problem(field: Field, value: object, path: str) -> str | None:
    values = [choice.value for choice in field.choices]
    if value in values:
        return None
    hint = did_you_mean(value, values) if isinstance(value, str) else ""
    return f"{path} is {_shown(value)}; it must be one of {', '.join(values)}.{hint}"


def _unit(field: Field) -> str:
    return f" {field.unit}" if field.unit else ""


def _shown(value: object) -> str:
    text = f"“{value}”" if isinstance(value, str) else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
