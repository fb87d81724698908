"""What a change of the config asks of a running training."""

from __future__ import annotations

from playground.engine import LayerSpec
from playground.experiment.config import ExperimentConfig
from playground.experiment.field import Change, FieldKind
from playground.experiment.fields import FIELDS
from playground.experiment.layer_kinds import kind_of
from playground.experiment.usage import is_used
from playground.experiment.values import get_value

__all__ = ["Change", "changed_paths", "diff"]


def diff(old: ExperimentConfig, new: ExperimentConfig) -> Change:
    """Say what it takes to get from `old` to `new`: nothing, a change between two steps, or a new network.

    Layers that differ only in settings that are hot (activation, dropout rate …) keep the weights; another
    number of layers or neurons, other data, another start or another seed builds anew.
    """
    changes = {_change_at(old, new, path) for path in changed_paths(old, new)}
    if Change.REBUILD in changes:
        return Change.REBUILD
    return Change.HOT if changes else Change.NONE


def changed_paths(old: ExperimentConfig, new: ExperimentConfig) -> tuple[str, ...]:
    """Return the paths of the settings that differ, in the order of `FIELDS`."""
    return tuple(path for path in FIELDS if get_value(old, path) != get_value(new, path))


def _change_at(old: ExperimentConfig, new: ExperimentConfig, path: str) -> Change:
    if FIELDS[path].kind is FieldKind.LAYERS:
        return _layers_change(old.network.layers, new.network.layers)
    field = FIELDS[path]
    if path.startswith("data.") and not is_used(field, old) and not is_used(field, new):
        # Kept for the data set that it belongs to; the one that is learned stays the same.
        return Change.HOT
    return field.change


def _layers_change(old: tuple[LayerSpec, ...], new: tuple[LayerSpec, ...]) -> Change:
    if [type(layer) for layer in old] != [type(layer) for layer in new]:
        return Change.REBUILD
    changes = {_layer_change(before, after) for before, after in zip(old, new, strict=True)}
    return Change.REBUILD if Change.REBUILD in changes else Change.HOT


def _layer_change(before: LayerSpec, after: LayerSpec) -> Change:
    entry = kind_of(before)
    if entry is None:
        return Change.REBUILD
    for name, field in entry.fields.items():
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        change = _layers_change(old, new) if field.kind is FieldKind.LAYERS else field.change
        if change is Change.REBUILD:
            return Change.REBUILD
    return Change.HOT
