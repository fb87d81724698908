"""The parts of a snapshot about data and answers: maps of the plane, the batch, right and wrong, damage."""

from __future__ import annotations

import math
from dataclasses import dataclass

from playground.training.messages.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaneMaps:
    """What the network, and each of its neurons, says everywhere on the plane of the inputs.

    Row 0 of a map is the smallest x₂, column 0 the smallest x₁; a value belongs to the middle of its cell.
    """

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    """Of x₁ and x₂, in the units of the data (before any input feature is computed)."""
    outputs: FloatArray
    """Shape (resolution, resolution, n_outputs): class probabilities, or the values of a regression."""
    layer_names: tuple[str, ...] = ()
    layers: tuple[FloatArray, ...] = ()
    """Activations of the units shown in the diagram, layer by layer: (n_shown, r, r)."""
    inputs: FloatArray | None = None
    """The input features themselves: (n_inputs, r, r)."""
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchInfo:
    """The newest mini-batch, and its gradient against that of the whole training set."""

    indices: IntArray
    """Rows of the training set, in the order of the batch."""
    losses: FloatArray
    """Loss of each of them, before the update."""
    step: int
    gradient_length: float = math.nan
    """‖g‖ of the batch gradient (data term)."""
    full_gradient_length: float = math.nan
    cosine: float = math.nan
    """cos of the angle between the two; both gradients at the same weights, those of step `compared_at`."""
    noise: float = math.nan
    """‖g − G‖ / ‖G‖."""
    compared_at: int = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answers:
    """What the network says to every example of a split, at one moment."""

    split: str
    """`train` or `test`."""
    step: int
    predicted: FloatArray
    """Class with the largest probability (a whole number), or the value of a regression: (n,)."""
    confidence: FloatArray
    """Probability of that class, 0…1; NaN for a regression."""
    losses: FloatArray
    """Data loss of each example."""
    confusion: IntArray | None = None
    """(true class, predicted class); None for a regression."""
    loss_by_class: FloatArray | None = None
    accuracy_by_class: FloatArray | None = None
    """NaN for a class without examples."""
    hardest: IntArray | None = None
    """Rows with the largest loss, worst first, at most 100."""
    progress: float = 1.0
    """Share of the next sweep that is done."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Space:
    """The examples, and the grid of the plane, as one layer sees them, on two axes."""

    layer_name: str
    axes: str
    """`pca` or `units`."""
    units: tuple[int, int]
    step: int
    points: FloatArray
    """Shape (n, 2)."""
    indices: IntArray
    """Rows of the split that the points are."""
    split: str
    explained: float = math.nan
    """Share of the variance in the two axes, for `pca`."""
    grid: FloatArray | None = None
    """Shape (n_lines, n_points_of_a_line, 2): lines of constant x₁, then of constant x₂, warped; 2-D data."""
    n_units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Robustness:
    """Accuracy on damaged test examples, and with a threshold below which the network doesn't answer."""

    damage: str
    strengths: FloatArray
    accuracies: FloatArray
    """NaN where not computed yet."""
    step: int
    thresholds: FloatArray
    answered_share: FloatArray
    """Share of the undamaged test examples whose confidence reaches the threshold."""
    accuracy_of_answered: FloatArray
    """NaN where none is answered."""
    n_examples: int = 0
    """So many test examples were read at each strength."""
    progress: float = 1.0
    """Share that is done of the value that will replace this one."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Saliency:
    """∂(score of one class)/∂(input) at the probe: which inputs speak for it, and which against."""

    class_index: int
    gradient: FloatArray
    """Shape (n_inputs,)."""
