"""How well the network of one moment does: on the test set, and on as many training examples as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from playground.data import Dataset
from playground.engine import Network
from playground.engine.subnormals import subnormals_as_zero
from playground.training.frozen import FrozenCopy, rows_a_slice
from playground.training.history import EvaluationResult


class Evaluator:
    """Makes interruptible evaluations on a frozen copy of a network, so that training goes on meanwhile.

    Where the targets are values and not classes, nothing is right or wrong: the accuracies are NaN.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._x_test, self._y_test = dataset.x_test, dataset.y_test
        # Spread evenly over the training set, and the same all the time; shown as they are, not augmented.
        n = min(dataset.n_test, dataset.n_train)
        chosen = np.linspace(0, dataset.n_train - 1, n).astype(np.int64)
        self._x_train, self._y_train = dataset.x_train[chosen], dataset.y_train[chosen]
        self._frozen = FrozenCopy()

    def network_changed(self) -> None:
        """The network computes something else now (activation, loss): the next evaluation copies it anew."""
        self._frozen.forget()

    def work(
        self, network: Network, step: int, epoch: float, done: Callable[[EvaluationResult], None]
    ) -> Iterator[None]:
        """Freeze `network` now and return the generator that evaluates it, some milliseconds a slice."""
        return self._evaluate(self._frozen.of(network), step, epoch, done)

    def _evaluate(
        self, frozen: Network, step: int, epoch: float, done: Callable[[EvaluationResult], None]
    ) -> Iterator[None]:
        chunk = rows_a_slice(frozen)
        on = []
        for x, y in ((self._x_test, self._y_test), (self._x_train, self._y_train)):
            work = frozen.evaluate(x, y, chunk)
            while True:
                # Not around the yield: the state belongs to the thread, and so to whoever runs in between.
                with np.errstate(all="ignore"), subnormals_as_zero():
                    part = next(work, None)
                if part is None:
                    break
                newest = part
                yield
            on.append(newest)
        test, train = on
        done(
            EvaluationResult(
                step=step,
                epoch=epoch,
                test_loss=test.loss,
                test_accuracy=test.accuracy,
                train_loss=train.loss,
                train_accuracy=train.accuracy,
            )
        )
