"""How well a network does on many examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray
from playground.engine.losses import Loss


class Answers(Protocol):
    """What an evaluation asks of a network."""

    loss: Loss
    dtype: np.dtype[Any]
    n_outputs: int

    def forward(self, x: NDArray[Any]) -> FloatArray:
        """Outputs of the last layer, shape (n, n_outputs)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How well a network does on the first `n` of some examples."""

    loss: float
    """Mean data loss."""
    accuracy: float
    """Fraction right; NaN where the targets aren't classes."""
    n: int
    correct: int


def evaluate(network: Answers, x: NDArray[Any], y: NDArray[Any], chunk: int = 256) -> Iterator[Evaluation]:
    """Go through many examples in slices; each yielded value holds for those so far, the last for all."""
    buffers = Buffers(network.dtype, chunk)
    is_classes = y.dtype.kind != "f"
    total_loss = total_weight = 0.0
    n = correct = 0
    for start in range(0, len(x), chunk):
        x_part, y_part = x[start : start + chunk], y[start : start + chunk]
        outputs = network.forward(x_part)
        targets = network.loss.targets_of(y_part, network.n_outputs, network.dtype)
        weight = network.loss.total_weight(targets)
        total_loss += network.loss.bind(outputs, targets, None, buffers)() * weight
        total_weight += weight
        n += len(x_part)
        if is_classes:
            correct += int(np.count_nonzero(network.loss.decide(outputs) == y_part))
        accuracy = correct / n if is_classes else float("nan")
        yield Evaluation(loss=total_loss / total_weight, accuracy=accuracy, n=n, correct=correct)
