"""The time machine: where in its past a run stands, and runs that are kept beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.experiment.config import ExperimentConfig
from playground.training.messages.arrays import FloatArray, IntArray
from playground.training.messages.instruments import Losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Seek:
    """Show the run as it was after `step` updates: bit for bit, by replay from the checkpoint before.

    Training on from there repeats the recorded run (with its changes at their steps) up to its newest step.
    Any other change made in the past begins a fork.
    """

    step: int
    training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Leave the run as it is, kept, and go on from the moment shown as run `run_id` with `config`."""

    run_id: int
    config: ExperimentConfig
    training: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToRun:
    """Go back to a kept run, at its newest step; the present one is kept in its place."""

    run_id: int
    training: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecordingBudget:
    """Memory that the recordings of all runs together may take."""

    n_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterEdit:
    """One parameter set by hand."""

    name: str
    """As in `Network.named_parameters`: `layer2.weights`."""
    index: tuple[int, ...]
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParameters:
    """Change single parameters between two steps; told back as PARAMETERS_SET with the old values."""

    edits: tuple[ParameterEdit, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """What of a run can be returned to, and where it stands."""

    step: int
    newest_step: int
    checkpoint_steps: IntArray
    """Steps that are shown at once; those between take a replay from the one before."""
    n_bytes: int
    budget_bytes: int
    target_step: int | None = None
    """The step that it is on its way to, through moments that are computed again; None if it has arrived."""

    @property
    def is_past(self) -> bool:
        """Whether what is shown isn't the newest moment."""
        return self.step < self.newest_step


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunRecord:
    """A run that isn't trained any more, but kept: its curves, its last figures, its newest checkpoint."""

    run_id: int
    parent_run_id: int | None
    forked_at: int
    config: ExperimentConfig
    step: int
    epoch: float
    seconds: float
    """Time spent training."""
    losses: Losses
    loss_seconds: FloatArray
    """Seconds of training at each point of `losses.batch`, for curves against time."""
    test_loss: float = math.nan
    test_accuracy: float = math.nan
    checkpoint: bytes = b""
    has_past: bool = True
    """Whether the engine still holds its recording; if not, only its newest moment can be returned to."""
