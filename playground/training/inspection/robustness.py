"""How much damage the answers survive, and what not answering when in doubt would gain."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.data.damage import DAMAGES, damaged
from playground.engine import Network
from playground.training.frozen import rows_a_slice
from playground.training.inspection.reading import Reading, read_outputs
from playground.training.inspection.slow_view import SlowView
from playground.training.messages import FloatArray, Robustness

THRESHOLDS = np.linspace(0.0, 1.0, 51, dtype=np.float32)
_MOST_MULTIPLICATIONS = 2e10
_FEWEST_EXAMPLES = 200
"""Where all strengths would take longer (some seconds), fewer examples have to do, but not fewer."""
_SEED = 2024
_UNFINISHED = -1
"""In place of the step of a curve that is not complete yet, so that the next work goes on with it."""
_LARGEST_SLICE = 128
"""Pictures damaged in one go."""


class RobustnessView(SlowView[str, Robustness]):
    """Damages the same test examples in the same way each time, so that only the network makes a difference.

    The first curve grows point by point; a later one replaces it when it is complete.
    """

    def view(self, kind: str, now: float) -> Robustness | None:
        """The value that a snapshot carries; None before the first, and where there are no classes."""
        if self._session.dataset.is_regression:
            return None
        newest = self.ask(kind, now)
        if newest is None or newest.progress == self.progress:
            return newest
        return replace(newest, progress=self.progress)

    def _work(self, request: str, step: int) -> Generator[float, None, None]:
        dataset, network = self._session.dataset, self._frozen.of(self._session.network)
        strengths = strengths_of(request, dataset)
        before = self._made_for
        is_first = before is None or before[0] != request or before[1] == _UNFINISHED
        rows = _chosen(dataset, network, max(len(strengths), 1))
        x, labels = dataset.x_test[rows], dataset.y_test[rows]
        accuracies = np.full(len(strengths), np.nan, np.float32)
        n_parts = len(strengths) + 1
        reading = yield from _read(network, dataset, x, "", 0.0, (0, n_parts))
        bare = _with_thresholds(request, step, reading, labels)
        accuracies[strengths == 0.0] = np.mean(reading.predicted == labels)
        # From the middle outwards, so that a growing curve begins at the undamaged pictures.
        order = np.argsort(np.abs(strengths), kind="stable")
        for n_done, i in enumerate(order[strengths[order] != 0.0].tolist(), start=1):
            if is_first:
                self._finish(request, _UNFINISHED, _sealed(bare, strengths, accuracies))
            part = (n_done, n_parts)
            reading = yield from _read(network, dataset, x, request, float(strengths[i]), part)
            accuracies[i] = np.mean(reading.predicted == labels)
        self._finish(request, step, _sealed(bare, strengths, accuracies))
        yield 1.0


def strengths_of(kind: str, dataset: Dataset) -> FloatArray:
    """What is tried of a kind of damage; nothing where it needs a picture and there is none."""
    if dataset.image_shape is None and kind != "noise":
        return np.zeros(0, np.float32)
    return np.array(DAMAGES[kind].strengths, np.float32)


def _chosen(dataset: Dataset, network: Network, n_sweeps: int) -> NDArray[np.int64]:
    cost = sum(layer.n_multiplications for layer in network.layers) * n_sweeps
    n = max(int(_MOST_MULTIPLICATIONS / max(cost, 1)), _FEWEST_EXAMPLES)
    return np.unique(np.linspace(0, dataset.n_test - 1, min(n, dataset.n_test)).astype(np.int64))


def _read(
    network: Network,
    dataset: Dataset,
    x: FloatArray,
    kind: str,
    strength: float,
    part: tuple[int, int],
) -> Generator[float, None, Reading]:
    """Answers to the damaged examples, in slices; yields the share of all the work that is done.

    `part` says which of how many such sweeps this is.
    """
    chunk = min(rows_a_slice(network), _LARGEST_SLICE)
    predicted, confidence = np.zeros(len(x), np.float32), np.zeros(len(x), np.float32)
    rng = np.random.default_rng(_SEED)
    spread = x.std(axis=0)
    for start in range(0, len(x), chunk):
        some = x[start : start + chunk]
        if strength and dataset.image_shape is not None:
            some = damaged(some, kind, strength, rng, dataset.image_shape)
        elif strength:
            # Inputs that are no grey levels: noise in shares of how far each is spread.
            some = some + np.float32(strength) * spread * rng.standard_normal(some.shape, np.float32)
        rows = slice(start, start + len(some))
        with np.errstate(all="ignore"):
            outputs = network.forward(some)
            predicted[rows], confidence[rows] = read_outputs(network, outputs, False)
        yield (part[0] + min(start + chunk, len(x)) / len(x)) / part[1]
    return Reading(predicted, confidence)


def _with_thresholds(kind: str, step: int, reading: Reading, labels: NDArray[np.generic]) -> Robustness:
    is_right = reading.predicted == labels
    answers = reading.confidence[None, :] >= THRESHOLDS[:, None]
    n_answered = answers.sum(axis=1)
    with np.errstate(all="ignore"):
        accuracy = (answers & is_right).sum(axis=1) / n_answered
    share = (n_answered / len(is_right)).astype(np.float32)
    accuracy = accuracy.astype(np.float32)
    for array in (share, accuracy, THRESHOLDS):
        array.flags.writeable = False
    return Robustness(
        damage=kind,
        strengths=THRESHOLDS[:0],
        accuracies=THRESHOLDS[:0],
        step=step,
        thresholds=THRESHOLDS,
        answered_share=share,
        accuracy_of_answered=accuracy,
    )


def _sealed(bare: Robustness, strengths: FloatArray, accuracies: FloatArray) -> Robustness:
    so_far = accuracies.copy()
    so_far.flags.writeable = strengths.flags.writeable = False
    return replace(bare, strengths=strengths, accuracies=so_far)
