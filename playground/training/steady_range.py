"""Ranges of axes that rarely change: wider when needed, narrower only when far too wide."""

from __future__ import annotations

import math

from playground.training.weight_histograms import round_limit

MARGIN = 0.35
_TOO_WIDE = 4.0


class SteadyRange:
    """One axis. `smallest` is the least distance from the middle to either end; with 0 the values decide."""

    def __init__(self, smallest: float = 0.0) -> None:
        self._smallest = smallest
        self.low = self.high = 0.0

    def cover(self, low: float, high: float) -> tuple[float, float]:
        """Make sure that low … high is inside, with a margin; return the range."""
        span = max(high - low, self._smallest, 1e-12)
        margin = MARGIN * span
        inside = self.low <= low - margin / 3 and high + margin / 3 <= self.high
        needed = max(span + 2 * margin, 2 * self._smallest)
        if inside and self.high - self.low <= _TOO_WIDE * needed:
            return self.low, self.high
        grain = round_limit(needed) / 4
        self.low = min(math.floor((low - margin) / grain) * grain, -self._smallest)
        self.high = max(math.ceil((high + margin) / grain) * grain, self._smallest)
        return self.low, self.high
