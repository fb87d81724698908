"""How the curves of kept runs are told apart: by colour and by dashes, the same everywhere. No Qt."""

from __future__ import annotations

from playground.experiment.config import ExperimentConfig
from playground.experiment.diff import changed_paths
from playground.experiment.field import FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.layer_text import format_layers
from playground.experiment.values import get_value
from playground.theme import Theme
from playground.views.plot_style import mix

_CLASSES = (2, 3, 1, 6)
"""Colours of Okabe and Ito that are neither that of the training nor of the test curve, light or dark."""
_DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (2.0, 2.0), (8.0, 2.0, 2.0, 2.0))


def run_colour(run_id: int, theme: Theme) -> str:
    """Colour of a kept run's curve, readable on plots."""
    colour = theme.class_colour(_CLASSES[run_id % len(_CLASSES)])
    return colour if theme.is_dark else mix(colour, theme.text, 0.25)


def run_dashes(run_id: int) -> tuple[float, ...]:
    """Dashes of a kept run's curve; empty is a solid line."""
    return _DASHES[run_id // len(_CLASSES) % len(_DASHES)]


def difference_words(config: ExperimentConfig, present: ExperimentConfig) -> str:
    """Settings of `config` that differ from the present ones: “Learning rate 0.1, Optimiser SGD”."""
    return ", ".join(
        f"{FIELDS[path].label} {_value_text(config, path)}" for path in changed_paths(present, config)
    )


def _value_text(config: ExperimentConfig, path: str) -> str:
    value, field = get_value(config, path), FIELDS[path]
    if field.kind is FieldKind.LAYERS:
        text: str = format_layers(value)
        return text
    if field.kind is FieldKind.CHOICE:
        return next((choice.label for choice in field.choices if choice.value == value), str(value))
    if isinstance(value, float):
        return f"{value:g}"
    return ", ".join(str(item) for item in value) if isinstance(value, tuple) else str(value)
