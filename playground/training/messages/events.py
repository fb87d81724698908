"""What a run does, and the rare facts that are told as they happen."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RunState(StrEnum):
    """What a run is doing."""

    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    """A stop rule ended it; training on is possible."""
    DIVERGED = "diverged"
    """Numbers left the finite range; the last good checkpoint can be restored."""


class EventKind(StrEnum):
    """The rare facts that are told as they happen."""

    READY = "ready"
    """The engine process has started and waits for a run."""
    STARTED = "started"
    """A run has been built (details: n_parameters, layer_names)."""
    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    """details: reason = max_epochs | no_improvement, and the figures behind it."""
    DIVERGED = "diverged"
    """details: layer (name), layer_index, quantity, value, last_good_step, last_good_learning_rate."""
    RESTORED = "restored"
    """Back on a checkpoint (details: step)."""
    CHANGED = "changed"
    """A hot change has been applied (details: step)."""
    PARAMETERS_SET = "parameters_set"
    """Parameters were set by hand (details: edits, old: tuples of ParameterEdit)."""
    SOUGHT = "sought"
    """The run shows another moment of its past (details: step, newest_step)."""
    FORKED = "forked"
    """A new run goes on from a moment of another (details: parent_run_id, step)."""
    RUN_KEPT = "run_kept"
    """A run was laid aside (details: record, a RunRecord)."""
    ENGINE_LOST = "engine_lost"
    """The engine process died (details: exit_code, resumed_step or None). Sent by the controller."""
    ERROR = "error"
    """A command could not be carried out (details: message)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunEvent:
    """A rare fact about a run."""

    kind: EventKind
    run_id: int
    step: int = 0
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CheckpointSaved:
    """The newest healthy checkpoint, encoded, so that it outlives the engine process."""

    run_id: int
    step: int
    encoded: bytes
