"""What came to a run from outside, in order: with it a replay makes the same steps again."""

from __future__ import annotations

from dataclasses import dataclass

from playground.experiment.config import ExperimentConfig
from playground.training.checkpoint import Checkpoint
from playground.training.messages import FloatArray, ParameterEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigChanged:
    """A hot change was applied after `step` updates."""

    step: int
    config: ExperimentConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametersSet:
    """Parameters were set by hand."""

    step: int
    edits: tuple[ParameterEdit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochJudged:
    """The stop rules and the schedule saw this test loss."""

    step: int
    test_loss: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedOn:
    """A person trained on after a stop rule had ended the run."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replaced:
    """Something else changed the network (a lesson on one example): the moment after it, complete."""

    step: int
    checkpoint: Checkpoint
    gradients: FloatArray
    """Those that were seen then."""

    @property
    def n_bytes(self) -> int:
        """Memory that it takes."""
        return self.checkpoint.n_bytes + self.gradients.nbytes


Happening = ConfigChanged | ParametersSet | EpochJudged | TrainedOn | Replaced
