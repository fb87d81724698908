"""What a loss is: what training makes small, one object with its gradient.

The value is the mean over the examples of the batch of the sum over the outputs; the gradient is that of
the mean. Softmax and sigmoid belong to their losses, which take the outputs of the last layer as they come
(logits): only so do value and gradient stay exact when a probability rounds to 0 or 1.
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

        The result returns the mean loss and writes ∂L/∂outputs to `gradient` (unless None). It reads the
        arrays anew at each call and allocates nothing.
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

    def by_example(self, outputs: FloatArray, targets: FloatArray) -> FloatArray:
        """Loss of each example as if it were alone, shape (n,); fresh.

        Without class weights their mean is the loss of the batch.
        """
        row, target = np.empty_like(outputs[:1]), np.empty_like(outputs[:1])
        loss_of_row = self.bind(row, target, None, Buffers(outputs.dtype))
        losses = np.empty(len(outputs), outputs.dtype)
        for i in range(len(outputs)):
            row[0], target[0] = outputs[i], targets[i]
            losses[i] = loss_of_row()
        return losses

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

    def kink_pattern(self, outputs: FloatArray, targets: FloatArray) -> NDArray[np.bool_]:
        """On which side of each kink of the loss the outputs are; empty for a loss without kinks."""
        return np.zeros(0, bool)

    def decide(self, outputs: FloatArray) -> IntArray:
        """The class that each row of outputs stands for, shape (n,)."""
        if outputs.shape[1] == 1:
            return (outputs[:, 0] > self.threshold).astype(np.int64)
        classes: IntArray = np.argmax(outputs, axis=1)
        return classes
