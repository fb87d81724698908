"""Optimisers: how a gradient becomes a change of the parameters."""

from __future__ import annotations

from typing import Any

from playground.engine.optimizers.adaptive import AdaGrad, Adam, AdamW, RMSProp
from playground.engine.optimizers.base import Optimizer
from playground.engine.optimizers.descent import SGD, Momentum, Nesterov
from playground.errors import ConfigError

OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.kind: optimizer for optimizer in (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW)
}


def make_optimizer(kind: str, n_parameters: int, **settings: Any) -> Optimizer:
    """Build the optimiser called `kind`; for the settings see `Optimizer`."""
    try:
        optimizer_class = OPTIMIZERS[kind]
    except KeyError:
        raise ConfigError(f"There is no optimiser “{kind}”. Known: {', '.join(OPTIMIZERS)}.") from None
    return optimizer_class(n_parameters, **settings)


__all__ = ["OPTIMIZERS", "Optimizer", "make_optimizer"]
