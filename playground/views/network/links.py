"""Which links are drawn and how strong each looks: steady, so that only what really changed is painted anew.

No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray

N_LEVELS = 6
"""Widths of links on each side of zero."""
_STAYS = 1.2
"""A link that is drawn goes only for one that is so much stronger."""
_LEVEL_SLACK = 0.75
"""A level changes when the strength is farther than this from its middle (half a level is its border)."""
_TINY = 1e-12
_HUGE = 1e30
"""A sum of squares below this is of finite numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The links that are drawn into one layer, weakest first."""

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    """Places in the two columns."""
    levels: NDArray[np.intp]
    """−N_LEVELS … N_LEVELS, sign and strength against the strongest of the layer; never 0."""


class SteadyLinks:
    """The strongest links between two columns, from frame to frame."""

    def __init__(self, n_links: int) -> None:
        self._n_links = n_links
        self._levels: NDArray[np.int8] = np.zeros((0, 0), np.int8)
        self.links = Links(*(np.zeros(0, np.intp) for _ in range(3)))

    def update(self, weights: FloatArray, scale: float) -> bool:
        """Take the weights (n_before, n_after) of a frame; whether anything looks different now."""
        old = self._levels
        if old.shape != weights.shape:
            old = np.zeros(weights.shape, np.int8)
        strength = np.abs(weights)
        chosen = self._chosen(strength, old)
        sizes = np.minimum(strength * np.float32(N_LEVELS / scale), N_LEVELS)
        levels = np.maximum(np.ceil(sizes), 1.0)
        former = np.abs(old)
        keeps = (former > 0) & (np.abs(sizes - (former - 0.5)) <= _LEVEL_SLACK)
        levels = np.where(keeps, former, levels) * chosen
        new = np.where(weights < 0, -levels, levels).astype(np.int8)
        if old is self._levels and np.array_equal(new, old):
            return False
        self._levels = new
        places = np.flatnonzero(new)
        places = places[np.argsort(np.abs(new.ravel()[places]), kind="stable")]
        before, after = np.divmod(places, max(weights.shape[1], 1))
        self.links = Links(before=before, after=after, levels=new.ravel()[places].astype(np.intp))
        return True

    def _chosen(self, strength: FloatArray, old: NDArray[np.int8]) -> NDArray[np.bool_]:
        if strength.size <= self._n_links:
            return np.ones(strength.shape, bool)
        rank = np.where(old != 0, strength * np.float32(_STAYS), strength).ravel()
        chosen = np.zeros(strength.size, bool)
        chosen[np.argpartition(rank, rank.size - self._n_links)[rank.size - self._n_links :]] = True
        return chosen.reshape(strength.shape)


class SteadyScale:
    """What counts as strong of late, one number a layer: the largest absolute value, unless all are alike."""

    def __init__(self, n_for_spread: int = 0, shrink: float = 0.97) -> None:
        self._n_for_spread = n_for_spread
        self._shrink = shrink
        self._strong: dict[int, float] = {}

    def of(self, key: int, values: FloatArray) -> float:
        """The scale for `values`: none of them is beyond it.

        Of many values it is at least three times their root mean square: where all are alike, as the weights
        at the start, none stands out.
        """
        flat = values.ravel()
        square = float(np.dot(flat, flat))
        if not square < _HUGE:
            flat = np.clip(flat[np.isfinite(flat)], -(_HUGE**0.5), _HUGE**0.5)
            square = float(np.dot(flat, flat))
        strong = max(float(flat.max()), -float(flat.min())) if flat.size else 0.0
        if self._n_for_spread and flat.size >= self._n_for_spread:
            strong = max(strong, 3 * (square / flat.size) ** 0.5)
        return self.take(key, strong)

    def take(self, key: int, strong: float) -> float:
        """The scale where `strong` is the size of the values now."""
        scale = max(strong, self._strong.get(key, 0.0) * self._shrink, _TINY)
        self._strong[key] = scale
        return scale

    def clear(self) -> None:
        """Forget: the network is another one."""
        self._strong.clear()
