"""Rows of values taken now and then, thinned evenly when there are too many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray, History

CAPACITY = 400


class SampledRows:
    """Rows (one value a layer) sampled at some steps; when full, neighbours merge to mean, low and high."""

    def __init__(self, n_columns: int, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._steps = np.zeros(capacity, np.float64)
        self._epochs = np.zeros(capacity, np.float64)
        self._values = np.zeros((3, capacity, n_columns), np.float32)
        self._n = 0
        self._per_point = 1
        self._open = 0

    def add(self, step: int, epoch: float, row: FloatArray) -> None:
        """Add one row, measured after `step`; of a step that is passed already nothing is added."""
        if self._n and step <= self._steps[self._n - 1]:
            return
        if self._open == 0:
            if self._n == self._capacity:
                self._merge_neighbours()
            self._values[:, self._n] = row
            self._n += 1
        else:
            newest = self._values[:, self._n - 1]
            newest[0] += (row - newest[0]) / (self._open + 1)
            np.minimum(newest[1], row, out=newest[1])
            np.maximum(newest[2], row, out=newest[2])
        self._steps[self._n - 1] = step
        self._epochs[self._n - 1] = epoch
        self._open = (self._open + 1) % self._per_point

    def _merge_neighbours(self) -> None:
        half = self._n // 2
        first, second = self._values[:, 0 : 2 * half : 2], self._values[:, 1 : 2 * half : 2]
        merged = np.stack(
            ((first[0] + second[0]) / 2, np.minimum(first[1], second[1]), np.maximum(first[2], second[2]))
        )
        self._values[:, :half] = merged
        self._steps[:half] = self._steps[1 : 2 * half : 2]
        self._epochs[:half] = self._epochs[1 : 2 * half : 2]
        self._n = half
        self._per_point *= 2

    def truncate(self, step: int) -> None:
        """Forget what came after `step`."""
        self._n = int(np.searchsorted(self._steps[: self._n], step, side="right"))
        self._open = 0

    def state_arrays(self) -> dict[str, NDArray[np.generic]]:
        """What a checkpoint keeps, so that the lines survive the loss of the engine process."""
        n = self._n
        return {
            "steps": self._steps[:n],
            "epochs": self._epochs[:n],
            "values": self._values[:, :n],
            "places": np.array([self._per_point, self._open], np.int64),
        }

    def restore_arrays(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Take over what `state_arrays` gave."""
        n = self._n = len(arrays["steps"])
        self._steps[:n], self._epochs[:n] = arrays["steps"], arrays["epochs"]
        self._values[:, :n] = arrays["values"]
        self._per_point, self._open = arrays["places"].tolist()

    @property
    def newest(self) -> FloatArray | None:
        """The newest row; None before the first."""
        return self._values[0, self._n - 1].copy() if self._n else None

    def __len__(self) -> int:
        return self._n

    def view(self) -> History:
        """The rows so far; fresh read-only arrays."""
        n = self._n
        steps, epochs, values = self._steps[:n].copy(), self._epochs[:n].copy(), self._values[:, :n].copy()
        for array in (steps, epochs, values):
            array.flags.writeable = False
        return History(steps=steps, epochs=epochs, mean=values[0], low=values[1], high=values[2])
