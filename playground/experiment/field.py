"""What is known about one setting: its name, its limits, and what changing it does to a running training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Change(StrEnum):
    """What a changed setting asks of a running training."""

    NONE = "none"
    """Nothing differs."""
    HOT = "hot"
    """Applied between two steps; the weights are kept."""
    REBUILD = "rebuild"
    """The network is built anew from the seed."""


class FieldKind(StrEnum):
    """The form of a value, and with it the widget that edits it."""

    CHOICE = "choice"
    """One of `choices`."""
    INTEGER = "integer"
    NUMBER = "number"
    LAYERS = "layers"
    """The tuple of hidden layers, or of the layers in a block."""
    FLAG = "flag"
    """Yes or no."""
    TEXT = "text"
    NAMES = "names"
    """Addresses of parameters or units, as in `layer2.weights[3,1]`."""
    FORMULAS = "formulas"
    """Formulas in x1 and x2."""
    POINTS = "points"
    """Painted points: x₁, x₂ and class of each."""
    COLUMNS = "columns"
    """Columns of a table, counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a `CHOICE` field and its name for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting of an experiment.

    The table of these in `fields` feeds the form widgets, the validation, `--set` and the JSON reader, so
    that they can't disagree.
    """

    path: str
    """Where the value is in the config, as in `optimizer.learning_rate`."""
    label: str
    kind: FieldKind
    change: Change
    help: str
    """Cause and effect in plain words: what it is, and what turning it up or down does."""
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    """What one press of an arrow key adds; on a log scale the suggestions are walked instead."""
    scale: str = "linear"
    """`linear` or `log`."""
    choices: tuple[Choice, ...] = ()
    """The only values that a `CHOICE` takes."""
    suggestions: tuple[float, ...] = ()
    """Good values to offer for a number; others can be typed."""
    zero_means: str = ""
    """What 0 stands for where it isn't simply nothing, as in `whole training set`."""
    needs_kind: tuple[str, ...] = ()
    """The sibling `kind`s (initialisations, data sets) that use this value; empty: all. Others ignore it."""


def choices_of(registry: Mapping[str, object]) -> tuple[Choice, ...]:
    """The names of a registry of the engine or the data, each with the label that its entry carries."""
    return tuple(
        Choice(value=name, label=str(getattr(entry, "label", None) or getattr(entry, "title", name)))
        for name, entry in registry.items()
    )


def table(*fields: Field) -> dict[str, Field]:
    """Fields by their paths, in this order."""
    return {field.path: field for field in fields}
