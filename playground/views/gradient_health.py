"""When is a gradient healthy? When its update changes the weights by a small, but not vanishing, share. No
Qt.

A gradient has no scale of its own: what counts is the step that the optimiser makes of it. A common rule of
thumb puts the ratio of update to weight near 1 : 1,000. Here the band reaches a factor of ten to either
side, from 1e-4 (10,000 updates to replace the weights) to 1e-2 (a hundred). Divided by the optimiser's
present gain, update ÷ gradient, it becomes a band on the axis of gradients, one for each layer; with plain
gradient descent the gain is the learning rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import Gradients
from playground.views.thinning import Series

LEAST_RATIO = 1e-4
MOST_RATIO = 1e-2
_SMOOTHING = 0.06
_BARELY = 100.0


class HealthyBand:
    """The healthy range of each layer's gradient, as log10, smoothed so that it stands still under noisy
    batches."""

    def __init__(self) -> None:
        self._centre: Series | None = None
        """log10 of weight ÷ gain: the gradient that would replace all weights in one update."""

    def reset(self) -> None:
        """Forget the layers of the last run."""
        self._centre = None

    def follow(self, gradients: Gradients) -> None:
        """Take in the newest gradients, weights and updates."""
        rms, update, weight = (
            np.asarray(v, dtype=np.float64)
            for v in (gradients.rms, gradients.update_rms, gradients.weight_rms)
        )
        usable = (rms > 0) & (update > 0) & (weight > 0)
        usable &= np.isfinite(rms) & np.isfinite(update) & np.isfinite(weight)
        if not usable.any():
            return
        new = np.full(len(rms), np.nan)
        new[usable] = np.log10(weight[usable]) + np.log10(rms[usable]) - np.log10(update[usable])
        old = self._centre
        if old is None or len(old) != len(new):
            new[~usable] = np.nanmean(new)
            self._centre = new
            return
        change = np.where(usable, new - old, 0.0)
        # Noise is averaged away; a new learning rate (a jump in every layer) is taken over at once.
        jumped = float(np.median(np.abs(change[usable]))) > 0.4
        self._centre = old + change * (1.0 if jumped else _SMOOTHING)

    def limits(self) -> tuple[Series, Series] | None:
        """log10 of the lowest and highest healthy gradient of each layer; None before the first update."""
        if self._centre is None:
            return None
        return self._centre + np.log10(LEAST_RATIO), self._centre + np.log10(MOST_RATIO)


@dataclass(frozen=True, slots=True)
class FirstToLast:
    """The first layer's gradient held against the last layer's."""

    factor: float
    """How many times the smaller one fits into the larger; infinite if the smaller one is zero."""
    smaller: bool
    """Whether the first layer's is the smaller one."""
    learns_little: bool
    """The first layers barely learn: far smaller, or zero."""


def first_to_last(rms: NDArray[np.floating]) -> FirstToLast | None:
    """Compare first and last layer; None for fewer than two layers, or if both are zero or not numbers."""
    if len(rms) < 2:
        return None
    first, last = float(rms[0]), float(rms[-1])
    if not (np.isfinite(first) and np.isfinite(last)) or first == last == 0.0:
        return None
    smaller = first < last
    low, high = sorted((first, last))
    factor = high / low if low > 0.0 else float("inf")
    return FirstToLast(factor=factor, smaller=smaller, learns_little=smaller and factor >= _BARELY)


def update_ratios(gradients: Gradients) -> NDArray[np.float64]:
    """Update ÷ weight of each layer; NaN where the weights are zero."""
    weight = np.asarray(gradients.weight_rms, dtype=np.float64)
    update = np.asarray(gradients.update_rms, dtype=np.float64)
    ratios = np.full(len(weight), np.nan)
    np.divide(update, weight, out=ratios, where=weight > 0.0)
    return ratios
