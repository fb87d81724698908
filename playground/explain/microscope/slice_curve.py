"""The loss along one weight: the curve, its tangent, and what a nudge does, predicted and in truth. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.explain.formula.number import number_text
from playground.training.messages import ParameterSlice


@dataclass(frozen=True, slots=True)
class Nudge:
    """The weight moved by `by`, all others held."""

    by: float
    predicted: float
    """∂L/∂w · by."""
    true: float
    """L(w + by) − L(w)."""


def loss_at(curve: ParameterSlice, value: float) -> float:
    """The loss at a value of the weight, by straight lines between the points of the slice."""
    return float(np.interp(value, curve.values, curve.losses))


def nudge(curve: ParameterSlice, value: float) -> Nudge:
    """Move the weight to `value` (as far as the slice goes) and compare with the tangent."""
    low, high = float(curve.values[0]), float(curve.values[-1])
    by = min(max(value, low), high) - curve.value
    return Nudge(by, curve.gradient * by, loss_at(curve, curve.value + by) - curve.loss)


def tangent(curve: ParameterSlice, value: float) -> float:
    """The tangent in the point, at a value of the weight."""
    return curve.loss + curve.gradient * (value - curve.value)


def relative_difference(first: float, second: float) -> float:
    """|a − b| / max(|a|, |b|); 0 if both are zero."""
    largest = max(abs(first), abs(second))
    return abs(first - second) / largest if largest else 0.0


def distinct_texts(values: Sequence[float]) -> list[str]:
    """Labels of an axis, with as many digits as it takes to tell different values apart."""
    for digits in range(3, 8):
        texts = [number_text(value, digits) for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def loss_range(curve: ParameterSlice) -> tuple[float, float]:
    """The losses that the plot shows, with a little air; never of no height."""
    finite = curve.losses[np.isfinite(curve.losses)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    air = max(0.08 * (high - low), 1e-12 + 1e-9 * abs(high))
    return low - air, high + air
