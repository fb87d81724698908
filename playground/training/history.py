"""The losses of a run: of every batch (thinned), of the newest one by one, and of every evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray, History, Losses
from playground.training.series import ThinnedSeries
from playground.training.unhurried import Unhurried

N_RECENT = 512
MAX_EVALUATIONS = 1024
"""Each checkpoint carries them, so more would make the memory of a long run grow."""
_FOLD = 256
"""So many losses gather in plain lists before some 30 calls of NumPy fold them into the series."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationResult:
    """How well the network of one step does on the test set, and on as many training examples as they are."""

    step: int
    epoch: float
    test_loss: float
    test_accuracy: float
    train_loss: float
    train_accuracy: float


class _Columns(NamedTuple):
    step: NDArray[np.float64]
    epoch: NDArray[np.float64]
    test_loss: FloatArray
    test_accuracy: FloatArray
    train_accuracy: FloatArray


def _as_columns(evaluations: list[EvaluationResult]) -> _Columns:
    columns = _Columns(
        step=np.array([e.step for e in evaluations], np.float64),
        epoch=np.array([e.epoch for e in evaluations], np.float64),
        test_loss=np.array([e.test_loss for e in evaluations], np.float32),
        test_accuracy=np.array([e.test_accuracy for e in evaluations], np.float32),
        train_accuracy=np.array([e.train_accuracy for e in evaluations], np.float32),
    )
    for column in columns:
        column.flags.writeable = False
    return columns


class LossHistory:
    """Everything that the loss view shows, in bounded memory."""

    def __init__(self) -> None:
        self._batches = ThinnedSeries()
        self._pending: list[float] = []
        self._pending_smoothed: list[float] = []
        self._pending_from = (0, 0.0, 0.0)
        """First step of what is pending, and the epochs and the seconds before it."""
        self._epoch = self._seconds = 0.0
        self._recent = np.zeros(N_RECENT, np.float32)
        self._n_seen = 0
        self._last_step = 0
        self.evaluations: list[EvaluationResult] = []
        self._columns: _Columns | None = None
        """The evaluations as arrays, until there is another."""
        self._past: Unhurried[tuple[History, FloatArray, NDArray[np.float64]]] = Unhurried()

    def extend(
        self,
        losses: list[float],
        smoothed: list[float],
        first_step: int,
        epochs: tuple[float, float],
        seconds: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Add the batch losses of the steps from `first_step` on, with their smoothed values. Finite only.

        `epochs` and `seconds` (of training) are those before the first and after the last of these steps.
        """
        if not self._pending:
            self._pending_from = (first_step, epochs[0], seconds[0])
        self._pending += losses
        self._pending_smoothed += smoothed
        self._epoch, self._seconds = epochs[1], seconds[1]
        if len(self._pending) >= _FOLD:
            self._fold()

    def _fold(self) -> None:
        if not self._pending:
            return
        values = np.array(self._pending, np.float64)
        first_step, epoch_before, seconds_before = self._pending_from
        self._batches.extend(
            values,
            np.array(self._pending_smoothed, np.float64),
            first_step,
            (epoch_before, self._epoch),
            (seconds_before, self._seconds),
        )
        newest = values[-N_RECENT:]
        places = (self._n_seen + len(values) - len(newest) + np.arange(len(newest))) % N_RECENT
        self._recent[places] = newest
        self._n_seen += len(values)
        self._last_step = first_step + len(values) - 1
        self._pending.clear()
        self._pending_smoothed.clear()

    def add_evaluation(self, result: EvaluationResult) -> None:
        """Keep one evaluation; beyond the bound, every second of the older half goes."""
        if self.evaluations and self.evaluations[-1].step == result.step:
            self.evaluations.pop()
        self.evaluations.append(result)
        self._columns = None
        if len(self.evaluations) > MAX_EVALUATIONS:
            half = len(self.evaluations) // 2
            self.evaluations = self.evaluations[:half:2] + self.evaluations[half:]

    def truncate(self, step: int) -> None:
        """Forget what came after `step`."""
        self._fold()
        self._batches.truncate(step)
        forgotten = max(0, min(self._last_step - step, self._n_seen))
        self._n_seen -= forgotten
        self._last_step = min(self._last_step, step)
        if forgotten >= N_RECENT:
            self._n_seen = 0
        self.evaluations = [result for result in self.evaluations if result.step <= step]
        self._columns = None
        self._past.forget()

    def recent(self) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Steps and losses of the last few hundred updates, oldest first."""
        self._fold()
        n = min(self._n_seen, N_RECENT)
        places = (self._n_seen - n + np.arange(n)) % N_RECENT
        steps = np.arange(self._last_step - n + 1, self._last_step + 1, dtype=np.float64)
        return steps, self._recent[places]

    def view(self, penalty: float) -> Losses:
        """The value that a snapshot carries."""
        self._fold()
        batch, smoothed, seconds = self._past.get(
            self._last_step, lambda: (*self._batches.view(), self._batches.seconds())
        )
        recent_steps, recent_loss = self.recent()
        if self._columns is None:
            self._columns = _as_columns(self.evaluations)
        return Losses(
            batch=batch,
            smoothed=smoothed,
            recent_steps=recent_steps,
            recent_loss=recent_loss,
            test_steps=self._columns.step,
            test_epochs=self._columns.epoch,
            test_loss=self._columns.test_loss,
            test_accuracy=self._columns.test_accuracy,
            train_accuracy=self._columns.train_accuracy,
            penalty=penalty,
            seconds=seconds,
        )

    def seconds_at(self, step: int) -> float:
        """Time spent training up to `step`."""
        self._fold()
        return self._batches.seconds_at(step)

    def state_arrays(self) -> dict[str, NDArray[np.generic]]:
        """What a checkpoint keeps, so that the curve survives the loss of the engine process."""
        self._fold()
        rows = [
            (e.step, e.epoch, e.test_loss, e.test_accuracy, e.train_loss, e.train_accuracy)
            for e in self.evaluations
        ]
        recent_steps, recent_loss = self.recent()
        return {f"batches.{name}": array for name, array in self._batches.state_arrays().items()} | {
            "evaluations": np.array(rows, np.float64).reshape(-1, 6),
            "recent": np.stack((recent_steps, recent_loss.astype(np.float64))),
        }

    def restore_arrays(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Take over what `state_arrays` gave."""
        self._pending.clear()
        self._pending_smoothed.clear()
        self._columns = None
        self._past.forget()
        prefix = "batches."
        self._batches.restore_arrays(
            {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
        )
        self.evaluations = [
            EvaluationResult(
                step=int(row[0]),
                epoch=row[1],
                test_loss=row[2],
                test_accuracy=row[3],
                train_loss=row[4],
                train_accuracy=row[5],
            )
            for row in arrays["evaluations"].tolist()
        ]
        steps, losses = arrays["recent"]
        self._n_seen = len(losses)
        self._recent[: self._n_seen] = losses
        self._last_step = int(steps[-1]) if self._n_seen else 0
