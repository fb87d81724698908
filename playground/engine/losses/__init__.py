"""Losses: what training makes small, each one object with its gradient."""

from playground.engine.losses.base import BoundLoss, Loss
from playground.engine.losses.classification import BinaryCrossEntropy, Hinge, SoftmaxCrossEntropy
from playground.engine.losses.regression import AbsoluteError, HalfSquaredError, Huber, SquaredError
from playground.errors import ConfigError

LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        SoftmaxCrossEntropy(),
        SquaredError(),
        HalfSquaredError(),
        BinaryCrossEntropy(),
        AbsoluteError(),
        Huber(),
        Hinge(),
    )
}


def find_loss(name: str | Loss) -> Loss:
    """The loss called `name`; a loss as it is."""
    if isinstance(name, Loss):
        return name
    try:
        return LOSSES[name]
    except KeyError:
        raise ConfigError(f"There is no loss “{name}”. Known: {', '.join(LOSSES)}.") from None


__all__ = [
    "LOSSES",
    "AbsoluteError",
    "BinaryCrossEntropy",
    "BoundLoss",
    "HalfSquaredError",
    "Hinge",
    "Huber",
    "Loss",
    "SoftmaxCrossEntropy",
    "SquaredError",
    "find_loss",
]
