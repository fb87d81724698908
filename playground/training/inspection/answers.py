"""What the network says to every example of a split: right and wrong, by class, and the hardest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from playground.training.frozen import rows_a_slice
from playground.training.inspection.reading import finite_losses, read_outputs
from playground.training.inspection.slow_view import SlowView
from playground.training.messages import Answers, FloatArray, IntArray

N_HARDEST = 100


class AnswersView(SlowView[str, Answers]):
    """Goes through a whole split, example by example."""

    def view(self, split: str, now: float) -> Answers | None:
        """The value that a snapshot carries; None before the first sweep over this split."""
        newest = self.ask(split, now)
        if newest is None or newest.progress == self.progress:
            return newest
        return replace(newest, progress=self.progress)

    def _work(self, request: str, step: int) -> Iterator[float]:
        dataset = self._session.dataset
        network = self._frozen.of(self._session.network)
        is_test = request == "test"
        x = dataset.x_test if is_test else dataset.x_train
        y = dataset.y_test if is_test else dataset.y_train
        n, chunk = len(x), rows_a_slice(network)
        predicted, confidence, losses = (np.empty(n, np.float32) for _ in range(3))
        for start in range(0, n, chunk):
            rows = slice(start, start + chunk)
            # Not around the yield: the state belongs to the thread, and so to whoever runs in between.
            with np.errstate(all="ignore"):
                outputs = network.forward(x[rows])
                targets = network.loss.targets_of(y[rows], network.n_outputs, network.dtype)
                losses[rows] = network.loss.by_example(outputs, targets)
                predicted[rows], confidence[rows] = read_outputs(network, outputs, dataset.is_regression)
            yield min(start + chunk, n) / n
        labels = None if dataset.is_regression else y.astype(np.int64, copy=False)
        n_classes = max(dataset.n_classes, 2)
        self._finish(
            request,
            step,
            _summary(request, step, predicted, confidence, finite_losses(losses), labels, n_classes),
        )


def _summary(
    split: str,
    step: int,
    predicted: FloatArray,
    confidence: FloatArray,
    losses: FloatArray,
    labels: NDArray[np.int64] | None,
    n_classes: int,
) -> Answers:
    hardest = np.argsort(-losses, kind="stable")[:N_HARDEST]
    answers = Answers(
        split=split,
        step=step,
        predicted=predicted,
        confidence=confidence,
        losses=losses,
        hardest=hardest,
    )
    if labels is not None:
        confusion = confusion_matrix(labels, predicted.astype(np.int64), n_classes)
        counts = confusion.sum(axis=1)
        with np.errstate(all="ignore"):
            answers = replace(
                answers,
                confusion=confusion,
                loss_by_class=(np.bincount(labels, losses, n_classes) / counts).astype(np.float32),
                accuracy_by_class=(confusion.diagonal() / counts).astype(np.float32),
            )
    for array in (
        answers.predicted,
        answers.confidence,
        answers.losses,
        answers.hardest,
        answers.confusion,
        answers.loss_by_class,
        answers.accuracy_by_class,
    ):
        if array is not None:
            array.flags.writeable = False
    return answers


def confusion_matrix(labels: NDArray[np.int64], predicted: NDArray[np.int64], n_classes: int) -> IntArray:
    """How often each class (rows) was taken for each (columns)."""
    counts = np.bincount(labels * n_classes + predicted, minlength=n_classes * n_classes)
    return counts.reshape(n_classes, n_classes).astype(np.int64)
