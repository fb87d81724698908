"""Noticing that numbers left the finite range, and saying where.

The rule: a run has diverged when the loss of a batch isn't finite or is more than a million times the loss of
the first batch, or when a parameter isn't finite while the loss still was. A loss that large never comes back
by itself, and long before it the pictures show nothing sensible any more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine import Network, find_non_finite, layer_names, weight_rms

LOSS_FACTOR = 1e6
_SMALLEST_FIRST_LOSS = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """Where the numbers left the finite range first."""

    layer: str
    layer_index: int
    quantity: str
    value: float
    last_good_step: int
    last_good_learning_rate: float | None = None
    """The rate that those weights were learned with; None if by another optimiser, whose rates differ."""

    def details(self) -> dict[str, Any]:
        """For the event that tells it."""
        return {
            "layer": self.layer,
            "layer_index": self.layer_index,
            "quantity": self.quantity,
            "value": self.value,
            "last_good_step": self.last_good_step,
            "last_good_learning_rate": self.last_good_learning_rate,
        }


def loss_limit(first_loss: float) -> float:
    """The batch loss from which a run counts as diverged. `not loss < limit` is also true of NaN."""
    return LOSS_FACTOR * max(first_loss, _SMALLEST_FIRST_LOSS)


def parameters_are_finite(network: Network) -> bool:
    """Check all parameters; costs about 10 µs for 100,000 of them."""
    with np.errstate(all="ignore"):
        # A sum hides no NaN and no infinity; only if it is one itself, by overflow or truly, everyone is
        # asked.
        return math.isfinite(float(network.parameters.sum())) or bool(np.isfinite(network.parameters).all())


def where_not_finite(network: Network, loss: float, last_good_step: int) -> Divergence:
    """Name the first quantity of the last step that isn't finite, or the layer with the largest weights."""
    found = find_non_finite(network)
    if found is not None:
        return Divergence(
            layer=found.layer_name,
            layer_index=found.layer_index,
            quantity=found.quantity,
            value=found.value,
            last_good_step=last_good_step,
        )
    with np.errstate(all="ignore"):
        index = int(np.argmax(weight_rms(network)))
    return Divergence(
        layer=layer_names(network)[index],
        layer_index=index,
        quantity="loss",
        value=loss,
        last_good_step=last_good_step,
    )
