"""A product drawn as a waterfall on a log axis: one sees which factor makes a gradient small. No Qt.

Each factor is a bar from the product of those before it to the product with it, so that bars to the left
shrink the gradient and bars to the right let it grow; a factor of zero ends everything.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One factor: from and to in powers of ten of |product|; −inf is zero."""

    start: float
    end: float
    value: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All bars, and the decades that the axis shows."""

    bars: tuple[Bar, ...]
    low: int
    high: int

    def place(self, exponent: float) -> float:
        """Where a power of ten lies on the axis, 0…1; zero is left of it all."""
        if exponent == -math.inf:
            return 0.0
        return (exponent - self.low) / (self.high - self.low)

    def ticks(self, most: int = 6) -> list[int]:
        """Whole powers of ten, so few that their labels fit."""
        step = max(1, math.ceil((self.high - self.low) / most))
        return [power for power in range(self.low, self.high + 1) if power % step == 0]


def waterfall(values: Sequence[float]) -> Waterfall:
    """Bars of the running product of `values`, in their order."""
    bars, at = [], 0.0
    for value in values:
        usable = math.isfinite(value) and value != 0
        end = at + math.log10(abs(value)) if usable else -math.inf
        bars.append(Bar(at, end, value))
        at = end
    exponents = [0.0, *(bar.end for bar in bars if math.isfinite(bar.end))]
    low, high = math.floor(min(exponents) + 1e-9), math.ceil(max(exponents) - 1e-9)
    if any(bar.end == -math.inf for bar in bars):
        low -= 1
    return Waterfall(tuple(bars), low, max(high, low + 1))
