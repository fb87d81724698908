"""How outputs are read: as classes with a confidence, or as values."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.data import Dataset
from playground.engine import Network
from playground.training.messages import FloatArray

_LARGEST = float(np.finfo(np.float32).max)


class Reading(NamedTuple):
    """What a network says to some examples, (n,) each."""

    predicted: FloatArray
    """The class, or the value of a regression."""
    confidence: FloatArray
    """Probability of that class; NaN for a regression."""


def read_outputs(network: Network, outputs: FloatArray, is_regression: bool) -> Reading:
    """Read the outputs (n, n_outputs) as the evaluation does."""
    if is_regression:
        return Reading(outputs[:, 0].astype(np.float32), np.full(len(outputs), np.nan, np.float32))
    predicted = network.loss.decide(outputs)
    probabilities = network.loss.probabilities(outputs)
    if probabilities.shape[1] == 1:
        sure = np.where(predicted == 1, probabilities[:, 0], 1.0 - probabilities[:, 0])
    else:
        sure = probabilities[np.arange(len(outputs)), predicted]
    return Reading(predicted.astype(np.float32), sure.astype(np.float32))


def answer_of(network: Network, dataset: Dataset, outputs: FloatArray) -> FloatArray:
    """Probabilities of the classes, (n, n_classes), or the values of a regression; fresh, float32, finite."""
    answers = outputs if dataset.is_regression else network.loss.probabilities(outputs)
    return finite(np.array(answers, np.float32))


def finite(values: FloatArray) -> FloatArray:
    """`values` if all of them are finite, or a copy with 0 for NaN and the largest number for infinity."""
    return values if np.isfinite(values).all() else np.nan_to_num(values, nan=0.0)


def finite_losses(losses: FloatArray) -> FloatArray:
    """As float32; where a loss overflows, the largest number stands."""
    losses = losses.astype(np.float32, copy=False)
    return np.nan_to_num(losses, nan=_LARGEST, posinf=_LARGEST) if not np.isfinite(losses).all() else losses


def sealed(values: FloatArray) -> FloatArray:
    """The same array, read-only from now on."""
    values.flags.writeable = False
    return values
