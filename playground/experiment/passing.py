"""How a layer with a bent activation hands on what it gets, nearly unchanged.

A signal s goes in as z = w·s + b and comes out as a = f(z); where f is nearly straight, s ≈ gain·a + offset.
ReLU is straight above 0: what is never negative passes exactly, and what may be goes as a pair of units,
s = ReLU(s) − ReLU(−s). Smooth functions are nearly straight on a short stretch: the signal is made so small
that it bends by no more than `TOLERANCE`, and made larger again afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import Activation

TOLERANCE = 0.01
"""Of the range of the signal: more would show, less would need larger weights after the layer."""
_UNBOUNDED = 3.0
"""Most of what an activation without bounds makes lies within."""
_STRAIGHT_ABOVE_0 = ("identity", "relu", "leaky_relu", "elu")
_PAIRED = {"relu": 1.0, "leaky_relu": None}
_SHRINKINGS = (1.0, 0.7, 0.5, 0.35, 0.25, 0.17, 0.12, 0.08, 0.05, 0.03)
_MIDDLES = (0.0, 0.7071, -0.7071, 1.0, 2.0, 4.0, 8.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """z = weight·s + bias, and s ≈ gain·a + offset."""

    weight: float = 1.0
    bias: float = 0.0
    gain: float = 1.0
    offset: float = 0.0
    in_pairs: bool = False
    """A second unit gets −s; then s = gain·(a₁ − a₂)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """Where the n numbers of a signal are found in the activations of a layer."""

    n: int
    gain: float = 1.0
    offset: float = 0.0
    in_pairs: bool = False

    def fold(
        self, wanted: NDArray[np.floating], weights: NDArray[np.floating], biases: NDArray[np.floating]
    ) -> None:
        """Set `weights` and add to `biases` so that they do to the activations what `wanted` does to s.

        Parameters
        ----------
        wanted : ndarray, shape (at most n, n_units)
        weights : ndarray, shape (n_inputs, n_units)
            Zero before.
        biases : ndarray, shape (n_units,)
        """
        n = len(wanted)
        weights[:n] = self.gain * wanted
        if self.in_pairs:
            weights[self.n : self.n + n] = -self.gain * wanted
        biases += self.offset * wanted.sum(axis=0)


def range_of(activation: Activation) -> tuple[float, float]:
    """Within which bounds most of its values lie."""
    z = np.linspace(-_UNBOUNDED, _UNBOUNDED, 101)
    a = _values(activation, z)
    low, high = float(a.min()), float(a.max())
    # What nearly touches 0 from below (GELU, SiLU) counts as it is: it does go below.
    return (0.0 if low > -1e-9 else low), high


def encode(activation: Activation, signal_range: tuple[float, float], *, has_room_for_pairs: bool) -> Code:
    """The code that bends a signal of this range least."""
    low, high = signal_range
    if activation.name == "identity" or (activation.name in _STRAIGHT_ABOVE_0 and low >= 0.0):
        return Code()
    if activation.name in _PAIRED and has_room_for_pairs:
        slope_below = float(_values(activation, np.array([-1.0]))[0])
        return Code(gain=1.0 / (1.0 - slope_below), in_pairs=True)
    if activation.name in _STRAIGHT_ABOVE_0:
        return Code(bias=-2.0 * low, offset=2.0 * low)
    codes = [
        (error, code)
        for shrinking in _SHRINKINGS
        for middle in _MIDDLES
        if (code := _code(activation, low, high, shrinking, middle)) is not None
        for error in (_error(activation, low, high, code),)
    ]
    if not codes:
        return Code()
    good = [code for error, code in codes if error <= TOLERANCE]
    # Of the good ones that with the smallest weights afterwards.
    return min(good, key=lambda code: abs(code.gain)) if good else min(codes, key=lambda pair: pair[0])[1]


def _code(activation: Activation, low: float, high: float, shrinking: float, middle: float) -> Code | None:
    """The straight line through the values at both ends of the stretch around `middle`."""
    centre = 0.5 * (low + high)
    bias = middle - shrinking * centre
    ends = _values(activation, np.array([shrinking * low + bias, shrinking * high + bias]))
    if abs(ends[1] - ends[0]) < 1e-3 * shrinking * (high - low):
        return None
    gain = (high - low) / float(ends[1] - ends[0])
    return Code(weight=shrinking, bias=bias, gain=gain, offset=low - gain * float(ends[0]))


def _error(activation: Activation, low: float, high: float, code: Code) -> float:
    """Largest deviation, as a share of the range."""
    s = np.linspace(low, high, 41)
    back = code.gain * _values(activation, code.weight * s + code.bias) + code.offset
    return float(np.max(np.abs(back - s))) / (high - low)


def _values(activation: Activation, z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(activation(z), np.float64)
