"""What is wrong with a config, in sentences that name the place and the way out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from playground.engine import LOSSES, LayerSpec, Residual
from playground.errors import ConfigError
from playground.experiment.addresses import address_problems
from playground.experiment.collection_values import COLLECTION_KINDS, collection_problem
from playground.experiment.config import ExperimentConfig
from playground.experiment.data_source import data_shape
from playground.experiment.field import Field, FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.layer_fields import MAX_DEPTH, MAX_LAYERS
from playground.experiment.layer_kinds import kind_of
from playground.experiment.parsing import did_you_mean
from playground.experiment.shapes import NetworkShapes, network_shapes

REGRESSION_LOSSES = ("squared_error", "half_squared_error", "absolute_error", "huber")
"""The losses that measure a distance; they do for classes too."""
MEMORY_LIMIT_BYTES = 2_000_000_000
_LARGEST_BATCH = 10_000
_BYTES_OF_A_NUMBER = 4


def problems(config: ExperimentConfig) -> list[tuple[str, str]]:
    """Return what is wrong as (path, sentence), empty if the experiment can be run."""
    found = list(_field_problems(config))
    found += layers_problems(config.network.layers)
    if not found:
        found += task_problems(config)
    if not found:
        found += _shape_problems(config)
    if not found:
        found += _size_problems(config)
    if not found:
        found += _mark_problems(config)
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
    if field.kind in COLLECTION_KINDS:
        return collection_problem(field, value, path)
    if field.kind is FieldKind.INTEGER and (isinstance(value, bool) or not isinstance(value, int)):
        return f"{path} is {_shown(value)}; it must be a whole number."
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"{path} is {_shown(value)}; it must be a number."
    if isinstance(value, float) and not math.isfinite(value):
        return f"{path} is {value}; it must be a finite number."
    low, high = field.minimum, field.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        shown = f"{value:,.10g}" if abs(value) < 1e300 else _shown(value)
        return f"{path} is {shown}; it can be from {low:,.10g} to {high:,.10g}{_unit(field)}."
    return None


def layers_problems(layers: object) -> list[tuple[str, str]]:
    """Return what is wrong with the hidden layers one by one, as (path, sentence); they count from 1."""
    if isinstance(layers, tuple) and _count(layers) > MAX_LAYERS:
        return [("network.layers", f"There can be at most {MAX_LAYERS} hidden layers.")]
    return list(_layers_problems(layers, "network", 0))


def _layers_problems(layers: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if not isinstance(layers, tuple) or not all(isinstance(layer, LayerSpec) for layer in layers):
        yield f"{path}.layers", f"{path}.layers is {_shown(layers)}; it must be a tuple of layers."
        return
    if depth > MAX_DEPTH:
        yield path, f"{path} is a block too deep in blocks; there can be {MAX_DEPTH} within each other."
        return
    for number, layer in enumerate(layers, start=1):
        yield from _layer_problems(layer, f"{path}.layer{number}", depth)


def _layer_problems(layer: LayerSpec, path: str, depth: int) -> Iterator[tuple[str, str]]:
    entry = kind_of(layer)
    if entry is None:
        yield path, f"{path} is of the kind {layer.kind}, which no experiment can hold."
        return
    for name, field in entry.fields.items():
        value = getattr(layer, name)
        if field.kind is FieldKind.LAYERS:
            yield from _layers_problems(value, path, depth + 1)
            continue
        problem = field_problem(field, value, f"{path}.{name}")
        if problem:
            yield f"{path}.{name}", problem


def _count(layers: tuple[object, ...]) -> int:
    """Layers, those inside blocks too."""
    inside = (layer.layers for layer in layers if isinstance(layer, Residual))
    return len(layers) + sum(_count(inner) for inner in inside if isinstance(inner, tuple))


def shapes_of(config: ExperimentConfig) -> NetworkShapes:
    """Return the shapes of the network for the data of the experiment; only a table is loaded for that."""
    shape = data_shape(config.data)
    return network_shapes(config, shape.input_shape, shape.n_outputs, shape.image_shape)


def memory_estimate(config: ExperimentConfig) -> int:
    """Return about how many bytes training takes: parameters, gradients, averages, buffers of a batch."""
    shapes = shapes_of(config)
    batch = min(config.training.batch_size or _LARGEST_BATCH, _LARGEST_BATCH)
    n_buffered = sum(layer.n_buffered for layer in shapes.layers)
    return _BYTES_OF_A_NUMBER * (5 * shapes.n_parameters + batch * n_buffered)


def task_problems(config: ExperimentConfig) -> list[tuple[str, str]]:
    """Return why loss and data don't go together, as (path, sentence)."""
    if data_shape(config.data).is_regression and config.loss.kind not in REGRESSION_LOSSES:
        names = ", ".join(LOSSES[name].label.lower() for name in REGRESSION_LOSSES)
        return [
            (
                "loss.kind",
                f"{LOSSES[config.loss.kind].label} is a loss for classes, but these data ask for a number. "
                f"Choose one of: {names}.",
            )
        ]
    return []


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


def _shape_problems(config: ExperimentConfig) -> Iterator[tuple[str, str]]:
    problem = shapes_of(config).problem
    if problem is not None:
        yield problem.path, problem.sentence


def _mark_problems(config: ExperimentConfig) -> list[tuple[str, str]]:
    if data_shape(config.data).is_guess:
        return []
    return [(problem.path, problem.sentence) for problem in address_problems(config, shapes_of(config))]


def _size_problems(config: ExperimentConfig) -> Iterator[tuple[str, str]]:
    needed = memory_estimate(config)
    if needed > MEMORY_LIMIT_BYTES:
        yield (
            "network.layers",
            f"This network with this batch size would take about {needed / 1e9:.1f} GB of memory; "
            f"the limit is {MEMORY_LIMIT_BYTES / 1e9:.0f} GB. "
            "Use fewer layers, fewer neurons or filters, or a smaller batch.",
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
