"""The parts of a snapshot that the instruments show."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages.arrays import FloatArray


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
    seconds: NDArray[np.float64] | None = None
    """Time spent training at each point of `batch`."""


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
