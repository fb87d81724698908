"""What the window asks the engine to do."""

from __future__ import annotations

from dataclasses import dataclass

from playground.experiment.config import ExperimentConfig
from playground.training.messages.arrays import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StartRun:
    """Build the network of `config` and begin a run; `parameters` (flat) replaces the initial weights."""

    run_id: int
    config: ExperimentConfig
    parameters: FloatArray | None = None
    state: dict[str, FloatArray] | None = None
    """Running statistics that belong to `parameters`, by name."""
    training: bool = True
    inherit: bool = False
    """Carry over what the present network has learned, so that its function changes as little as it can."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ResumeRun:
    """Go on from a checkpoint as made by the engine (after a crash, or from a file)."""

    run_id: int
    checkpoint: bytes
    training: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeConfig:
    """A hot change: applied between two steps, weights kept. A config that needs a rebuild is refused."""

    config: ExperimentConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class Train:
    """Train until told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Stop after the step that is running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance:
    """From a pause: make so many updates, or go to the end of so many epochs, and pause again."""

    updates: int = 0
    epochs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpeed:
    """Updates a second at most; None is as fast as it goes."""

    steps_per_second: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreLastGood:
    """After a divergence: back to the newest checkpoint with healthy numbers, with `config` from there on."""

    config: ExperimentConfig
    training: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutdown:
    """End the engine process."""
