"""Sends of each snapshot only what is new since the one before.

Most parts are computed less often than frames are asked for, and are then the very same objects again; and
much of a new part is what it was (names, which units are shown, the grid of a map). Pickling all of it sixty
times a second would cost the engine more than computing it. The pipe keeps the order, so both ends can
remember the newest of each part.

Frozen values go as plain tuples and dicts, and arrays as bytes with type and shape: pickle takes those apart
in C, dataclasses and arrays in Python (an array of 1,000 numbers: 1 µs instead of 5 to write, 1 instead of 2
to read). The form is `pickle`'s fifth, which needs no copy of the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from operator import attrgetter
from pickle import PickleBuffer
from typing import Any, NamedTuple

import numpy as np

from playground.training.messages import Snapshot

PARTS = (
    "losses",
    "gradients",
    "histograms",
    "surface",
    "diagram",
    "plane",
    "batch",
    "answers",
    "space",
    "robustness",
    "saliency",
    "recording",
    "probe",
)
FORM = 5
"""The protocol of `pickle` that buffers need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotDifference:
    """A snapshot in a form that crosses the border quickly."""

    values: dict[str, Any]
    """What isn't one of the `PARTS`."""
    changes: dict[str, Any]
    """By part: how it differs from the newest that was sent, as `_change` has it."""

    def __reduce__(self) -> tuple[Any, ...]:
        # Without it a class with slots is written field by field, in Python.
        return _difference, (self.values, self.changes)


def _difference(values: dict[str, Any], changes: dict[str, Any]) -> SnapshotDifference:
    return SnapshotDifference(values=values, changes=changes)


class DifferenceSender:
    """The engine's end."""

    def __init__(self) -> None:
        self._newest: dict[str, Any] = {}

    def difference(self, snapshot: Snapshot) -> SnapshotDifference:
        """Take out of `snapshot` what the other end has already."""
        values = dict(zip(_SNAPSHOT.names, _SNAPSHOT.values_of(snapshot), strict=True))
        changes: dict[str, Any] = {}
        for name in PARTS:
            part = values.pop(name)
            if part is None:
                continue
            changes[name] = _change(part, self._newest.get(name))
            # It is kept alive, so an object with the same identity later on is truly the same.
            self._newest[name] = part
        return SnapshotDifference(values=values, changes=changes)


class DifferenceReceiver:
    """The window's end; must see every difference, in order."""

    def __init__(self) -> None:
        self._newest: dict[str, Any] = {}

    def snapshot(self, difference: SnapshotDifference) -> Snapshot:
        """Put the snapshot together again; what didn't change is the same object as before."""
        for name, change in difference.changes.items():
            self._newest[name] = _applied(change, self._newest.get(name))
        return Snapshot(**difference.values, **{name: self._newest[name] for name in difference.changes})


_SAME, _VALUE, _ARRAY, _FIELDS, _ITEMS = range(5)
"""The kinds of change: none; another value; another array; a frozen value of a class of which only some
fields changed; a tuple of such values, item by item."""

_PLAIN = frozenset("biuf")
"""Kinds of numbers whose bytes and letter say all about them."""


class _Form(NamedTuple):
    """How values of one class are taken apart."""

    names: tuple[str, ...]
    values_of: Callable[[Any], tuple[Any, ...]]


_FORMS: dict[type, _Form | None] = {}


def _form(cls: type) -> _Form | None:
    """How to take values of `cls` apart; None for what isn't a frozen value."""
    if cls not in _FORMS:
        _FORMS[cls] = _make_form(cls) if is_dataclass(cls) else None
    return _FORMS[cls]


def _make_form(cls: Any) -> _Form:
    names = tuple(field.name for field in fields(cls))
    # Of a single field `attrgetter` wouldn't get a tuple.
    several = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return _Form(names, several)


_SNAPSHOT = _make_form(Snapshot)


def _change(new: Any, old: Any) -> tuple[Any, ...]:
    """How `new` differs from `old`, by identity."""
    if new is old:
        return (_SAME,)
    cls = type(new)
    if cls is np.ndarray and new.dtype.kind in _PLAIN and new.flags.c_contiguous:
        return (_ARRAY, new.dtype.char, new.shape, PickleBuffer(new))
    form = _form(cls)
    if form is None:
        if cls is not tuple or not new or (_form(type(new[0])) is None and type(new[0]) is not np.ndarray):
            return (_VALUE, new)
        before = old if type(old) is tuple and len(old) == len(new) else (None,) * len(new)
        return (_ITEMS, [_change(mine, its) for mine, its in zip(new, before, strict=True)])
    mine = form.values_of(new)
    is_alike = type(old) is cls
    yours = form.values_of(old) if is_alike else (None,) * len(mine)
    changed = {i: _change(a, yours[i]) for i, a in enumerate(mine) if a is not yours[i]}
    return (_FIELDS, None if is_alike else cls, changed)


def _applied(change: tuple[Any, ...], old: Any) -> Any:
    """What `change` makes of `old`."""
    kind = change[0]
    if kind == _SAME:
        return old
    if kind == _VALUE:
        return change[1]
    if kind == _ARRAY:
        return np.ndarray(change[2], change[1], change[3])
    if kind == _ITEMS:
        items = old if type(old) is tuple and len(old) == len(change[1]) else (None,) * len(change[1])
        return tuple(_applied(item, its) for item, its in zip(change[1], items, strict=True))
    _, cls, changed = change
    if cls is None and not changed:
        return old
    form = _form(cls or type(old))
    assert form is not None
    before: Sequence[Any] = form.values_of(old) if cls is None else (None,) * len(form.names)
    values = list(before)
    for i, item in changed.items():
        values[i] = _applied(item, before[i])
    return (cls or type(old))(**dict(zip(form.names, values, strict=True)))
