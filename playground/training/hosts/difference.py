"""Sends of each snapshot only what is new since the one before.

Several parts are computed less often than frames are asked for, and are then the very same objects again:
weight histograms, the diagram, the past of the curves. Pickling them sixty times a second would cost the
engine more than computing them. The pipe keeps the order, so both ends can remember the newest of each.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from playground.training.messages import Snapshot

PARTS = ("losses", "gradients", "histograms", "surface", "diagram")


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotDifference:
    """A snapshot without its parts, and of each part the fields that are other objects than before."""

    snapshot: Snapshot
    changes: dict[str, Any]
    """By part: the whole part the first time, later a dict of the fields that are new."""


class DifferenceSender:
    """The engine's end."""

    def __init__(self) -> None:
        self._newest: dict[str, Any] = {}

    def difference(self, snapshot: Snapshot) -> SnapshotDifference:
        """Take out of `snapshot` what the other end has already."""
        changes: dict[str, Any] = {}
        for name in PARTS:
            part = getattr(snapshot, name)
            if part is None:
                continue
            before = self._newest.get(name)
            changes[name] = part if before is None else _new_fields(part, before)
            # It is kept alive, so an object with the same identity later on is truly the same.
            self._newest[name] = part
        bare = replace(snapshot, losses=None, gradients=None, histograms=None, surface=None, diagram=None)
        return SnapshotDifference(snapshot=bare, changes=changes)


class DifferenceReceiver:
    """The window's end; must see every difference, in order."""

    def __init__(self) -> None:
        self._newest: dict[str, Any] = {}

    def snapshot(self, difference: SnapshotDifference) -> Snapshot:
        """Put the snapshot together again; a part without any change is the same object as before."""
        parts: dict[str, Any] = {}
        for name, change in difference.changes.items():
            if not isinstance(change, dict):
                part = change
            else:
                part = replace(self._newest[name], **change) if change else self._newest[name]
            parts[name] = self._newest[name] = part
        return replace(difference.snapshot, **parts)


def _new_fields(part: Any, before: Any) -> dict[str, Any]:
    if part is before:
        return {}
    return {
        field.name: value
        for field in fields(part)
        if (value := getattr(part, field.name)) is not getattr(before, field.name)
    }
