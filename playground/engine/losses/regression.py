"""Losses that measure a distance between outputs and targets."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray
from playground.engine.losses.base import BoundLoss, Loss


class SquaredError(Loss):
    """Σ over the outputs of (a − y)², without a factor ½; mean over the examples.

    PyTorch's `MSELoss` also divides by the number of outputs.
    """

    name = "squared_error"
    label = "Squared error"
    formula = "Σ (a − y)²"
    gradient_formula = "2·(a − y)"

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        difference = gradient if gradient is not None else buffers.scratch(0, outputs.shape)
        flat = difference.reshape(-1)
        scale = np.array(2.0 / n, outputs.dtype)

        def squared_error() -> float:
            np.subtract(outputs, targets, difference)
            loss = float(np.dot(flat, flat)) / n
            if gradient is not None:
                np.multiply(gradient, scale, gradient)
            return loss

        return squared_error


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

    def kink_pattern(self, outputs: FloatArray, targets: FloatArray) -> NDArray[np.bool_]:
        return outputs > targets


class Huber(Loss):
    """Squared near the target, straight far from it, with δ = 1 (Huber 1964); summed over the outputs."""

    name = "huber"
    label = "Huber"
    formula = "Σ ½d² if |d| ≤ 1 else |d| − ½, d = a − y"
    gradient_formula = "a − y, cut to ±1"
    DELTA: ClassVar[float] = 1.0

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        difference = buffers.scratch(0, outputs.shape)
        cut = buffers.scratch(1, outputs.shape)
        difference_flat, cut_flat = difference.reshape(-1), cut.reshape(-1)
        upper = np.full(outputs.shape, self.DELTA, outputs.dtype)
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

    def kink_pattern(self, outputs: FloatArray, targets: FloatArray) -> NDArray[np.bool_]:
        return np.abs(outputs - targets) < self.DELTA
