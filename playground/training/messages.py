"""What the window and the engine say to each other: small frozen values that survive a pipe.

The window sends commands; the engine answers with a `Snapshot` for each `FrameRequest` and reports rare facts
as `RunEvent`s. A snapshot holds only what its request asked for, so a hidden instrument costs nothing. Arrays
in it are fresh, contiguous and read-only; nothing is pushed at the rate of training.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.experiment.config import ExperimentConfig

FloatArray = NDArray[np.float32]


class RunState(StrEnum):
    """What a run is doing."""

    TRAINING = "training"
    PAUSED = "paused"
    FINISHED = "finished"
    """A stop rule ended it; training on is possible."""
    DIVERGED = "diverged"
    """Numbers left the finite range; the last good checkpoint can be restored."""


# ---- commands: window → engine


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StartRun:
    """Build the network of `config` and begin a run; `parameters` (flat) replaces the initial weights."""

    run_id: int
    config: ExperimentConfig
    parameters: FloatArray | None = None
    state: dict[str, FloatArray] | None = None
    """Running statistics that belong to `parameters`, by name."""
    training: bool = True


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceRequest:
    """Which slice of the loss surface to keep fresh."""

    plane: str = "random"
    """`random`: two filter-normalised random directions; `path`: the two principal components of the path."""
    resolution: int = 25
    n_examples: int = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameRequest:
    """Ask for one snapshot with these parts in it. At most one is open at a time."""

    request_id: int = 0
    losses: bool = False
    gradients: bool = False
    gradient_history: bool = False
    histograms: bool = False
    histogram_history: bool = False
    surface: SurfaceRequest | None = None
    diagram: bool = False
    probe: FloatArray | None = None
    """One input for the network, shape (n_inputs,), in 0…1 as drawn; answered by a `ProbeAnswer`."""


Command = (
    StartRun
    | ResumeRun
    | ChangeConfig
    | Train
    | Pause
    | Advance
    | SetSpeed
    | RestoreLastGood
    | Shutdown
    | FrameRequest
)


# ---- answers: engine → window


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """A series over steps, thinned to at most some thousand points without losing its extremes.

    Point i covers the steps from `steps[i-1]` (exclusive) to `steps[i]` (inclusive).
    """

    steps: NDArray[np.float64]
    epochs: NDArray[np.float64]
    mean: FloatArray
    low: FloatArray
    high: FloatArray
    """All of shape (n,) — or (n, n_series) for mean, low and high where one value a layer is kept."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Losses:
    """The loss of the training batches and the evaluations on held-out and on training examples."""

    batch: History
    """Mean data loss of the batches (without the penalty)."""
    smoothed: FloatArray
    """Exponentially smoothed batch loss at the points of `batch`."""
    recent_steps: NDArray[np.float64]
    recent_loss: FloatArray
    """The last few hundred updates, one by one."""
    test_steps: NDArray[np.float64]
    test_epochs: NDArray[np.float64]
    test_loss: FloatArray
    test_accuracy: FloatArray
    train_accuracy: FloatArray
    """Evaluations, about one an epoch: fraction right on the test set, and on as many training examples."""
    penalty: float
    """The L1 and L2 terms now, 0 if switched off."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gradients:
    """Root mean square of ∂L/∂w over the weights of each layer, first layer first."""

    layer_names: tuple[str, ...]
    rms: FloatArray
    """Shape (n_layers,): now."""
    weight_rms: FloatArray
    update_rms: FloatArray
    """RMS of the weights and of the last update, for the update-to-weight ratio."""
    history: History | None = None
    dead_share: FloatArray | None = None
    """Share of the units that were silent for a whole batch lately; NaN where an activation can't be."""
    saturated_share: FloatArray | None = None
    """Share of the activations on a flat end of sigmoid or tanh; NaN for other activations."""
    clipped_share: float = math.nan
    """Share of the latest updates whose gradient was cut; NaN without clipping."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerHistogram:
    """Counts of one layer's weights in equal bins."""

    edges: FloatArray
    now: NDArray[np.int64]
    start: NDArray[np.int64]
    n_outside: int
    mean: float
    std: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Histograms:
    """Weight histograms of every layer; `ridges` is the same over time, oldest first."""

    layer_names: tuple[str, ...]
    layers: tuple[LayerHistogram, ...]
    ridge_steps: NDArray[np.float64] | None = None
    ridges: tuple[FloatArray, ...] | None = None
    """For each layer an array (n_times, n_bins) of densities over that layer's present `edges`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """A slice of the loss surface, θ + α·d₁ + β·d₂, and the path of training projected on it."""

    plane: str
    version: int
    """Grows with each new grid; the path may move between two grids."""
    step: int
    """The step at which the grid was computed."""
    alphas: FloatArray
    betas: FloatArray
    loss: FloatArray
    """Shape (n_betas, n_alphas): data loss on a fixed sample of training examples."""
    path: FloatArray
    """Shape (n, 2), oldest first; the last row is now."""
    path_steps: NDArray[np.float64]
    explained: float
    """Share of the path's variance (sum of squares around its mean) inside the plane, 0…1."""
    off_plane: float
    """Distance of the present weights from the plane of the grid, over the length of the weight vector."""
    progress: float
    """Share of the next grid that is done, 0…1."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiagramBadge:
    """A layer that has no column of its own: a normalisation, or dropout."""

    name: str
    kind: str
    rate: float = 0.0
    """Of dropout: the share that is left out while training."""
    dropped: NDArray[np.bool_] | None = None
    """Of dropout after a dense layer: which of the shown units the newest update left out, for its first
    example. A unit that is 0 anyway isn't marked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DiagramLayer:
    """What the picture of one layer needs.

    Normalisation, dropout and flattening are folded into the layer before them: `activations` and
    `feature_maps` are what is handed on after all of them.
    """

    name: str
    kind: str
    activation: str
    n_units: int
    units: NDArray[np.int64]
    """Which units are shown (all, or a steady selection of a large layer)."""
    activations: FloatArray
    """Activations of the shown units for the probe, or for one fixed example without a probe."""
    links: FloatArray
    """Weights from the shown units of the layer before (or inputs) to these: (n_before, n_shown)."""
    pictures: FloatArray | None = None
    """Incoming weights as pictures (n_shown, height, width), for a layer that looks at an image."""
    pre_activations: FloatArray | None = None
    biases: FloatArray | None = None
    """z and b of the shown units."""
    output_shape: tuple[int, ...] = ()
    """(n_units,) or (n_channels, height, width)."""
    feature_maps: FloatArray | None = None
    """Of a layer that makes pictures, activations by channel: (n_shown, height, width). Its units are the
    channels, and `activations` the means of their maps."""
    filters: FloatArray | None = None
    """Kernels of a convolution: (n_shown, n_before, kernel, kernel), from the channels shown before."""
    links_are_norms: bool = False
    """Each link stands for many weights (a kernel): their norm, with the sign of their sum."""
    badges: tuple[DiagramBadge, ...] = ()
    """Layers folded into this one, in order."""
    blocks: tuple[str, ...] = ()
    """Names of the residual blocks that this layer is inside of, outermost first."""
    config_index: int = -1
    """Place of the layer in `NetworkConfig.layers` (of its outermost block, if it is inside of one); −1 is
    the same as the place in the diagram."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Diagram:
    """The network as a picture."""

    input: FloatArray
    """The example whose activations are shown, as the network sees it, in its picture shape."""
    layers: tuple[DiagramLayer, ...]
    """The hidden layers and, last, the output layer."""
    probabilities: FloatArray | None = None
    """What the network says to that example, one a class."""
    is_drawing: bool = False
    """Whether `input` is what somebody drew, and not an example of the test set."""
    input_badges: tuple[DiagramBadge, ...] = ()
    """Layers without a column that come before the first one with a column."""


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
    """details: layer (name), layer_index, quantity, value, last_good_step."""
    RESTORED = "restored"
    """Back on a checkpoint (details: step)."""
    CHANGED = "changed"
    """A hot change has been applied (details: step)."""
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


Message = Snapshot | RunEvent | CheckpointSaved
