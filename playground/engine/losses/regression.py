"""Losses that measure a distance between outputs and targets."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray
from playground.engine.losses.base import BoundLoss, Loss
from playground.errors import ConfigError


class SquaredError(Loss):
    """Σ over the outputs of (a − y)², without a factor ½; mean over the examples.

    PyTorch's `MSELoss` also divides by the number of outputs.
    """

    name = "squared_error"
    label = "Squared error"
    formula = "Σ (a − y)²"
    gradient_formula = "2·(a − y)"
    factor: ClassVar[float] = 1.0

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        difference = gradient if gradient is not None else buffers.scratch(0, outputs.shape)
        flat = difference.reshape(-1)
        scale = np.array(2.0 * self.factor / n, outputs.dtype)

        def squared_error() -> float:
            np.subtract(outputs, targets, difference)
            loss = self.factor * float(np.dot(flat, flat)) / n
            if gradient is not None:
                np.multiply(gradient, scale, gradient)
            return loss

        return squared_error

    def by_example(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        losses: FloatArray = self.factor * ((outputs - targets) ** 2).sum(axis=1)
        return losses


class HalfSquaredError(SquaredError):
    """½ Σ over the outputs of (a − y)², as many textbooks have it; mean over the examples."""

    name = "half_squared_error"
    label = "Half squared error"
    formula = "½ Σ (a − y)²"
    gradient_formula = "a − y"
    factor = 0.5


class AbsoluteError(Loss):
    """Σ over the outputs of |a − y|; at a = y the gradient is taken as 0."""

    name = "absolute_error"
    label = "Absolute error"
    formula = "Σ |a − y|"
    gradient_formula = "sign(a − y)"

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        difference = buffers.scratch(0, outputs.shape)
        size = buffers.scratch(1, outputs.shape)
        size_flat = size.reshape(-1)
        ones = np.ones(outputs.size, outputs.dtype)
        scale = np.array(1.0 / n, outputs.dtype)

        def absolute_error() -> float:
            np.subtract(outputs, targets, difference)
            np.absolute(difference, size)
            if gradient is not None:
                np.sign(difference, gradient)
                np.multiply(gradient, scale, gradient)
            return float(np.dot(size_flat, ones)) / n

        return absolute_error

    def by_example(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        losses: FloatArray = np.abs(outputs - targets).sum(axis=1)
        return losses

    def kink_pattern(self, outputs: FloatArray, targets: FloatArray) -> NDArray[np.bool_]:
        return outputs > targets


class Huber(Loss):
    """Squared near the target, straight far from it (Huber 1964); summed over the outputs.

    Parameters
    ----------
    delta : float
        Distance δ from the target at which the parabola turns into a straight line.
    """

    name = "huber"
    label = "Huber"
    formula = "Σ ½d² if |d| ≤ δ else δ·(|d| − ½δ), d = a − y"
    gradient_formula = "a − y, cut to ±δ"

    def __init__(self, delta: float = 1.0) -> None:
        if not delta > 0.0:
            raise ConfigError(f"The δ of the Huber loss must be above 0, not {delta}.")
        self.delta = delta

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        difference = buffers.scratch(0, outputs.shape)
        cut = buffers.scratch(1, outputs.shape)
        difference_flat, cut_flat = difference.reshape(-1), cut.reshape(-1)
        upper = np.full(outputs.shape, self.delta, outputs.dtype)
        lower = -upper
        scale = np.array(1.0 / n, outputs.dtype)

        def huber() -> float:
            np.subtract(outputs, targets, difference)
            np.minimum(difference, upper, out=cut)
            np.maximum(cut, lower, out=cut)
            # With c = d cut to ±δ both cases are c·d − ½c².
            loss = float(np.dot(cut_flat, difference_flat)) - 0.5 * float(np.dot(cut_flat, cut_flat))
            if gradient is not None:
                np.multiply(cut, scale, gradient)
            return loss / n

        return huber

    def by_example(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        difference = outputs - targets
        cut = np.clip(difference, -self.delta, self.delta)
        losses: FloatArray = (cut * (difference - 0.5 * cut)).sum(axis=1)
        return losses

    def kink_pattern(self, outputs: FloatArray, targets: FloatArray) -> NDArray[np.bool_]:
        return np.abs(outputs - targets) < self.delta
