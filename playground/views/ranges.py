"""Axis ranges that stand still, and ticks on round numbers. No Qt.

An axis that follows its data at every frame can't be read. A `SteadyRange` widens at once when data would
leave it, in round steps, and narrows only after the data has filled little of it for a while.
"""

from __future__ import annotations

import math

import numpy as np

_X_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_TICK_STEPS = (1.0, 2.0, 5.0, 10.0)


def nice_ceiling(value: float, steps: tuple[float, ...] = _X_STEPS) -> float:
    """The smallest round number that is not below `value` (at most a quarter above it with the default
    steps)."""
    if not math.isfinite(value) or value <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    mantissa = value / power
    return next((s * power for s in steps if mantissa <= s * (1 + 1e-9)), 10.0 * power)


def nice_step(span: float, n_max: int) -> float:
    """The smallest step of 1, 2 or 5 times a power of ten that cuts `span` into at most `n_max` pieces."""
    return nice_ceiling(span / max(1, n_max), _TICK_STEPS)


def linear_ticks(low: float, high: float, n_max: int) -> list[float]:
    """At most about `n_max` round positions from `low` to `high`."""
    if not high > low:
        return [low]
    step = nice_step(high - low, n_max)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def log_ticks(low: float, high: float, n_max: int) -> list[float]:
    """Round values for a log axis from `low` to `high`: 1, 2, 5 … when it is short, else powers of ten."""
    start, stop = math.log10(low), math.log10(high)
    within = ((1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0),) if stop - start < 0.95 else ()
    for mantissas in (*within, (1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        values = [
            m * 10.0**e
            for e in range(math.floor(start), math.ceil(stop) + 1)
            for m in mantissas
            if low * (1 - 1e-9) <= m * 10.0**e <= high * (1 + 1e-9)
        ]
        if len(values) <= n_max:
            return values
    stride = next(s for s in (2, 3, 4, 5, 10, 20, 50) if (stop - start) / s <= n_max or s == 50)
    return [v for v in values if round(math.log10(v)) % stride == 0]


class SteadyRange:
    """A range that contains its data and seldom changes.

    Parameters
    ----------
    log : bool
        Work in powers of ten: `low` and `high` are then log10 of the values at the ends.
    whole_decades : bool
        Ends only at powers of ten (log ranges); else also at 2 and 5 times them.
    least : float
        Smallest span (in decades for log ranges).
    patience : int
        Calls of `follow` for which data must fill less than `loose` of the range before it narrows.
    """

    loose = 0.6

    def __init__(
        self, *, log: bool = False, whole_decades: bool = False, least: float = 0.0, patience: int = 90
    ) -> None:
        self.log = log
        self.whole_decades = whole_decades
        self.least = least
        self.patience = patience
        self.low = 0.0
        self.high = 1.0
        self._calls_loose = 0
        self._is_set = False

    def reset(self) -> None:
        """Forget the range: the next `follow` sets it afresh."""
        self._is_set = False
        self._calls_loose = 0

    def follow(self, low: float, high: float) -> bool:
        """Take in the extremes of the data (exponents for log ranges); True if the range has changed."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return False
        wanted = self._rounded(min(low, high), max(low, high))
        outside = low < self.low - 1e-9 or high > self.high + 1e-9
        span = self.high - self.low
        is_loose = (wanted[1] - wanted[0]) < self.loose * span
        self._calls_loose = self._calls_loose + 1 if is_loose else 0
        if self._is_set and not outside and self._calls_loose < self.patience:
            return False
        if self._is_set and outside:
            wanted = (min(wanted[0], self.low), max(wanted[1], self.high))
        changed = not self._is_set or wanted != (self.low, self.high)
        self.low, self.high = wanted
        self._is_set = True
        self._calls_loose = 0
        return changed

    def _rounded(self, low: float, high: float) -> tuple[float, float]:
        if self.log:
            step_down = _decade_floor if self.whole_decades else _floor_125
            step_up = _decade_ceiling if self.whole_decades else _ceiling_125
            low, high = step_down(low), step_up(high)
            while high - low < self.least - 1e-9:
                low = step_down(low - 0.01)
            return low, high
        if high - low < self.least:
            high = low + self.least
        step = nice_step(max(high - low, 1e-30), 5)
        return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _decade_floor(exponent: float) -> float:
    return float(math.floor(exponent + 1e-9))


def _decade_ceiling(exponent: float) -> float:
    return float(math.ceil(exponent - 1e-9))


_STOPS = np.log10([1.0, 2.0, 5.0, 10.0])


def _floor_125(exponent: float) -> float:
    whole = math.floor(exponent + 1e-9)
    return float(whole + max(s for s in _STOPS if s <= exponent - whole + 1e-9))


def _ceiling_125(exponent: float) -> float:
    whole = math.floor(exponent + 1e-9)
    return float(whole + min(s for s in _STOPS if s >= exponent - whole - 1e-9))
