"""Losses for classes, with softmax or sigmoid built in where they have one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.activations.bounded import sigmoid
from playground.engine.activations.smooth import softplus
from playground.engine.arrays import Buffers, FloatArray
from playground.engine.losses.base import BoundLoss, Loss
from playground.errors import ConfigError


class SoftmaxCrossEntropy(Loss):
    """−Σ y·log softmax(z), with softmax and logarithm in one.

    With log softmax(z) = z − max − log Σ e^(z − max) nothing overflows, and the gradient is softmax(z) − y.

    Parameters
    ----------
    label_smoothing : float
        Share ε of each target that is spread evenly over all classes (Szegedy et al. 2016).
    class_weights : sequence of float, optional
        How much an example of each class counts; the mean is then over the weights, as PyTorch has it.
    """

    name = "softmax_cross_entropy"
    label = "Cross-entropy (softmax)"
    formula = "−Σ y·log softmax(z)"
    gradient_formula = "softmax(z) − y"
    link = "softmax"
    threshold = 0.0

    def __init__(self, label_smoothing: float = 0.0, class_weights: Sequence[float] | None = None) -> None:
        if not 0.0 <= label_smoothing < 1.0:
            raise ConfigError(f"Label smoothing must be at least 0 and below 1, not {label_smoothing}.")
        self.label_smoothing = label_smoothing
        self.class_weights = None if class_weights is None else tuple(class_weights)

    def target_table(self, n_outputs: int, dtype: DTypeLike) -> FloatArray:
        table = super().target_table(n_outputs, np.float64)
        table = (1.0 - self.label_smoothing) * table + self.label_smoothing / n_outputs
        if self.class_weights is not None:
            if len(self.class_weights) != n_outputs:
                raise ConfigError(f"{len(self.class_weights)} class weights don't fit {n_outputs} classes.")
            table = table * np.asarray(self.class_weights)
        return table.astype(dtype)

    def total_weight(self, targets: FloatArray) -> float:
        if self.class_weights is None:
            return float(len(targets))
        # A row adds up to (1 − ε)·w + ε·mean(w) for its class's weight w.
        spread = self.label_smoothing * float(np.mean(self.class_weights))
        return float(targets.sum() - len(targets) * spread) / (1.0 - self.label_smoothing)

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n, k = outputs.shape
        peak, total, row = (buffers.rows(f"loss.{name}", n, (1,)) for name in ("peak", "total", "row"))
        row.fill(1.0)
        shifted = buffers.rows("loss.shifted", n, (k,))
        p = gradient if gradient is not None else buffers.scratch(0, outputs.shape)
        spread = buffers.scratch(1, outputs.shape)
        peak_flat, total_flat, row_flat = peak.reshape(-1), total.reshape(-1), row.reshape(-1)
        shifted_flat, targets_flat = shifted.reshape(-1), targets.reshape(-1)
        outputs_flat, row_starts = outputs.reshape(-1), np.arange(0, n * k, k)
        peak_places = buffers.rows("loss.peak_places", n, (), np.intp)
        ones = np.ones(k, outputs.dtype)
        scale = np.array(1.0 / n, outputs.dtype)
        weighted = self.class_weights is not None

        def softmax_cross_entropy() -> float:
            # Finding the places first takes a quarter of the time of a maximum over the short axis.
            outputs.argmax(1, peak_places)
            np.add(peak_places, row_starts, peak_places)
            outputs_flat.take(peak_places, None, peak_flat, "clip")
            np.copyto(spread, peak)
            np.subtract(outputs, spread, shifted)
            np.exp(shifted, p)
            np.dot(p, ones, total_flat)
            weight: float = n
            if weighted:
                weight = self.total_weight(targets)
                scale.fill(1.0 / weight)
                np.dot(targets, ones, row_flat)
            if gradient is not None:
                np.copyto(spread, total)
                np.divide(p, spread, p)
                if weighted:
                    np.copyto(spread, row)
                    np.multiply(p, spread, p)
                np.subtract(p, targets, p)
                np.multiply(p, scale, p)
            np.log(total, total)
            # −Σ y·(shifted − log total); a row of targets adds up to `row`.
            loss: float = (np.dot(row_flat, total_flat) - np.dot(targets_flat, shifted_flat)).item()
            return loss / weight

        return softmax_cross_entropy

    def by_example(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        shifted = outputs - outputs.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        losses: FloatArray = ((log_total - shifted) * targets).sum(axis=1)
        if self.class_weights is not None:
            spread = self.label_smoothing * float(np.mean(self.class_weights))
            losses *= (1.0 - self.label_smoothing) / (targets.sum(axis=1) - spread)
        return losses

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        if outputs.shape[1] == 1:
            return np.ones_like(outputs)
        # One row a class: maxima and sums over the short axis would take three times as long.
        # Copied first: NumPy keeps the order of the memory, and would go along the short axis all the same.
        by_class = np.array(outputs.T, order="C")
        by_class -= by_class.max(axis=0)
        np.exp(by_class, by_class)
        by_class /= by_class.sum(axis=0)
        return np.ascontiguousarray(by_class.T)


class BinaryCrossEntropy(Loss):
    """−Σ over the outputs of y·log σ(z) + (1 − y)·log(1 − σ(z)), with the sigmoid built in.

    Written as max(z, 0) − y·z + log(1 + e^−|z|), which can't overflow. Every output is a yes or no of its
    own.
    """

    name = "binary_cross_entropy"
    label = "Cross-entropy (sigmoid)"
    formula = "−Σ y·log σ(z) + (1 − y)·log(1 − σ(z))"
    gradient_formula = "σ(z) − y"
    link = "sigmoid"
    threshold = 0.0

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        scratch = buffers.elementwise_scratch(outputs.shape)
        value = buffers.scratch(0, outputs.shape)
        value_flat, outputs_flat, targets_flat = value.reshape(-1), outputs.reshape(-1), targets.reshape(-1)
        ones = np.ones(outputs.size, outputs.dtype)
        scale = np.array(1.0 / n, outputs.dtype)

        def binary_cross_entropy() -> float:
            softplus(outputs, value, scratch)
            loss: float = (np.dot(value_flat, ones) - np.dot(outputs_flat, targets_flat)).item() / n
            if gradient is not None:
                sigmoid(outputs, gradient, scratch)
                np.subtract(gradient, targets, gradient)
                np.multiply(gradient, scale, gradient)
            return loss

        return binary_cross_entropy

    def by_example(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        value = np.empty_like(outputs)
        softplus(outputs, value, Buffers(outputs.dtype).elementwise_scratch(outputs.shape))
        losses: FloatArray = (value - outputs * targets).sum(axis=1)
        return losses

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        p = np.empty_like(outputs)
        sigmoid(outputs, p, Buffers(outputs.dtype).elementwise_scratch(outputs.shape))
        if outputs.shape[1] == 1:
            return p
        total = np.maximum(p.sum(axis=1, keepdims=True), np.finfo(p.dtype).tiny)
        probabilities: FloatArray = p / total
        return probabilities


class Hinge(Loss):
    """Σ over the outputs of max(0, 1 − y·a) with y = ±1: each class against the rest (Vapnik 1995)."""

    name = "hinge"
    label = "Hinge"
    formula = "Σ max(0, 1 − y·a), y = ±1"
    gradient_formula = "−y if y·a < 1 else 0"
    threshold = 0.0

    def target_table(self, n_outputs: int, dtype: DTypeLike) -> FloatArray:
        return 2.0 * super().target_table(n_outputs, dtype) - 1.0

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n = len(outputs)
        margin = buffers.scratch(0, outputs.shape)
        zeros, ones = np.zeros_like(outputs), np.ones_like(outputs)
        margin_flat, ones_flat = margin.reshape(-1), ones.reshape(-1)
        mask = buffers.elementwise_scratch(outputs.shape).mask
        scale = np.array(-1.0 / n, outputs.dtype)

        def hinge() -> float:
            np.multiply(outputs, targets, margin)
            np.subtract(ones, margin, margin)
            if gradient is not None:
                np.greater(margin, zeros, mask)
                np.copyto(gradient, mask)
                np.multiply(gradient, targets, gradient)
                np.multiply(gradient, scale, gradient)
            np.maximum(margin, zeros, out=margin)
            return float(np.dot(margin_flat, ones_flat)) / n

        return hinge

    def kink_pattern(self, outputs: FloatArray, targets: FloatArray) -> NDArray[np.bool_]:
        return outputs * targets < 1.0

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        # A hinge makes no probabilities; the margins −1 … 1 are stretched over 0 … 1.
        return super().probabilities(0.5 * (outputs + 1.0))
