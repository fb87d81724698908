"""Losses: what training makes small, each one object with its gradient."""

from playground.engine.losses.base import BoundLoss, Loss
from playground.engine.losses.classification import BinaryCrossEntropy, Hinge, SoftmaxCrossEntropy
from playground.engine.losses.regression import AbsoluteError, Huber, SquaredError

LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        SoftmaxCrossEntropy(),
        SquaredError(),
        BinaryCrossEntropy(),
        AbsoluteError(),
        Huber(),
        Hinge(),
    )
}

__all__ = [
    "LOSSES",
    "AbsoluteError",
    "BinaryCrossEntropy",
    "BoundLoss",
    "Hinge",
    "Huber",
    "Loss",
    "SoftmaxCrossEntropy",
    "SquaredError",
]
