"""One moment of a run."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.training.messages.arrays import FloatArray
from playground.training.messages.diagram import Diagram
from playground.training.messages.events import RunState
from playground.training.messages.inspection import Answers, BatchInfo, PlaneMaps, Robustness, Saliency, Space
from playground.training.messages.instruments import Gradients, Histograms, Losses, Surface
from playground.training.messages.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProbeAnswer:
    """What the network says to the input of the request."""

    probabilities: FloatArray
    """One per class; sums to 1 (for squared error: outputs cut at 0 and normalised)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """One moment of a run."""

    request_id: int
    run_id: int
    step: int
    epoch: float
    """Passes through the training set, with the fraction of the present one."""
    steps_per_epoch: int
    state: RunState
    steps_per_second: float
    samples_per_second: float
    batch_loss: float
    """Smoothed training loss; NaN before the first step."""
    test_loss: float
    test_accuracy: float
    """Newest evaluation; NaN before the first."""
    train_accuracy: float = math.nan
    """Of the same evaluation, on as many training examples."""
    given_weights: bool = False
    """The run began with weights that something else had learned, not with random ones."""
    learning_rate: float = math.nan
    """At this moment, the schedule applied."""
    losses: Losses | None = None
    gradients: Gradients | None = None
    histograms: Histograms | None = None
    surface: Surface | None = None
    diagram: Diagram | None = None
    probe: ProbeAnswer | None = None
    plane: PlaneMaps | None = None
    batch: BatchInfo | None = None
    answers: Answers | None = None
    space: Space | None = None
    robustness: Robustness | None = None
    saliency: Saliency | None = None
    recording: Recording | None = None
