"""The loss of one step, taken apart: what each example and each output adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from playground.engine.activations import ACTIVATIONS
from playground.engine.arrays import FloatArray
from playground.engine.losses import BinaryCrossEntropy, Hinge, Huber, Loss, SoftmaxCrossEntropy
from playground.engine.losses.regression import AbsoluteError, SquaredError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LossTrace:
    """Prediction, target, and the loss between them; arrays of the kept examples, (n_kept, n_outputs)."""

    name: str
    outputs: FloatArray
    targets: FloatArray
    gradient: FloatArray
    """∂L/∂outputs, L being the mean over the batch."""
    steps: dict[str, FloatArray]
    """On the way to the loss. Softmax: `peak`, `shifted`, `exponentials`, `total`, `shares`; sigmoid:
    `shares`; distances: `difference`."""
    terms: FloatArray
    """What each output adds to the loss of its example."""
    per_example: FloatArray
    """Loss of every example of the batch, shape (n_examples,)."""
    total_weight: float
    """What the sum over the examples is divided by: their number, unless classes have weights."""
    mean: float
    """The data loss before the update, as the step gave it."""
    mean_after: float
    """On the same examples (and with the same dropout) after the update."""
    l1: float
    l2: float
    """Strengths of the penalties."""
    penalty: float
    penalty_after: float
    settings: dict[str, float] = field(default_factory=dict)


def loss_steps(
    loss: Loss, outputs: FloatArray, targets: FloatArray
) -> tuple[dict[str, FloatArray], FloatArray]:
    """The steps by name, and the terms (n, n_outputs); in the order of operations of the loss itself."""
    if isinstance(loss, SoftmaxCrossEntropy):
        peak = outputs.max(axis=1, keepdims=True)
        shifted = outputs - peak
        exponentials = np.exp(shifted)
        total = exponentials.sum(axis=1, keepdims=True)
        steps = {
            "peak": peak,
            "shifted": shifted,
            "exponentials": exponentials,
            "total": total,
            "shares": exponentials / total,
        }
        # Where the target is 0, so is the term, also for a share that is rounded to 0.
        return steps, targets * (np.log(total) - shifted)
    if isinstance(loss, BinaryCrossEntropy):
        softplus = ACTIVATIONS["softplus"](outputs)
        return {"shares": ACTIVATIONS["sigmoid"](outputs)}, softplus - outputs * targets
    if isinstance(loss, Hinge):
        margin = 1.0 - outputs * targets
        return {"margin": margin}, np.maximum(margin, 0.0)
    difference = outputs - targets
    steps = {"difference": difference}
    if isinstance(loss, Huber):
        cut = np.clip(difference, -loss.delta, loss.delta)
        return steps | {"cut": cut}, cut * difference - 0.5 * cut * cut
    if isinstance(loss, AbsoluteError):
        return steps, np.abs(difference)
    factor = loss.factor if isinstance(loss, SquaredError) else 1.0
    return steps, factor * difference * difference


def loss_settings(loss: Loss) -> dict[str, float]:
    """The settings of a loss that has any."""
    if isinstance(loss, Huber):
        return {"delta": loss.delta}
    if isinstance(loss, SoftmaxCrossEntropy) and loss.label_smoothing:
        return {"label_smoothing": loss.label_smoothing}
    return {}
