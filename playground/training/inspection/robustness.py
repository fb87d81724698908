"""How much damage the answers survive, and what not answering when in doubt would gain."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.data.damage import DAMAGES, damaged
from playground.engine import Network
from playground.training.frozen import rows_a_slice
from playground.training.inspection.reading import Reading, read_outputs, sealed
from playground.training.inspection.slow_view import SlowView
from playground.training.messages import FloatArray, Robustness

THRESHOLDS = np.linspace(0.0, 1.0, 51, dtype=np.float32)
_MOST_MULTIPLICATIONS = 2e10
_FEWEST_EXAMPLES = 200
"""Where all strengths would take longer (some seconds), fewer examples have to do, but not fewer."""
_ROUNDS = (60, 180)
"""So many examples first, then so many more, then the rest: a rough curve at once, finer ones after it."""
_SEED = 2024
_UNFINISHED = -1
"""In place of the step of a curve that is not complete yet, so that the next work goes on with it."""
_LARGEST_SLICE = 64
"""Pictures damaged in one go."""


class RobustnessView(SlowView[str, Robustness]):
    """Damages the same test examples in the same way each time, so that only the network makes a difference.

    The first curve is shown rough, after a few examples, and gets finer; a later one replaces it when it is
    complete.
    """

    SHARE: ClassVar[float] = 0.03
    FIRST_SHARE: ClassVar[float] = 0.3
    FINER_SHARE: ClassVar[float] = 0.1
    """Of the time from the first rough curve until it is complete."""

    @property
    def share(self) -> float:
        """Share of the time while training."""
        is_rough = self._made_for == (self._request, _UNFINISHED)
        return self.FINER_SHARE if is_rough else super().share

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
        before = self._made_for
        is_first = before is None or before[0] != request or before[1] == _UNFINISHED
        strengths = strengths_of(request, dataset)
        tally = _Tally(request, strengths, dataset.y_test)
        rounds = _rounds(_chosen(dataset, network, max(len(strengths), 1)))
        n_all, n_done = sum(len(rows) for rows in rounds) * (len(strengths) + 1), 0
        for rows in rounds:
            x = dataset.x_test[rows]
            for i in range(-1, len(strengths)):
                # −1 is undamaged, for the threshold; the strength 0 is counted there too.
                strength = float(strengths[i]) if i >= 0 else 0.0
                if i >= 0 and strength == 0.0:
                    continue
                damage = request if strength else ""
                reading = yield from _read(network, dataset, x, damage, strength, n_done / n_all)
                tally.count(i, rows, reading)
                n_done += len(rows)
            tally.finish_round(rows)
            if is_first and rows is not rounds[-1]:
                self._finish(request, _UNFINISHED, tally.robustness(step))
        self._finish(request, step, tally.robustness(step))
        yield 1.0


class _Tally:
    """How many of the examples read so far were right, for each strength."""

    def __init__(self, kind: str, strengths: FloatArray, labels: NDArray[np.generic]) -> None:
        self._kind, self._strengths, self._labels = kind, strengths, labels
        self._n_right = np.zeros(len(strengths), np.int64)
        self._is_right: list[NDArray[np.bool_]] = []
        self._confidences: list[FloatArray] = []
        self._n = 0

    def count(self, i: int, rows: NDArray[np.int64], reading: Reading) -> None:
        """Enter what was read at strength i; −1 is undamaged."""
        is_right = reading.predicted == self._labels[rows]
        if i < 0:
            self._is_right.append(is_right)
            self._confidences.append(reading.confidence)
            self._n_right[self._strengths == 0.0] += int(is_right.sum())
        else:
            self._n_right[i] += int(is_right.sum())

    def finish_round(self, rows: NDArray[np.int64]) -> None:
        """All strengths have been tried on these rows."""
        self._n += len(rows)

    def robustness(self, step: int) -> Robustness:
        """Shares of all that was counted."""
        is_right, confidence = np.concatenate(self._is_right), np.concatenate(self._confidences)
        answers = confidence[None, :] >= THRESHOLDS[:, None]
        n_answered = answers.sum(axis=1)
        with np.errstate(all="ignore"):
            accuracy = (answers & is_right).sum(axis=1) / n_answered
        share = n_answered / len(is_right)
        return Robustness(
            damage=self._kind,
            strengths=sealed(self._strengths),
            accuracies=sealed((self._n_right / max(self._n, 1)).astype(np.float32)),
            step=step,
            thresholds=sealed(THRESHOLDS),
            answered_share=sealed(share.astype(np.float32)),
            accuracy_of_answered=sealed(accuracy.astype(np.float32)),
            n_examples=self._n,
        )


def strengths_of(kind: str, dataset: Dataset) -> FloatArray:
    """What is tried of a kind of damage; nothing where it needs a picture and there is none."""
    if dataset.image_shape is None and kind != "noise":
        return np.zeros(0, np.float32)
    return np.array(DAMAGES[kind].strengths, np.float32)


def _chosen(dataset: Dataset, network: Network, n_sweeps: int) -> NDArray[np.int64]:
    cost = sum(layer.n_multiplications for layer in network.layers) * n_sweeps
    n = max(int(_MOST_MULTIPLICATIONS / max(cost, 1)), _FEWEST_EXAMPLES)
    return np.unique(np.linspace(0, dataset.n_test - 1, min(n, dataset.n_test)).astype(np.int64))


def _rounds(rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows in rounds, each spread over all of them."""
    mixed = np.random.default_rng(_SEED).permutation(rows)
    ends = np.cumsum(_ROUNDS)
    return [part for part in np.split(mixed, ends[ends < len(rows)]) if len(part)]


def _read(
    network: Network, dataset: Dataset, x: FloatArray, kind: str, strength: float, done: float
) -> Generator[float, None, Reading]:
    """Answers to the damaged examples, in slices; yields `done`, the share of all the work before this."""
    chunk = min(rows_a_slice(network), _LARGEST_SLICE)
    predicted, confidence = np.zeros(len(x), np.float32), np.zeros(len(x), np.float32)
    rng = np.random.default_rng(_SEED)
    spread = dataset.x_test.std(axis=0)
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
        yield done
    return Reading(predicted, confidence)
