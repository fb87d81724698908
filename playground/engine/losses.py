"""Losses: what training makes small, each one object with its gradient.

The value is the mean over the examples of the batch of the sum over the outputs; the gradient is that of the mean. Softmax
and sigmoid belong to their losses, which take the outputs of the last layer as they come (logits): only so do value and
gradient stay exact when a probability rounds to 0 or 1.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.arrays import Buffers, FloatArray, IntArray

BoundLoss = Callable[[], float]
"""Computes the mean loss of the bound outputs and, if bound with one, fills the gradient."""


class Loss(ABC):
    """How wrong the outputs are, and how that changes with them."""

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    """Loss of one example, for outputs a (logits z where a link is built in) and targets y."""
    gradient_formula: ClassVar[str]
    """∂L/∂a of one example."""
    link: ClassVar[str] = "none"
    """What turns an output into a probability: none, softmax or sigmoid."""

    @abstractmethod
    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        """Prepare the computation for fixed arrays of shape (n, n_outputs).

        The result returns the mean loss and writes ∂L/∂outputs to `gradient` (unless None). It reads the arrays anew at each
        call and allocates nothing.
        """

    def target_table(self, n_outputs: int, dtype: DTypeLike) -> FloatArray:
        """Row c is the target vector of class c; with a single output there are the classes 0 and 1."""
        if n_outputs == 1:
            return np.array([[0.0], [1.0]], dtype)
        return np.eye(n_outputs, dtype=dtype)

    def targets_of(self, y: NDArray[Any], n_outputs: int, dtype: DTypeLike) -> FloatArray:
        """Target vectors (n, n_outputs) from class labels (n,) or from target vectors; a fresh array."""
        if y.dtype.kind == "f":
            return np.array(y, dtype).reshape(len(y), n_outputs)
        targets: FloatArray = self.target_table(n_outputs, dtype)[y]
        return targets

    def total_weight(self, targets: FloatArray) -> float:
        """What the sum over examples was divided by to get the mean."""
        return float(len(targets))

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        """Outputs as probabilities, shape (n, n_outputs), each row of several adding to 1; a fresh array."""
        if outputs.shape[1] == 1:
            return np.clip(outputs, 0.0, 1.0)
        positive = np.maximum(outputs, 0.0)
        total = positive.sum(axis=1, keepdims=True)
        undecided = total == 0.0
        return np.where(undecided, 1.0 / outputs.shape[1], positive / np.where(undecided, 1.0, total))

    threshold: ClassVar[float] = 0.5
    """A single output above this means class 1."""

    def decide(self, outputs: FloatArray) -> IntArray:
        """The class that each row of outputs stands for, shape (n,)."""
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > self.threshold).astype(np.int64)
        classes: IntArray = np.argmax(outputs, axis=1)
        return classes


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


class SoftmaxCrossEntropy(Loss):
    """−Σ y·log softmax(z), with softmax and logarithm in one.

    With log softmax(z) = z − max − log Σ e^(z − max) nothing overflows, and the gradient is softmax(z) − y.
    """

    name = "softmax_cross_entropy"
    label = "Cross-entropy (softmax)"
    formula = "−Σ y·log softmax(z)"
    gradient_formula = "softmax(z) − y"
    link = "softmax"
    threshold = 0.0

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        n, k = outputs.shape
        peak, total = (buffers.rows(f"loss.{name}", n, (1,)) for name in ("peak", "total"))
        shifted = buffers.rows("loss.shifted", n, (k,))
        p = gradient if gradient is not None else buffers.scratch(0, outputs.shape)
        spread = buffers.scratch(1, outputs.shape)
        peak_flat, total_flat = peak.reshape(-1), total.reshape(-1)
        shifted_flat, targets_flat = shifted.reshape(-1), targets.reshape(-1)
        ones_k, ones_n = np.ones(k, outputs.dtype), np.ones(n, outputs.dtype)
        scale = np.array(1.0 / n, outputs.dtype)

        def softmax_cross_entropy() -> float:
            np.maximum.reduce(outputs, axis=1, out=peak_flat)
            np.copyto(spread, peak)
            np.subtract(outputs, spread, shifted)
            np.exp(shifted, p)
            np.dot(p, ones_k, total_flat)
            if gradient is not None:
                np.copyto(spread, total)
                np.divide(p, spread, p)
                np.subtract(p, targets, p)
                np.multiply(p, scale, p)
            np.log(total, total)
            # Targets add to 1, so that −Σ y·(shifted − log total) = log total − Σ y·shifted.
            loss: float = (np.dot(ones_n, total_flat) - np.dot(targets_flat, shifted_flat)).item() / n
            return loss

        return softmax_cross_entropy

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        if outputs.shape[1] == 1:
            return np.ones_like(outputs)
        exponentials = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        probabilities: FloatArray = exponentials / exponentials.sum(axis=1, keepdims=True)
        return probabilities


LOSSES: dict[str, Loss] = {loss.name: loss for loss in (SoftmaxCrossEntropy(), SquaredError())}
