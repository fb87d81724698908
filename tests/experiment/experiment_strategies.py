"""Random experiments for hypothesis, from the tables of settings themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from playground.engine import LayerSpec, Residual
from playground.experiment import FIELDS, LAYER_KINDS, ExperimentConfig, Field, FieldKind, LayerKind, fitted
from playground.experiment.validation import task_problems
from playground.experiment.values import replace_value

MOST_UNITS = 50

FORMULAS = ("x1", "x2", "x1^2", "sin(x1)", "max(x1, -x2)", "x1 * x2 / 3")
COLLECTIONS: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.FLAG: st.booleans(),
    FieldKind.TEXT: st.from_regex(r"[a-z/ é.]{0,20}", fullmatch=True),
    FieldKind.NAMES: st.lists(
        st.from_regex(r"layer[1-9](\.layer[1-9])?\.weights\[[0-9],[0-9]\]", fullmatch=True),
        max_size=3,
        unique=True,
    ).map(tuple),
    FieldKind.FORMULAS: st.lists(st.sampled_from(FORMULAS), min_size=1, max_size=4, unique=True).map(tuple),
    FieldKind.POINTS: st.lists(
        st.tuples(st.floats(-6, 6), st.floats(-6, 6), st.integers(0, 5).map(float)), max_size=4
    ).map(tuple),
    FieldKind.COLUMNS: st.lists(st.integers(0, 9), max_size=3, unique=True).map(tuple),
}
SHAPE_KEEPING = ("batch_norm", "layer_norm", "dropout")


@cache
def values_of(field: Field, *, any_shape: bool = True) -> st.SearchStrategy[Any]:
    """Any value that `field` allows, sizes kept small."""
    if field.kind is FieldKind.CHOICE:
        return st.sampled_from([choice.value for choice in field.choices])
    if field.kind in COLLECTIONS:
        return COLLECTIONS[field.kind]
    if field.kind is FieldKind.LAYERS:
        return st.lists(layers() if any_shape else row_layers(), max_size=6).map(tuple)
    if field.kind is FieldKind.INTEGER:
        highest = field.maximum or 0
        if field.path in ("units", "channels"):
            highest = min(highest, MOST_UNITS)
        return st.integers(int(field.minimum or 0), int(highest))
    return st.floats(field.minimum, field.maximum)


def of_kind(kind: LayerKind) -> st.SearchStrategy[LayerSpec]:
    """Layers of a kind that has no layers inside."""
    return st.builds(kind.spec, **{name: values_of(field) for name, field in kind.fields.items()})


@cache
def layers() -> st.SearchStrategy[LayerSpec]:
    """Layers of every kind, whether they fit each other or not."""
    plain = st.one_of(*(of_kind(kind) for kind in LAYER_KINDS.values() if kind.spec is not Residual))
    return st.recursive(plain, blocks_of, max_leaves=4)


@cache
def row_layers() -> st.SearchStrategy[LayerSpec]:
    """Layers that can stand anywhere in a network on rows of numbers."""
    kept = st.one_of(*(of_kind(LAYER_KINDS[kind]) for kind in SHAPE_KEEPING))
    return st.one_of(of_kind(LAYER_KINDS["dense"]), st.recursive(kept, blocks_of, max_leaves=3))


def blocks_of(inside: st.SearchStrategy[LayerSpec]) -> st.SearchStrategy[LayerSpec]:
    activation = values_of(LAYER_KINDS["residual"].fields["activation"])
    return st.builds(
        Residual, layers=st.lists(inside, min_size=1, max_size=3).map(tuple), activation=activation
    )


@st.composite
def configs(draw: st.DrawFn, *, any_shape: bool = True) -> ExperimentConfig:
    """Experiments whose every setting is allowed."""
    config = ExperimentConfig()
    for field in FIELDS.values():
        config = replace_value(config, field.path, draw(values_of(field, any_shape=any_shape)))
    # Loss and data have to go together; everything else may be drawn by itself.
    return fitted(config) if not any_shape or task_problems(config) else config
