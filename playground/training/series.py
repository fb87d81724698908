"""A series over steps that never grows beyond a bound and never loses an extreme."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray, History

CAPACITY = 1024
_FEW = 48
"""So many values are faster one by one than by NumPy: 10 µs instead of 100 for the dozen of a frame."""


class ThinnedSeries:
    """Mean, smallest and largest of every `stride` values; when full, neighbours merge.

    Values come in blocks (one a chunk of steps), so that a value costs some nanoseconds.

    Parameters
    ----------
    capacity : int
        Most points kept; even.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._steps = np.zeros(capacity, np.float64)
        self._epochs = np.zeros(capacity, np.float64)
        self._seconds = np.zeros(capacity, np.float64)
        self._values = np.zeros((4, capacity), np.float32)  # mean, low, high, companion
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self._n = 0
        self.stride = 1
        self._open_count = 0
        self._open_sum = 0.0
        self._open_low = np.inf
        self._open_high = -np.inf
        self._last: tuple[float, ...] = (0.0,) * 4  # step, epoch, companion, seconds of the newest value

    def extend(
        self,
        values: NDArray[np.floating],
        companion: NDArray[np.floating],
        first_step: int,
        epochs: tuple[float, float],
        seconds: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        """Add one value a step, for the steps from `first_step` on.

        Parameters
        ----------
        values, companion : ndarray, shape (n,)
            The values, and a second value of which the last of each bin is kept (the smoothed series).
        first_step : int
            The step of `values[0]`.
        epochs, seconds : tuple of float
            Epochs, and time spent training, before the first and after the last of these steps; between them
            time is even.
        """
        n = len(values)
        epoch_line, second_line = _line(epochs, n), _line(seconds, n)
        if n <= _FEW:
            self._extend_by_few(values.tolist(), companion.tolist(), first_step, epoch_line, second_line)
            return
        position = 0
        while position < n:
            count = min(self.stride - self._open_count, n - position)
            whole = 0 if self._open_count or count < self.stride else (n - position) // self.stride
            if whole > 1:
                whole = min(whole, self._capacity - self._n)
                self._add_whole_bins(values, companion, position, whole, first_step, epoch_line, second_line)
                position += whole * self.stride
            else:
                part = values[position : position + count]
                position += count
                self._open_count += count
                self._open_sum += float(part.sum(dtype=np.float64))
                self._open_low = min(self._open_low, float(part.min()))
                self._open_high = max(self._open_high, float(part.max()))
                step = first_step + position - 1
                self._last = (
                    float(step),
                    epoch_line[0] + epoch_line[1] * position,
                    float(companion[position - 1]),
                    second_line[0] + second_line[1] * position,
                )
                if self._open_count == self.stride:
                    self._close_bin()
            if self._n == self._capacity:
                self._merge_neighbours()

    def _extend_by_few(
        self,
        values: list[float],
        companion: list[float],
        first_step: int,
        epoch_line: tuple[float, float],
        second_line: tuple[float, float],
    ) -> None:
        for i, (value, other) in enumerate(zip(values, companion, strict=True)):
            self._open_count += 1
            self._open_sum += value
            self._open_low = min(self._open_low, value)
            self._open_high = max(self._open_high, value)
            if self._open_count == self.stride or i + 1 == len(values):
                self._last = (
                    float(first_step + i),
                    epoch_line[0] + epoch_line[1] * (i + 1),
                    other,
                    second_line[0] + second_line[1] * (i + 1),
                )
            if self._open_count == self.stride:
                self._close_bin()
            if self._n == self._capacity:
                self._merge_neighbours()

    def _add_whole_bins(
        self,
        values: NDArray[np.floating],
        companion: NDArray[np.floating],
        position: int,
        whole: int,
        first_step: int,
        epoch_line: tuple[float, float],
        second_line: tuple[float, float],
    ) -> None:
        stride = self.stride
        block = values[position : position + whole * stride].reshape(whole, stride)
        ends = position + stride * np.arange(1, whole + 1)
        new = slice(self._n, self._n + whole)
        self._steps[new] = first_step + ends - 1
        self._epochs[new] = epoch_line[0] + epoch_line[1] * ends
        self._seconds[new] = second_line[0] + second_line[1] * ends
        self._values[0, new] = block.mean(axis=1, dtype=np.float64)
        self._values[1, new] = block.min(axis=1)
        self._values[2, new] = block.max(axis=1)
        self._values[3, new] = companion[ends - 1]
        self._n += whole
        self._last = (
            float(self._steps[self._n - 1]),
            float(self._epochs[self._n - 1]),
            float(companion[ends[-1] - 1]),
            float(self._seconds[self._n - 1]),
        )

    def _close_bin(self) -> None:
        i = self._n
        self._steps[i], self._epochs[i], _, self._seconds[i] = self._last
        mean = self._open_sum / self._open_count
        self._values[:, i] = (mean, self._open_low, self._open_high, self._last[2])
        self._n += 1
        self._reset_open()

    def _reset_open(self) -> None:
        self._open_count = 0
        self._open_sum = 0.0
        self._open_low, self._open_high = np.inf, -np.inf

    def _merge_neighbours(self) -> None:
        half = self._n // 2
        first, second = self._values[:, 0 : 2 * half : 2], self._values[:, 1 : 2 * half : 2]
        merged = np.stack(
            (
                (first[0] + second[0]) / 2,
                np.minimum(first[1], second[1]),
                np.maximum(first[2], second[2]),
                second[3],
            )
        )
        self._values[:, :half] = merged
        self._steps[:half] = self._steps[1 : 2 * half : 2]
        self._epochs[:half] = self._epochs[1 : 2 * half : 2]
        self._seconds[:half] = self._seconds[1 : 2 * half : 2]
        self._n = half
        self.stride *= 2

    def truncate(self, step: int) -> None:
        """Forget what came after `step` (whole bins: the bin that `step` is inside goes as well)."""
        n = self._n = int(np.searchsorted(self._steps[: self._n], step, side="right"))
        self._reset_open()
        newest = (self._steps, self._epochs, self._values[3], self._seconds)
        self._last = tuple(float(column[n - 1]) for column in newest) if n else (0.0,) * 4

    def __len__(self) -> int:
        return self._n + (self._open_count > 0)

    def view(self) -> tuple[History, FloatArray]:
        """The series so far, and the companion value at its points; fresh read-only arrays."""
        n = self._n
        steps, epochs, values = self._steps[:n], self._epochs[:n], self._values[:, :n]
        if self._open_count:
            mean = self._open_sum / self._open_count
            steps = np.append(steps, self._last[0])
            epochs = np.append(epochs, self._last[1])
            last = np.array([[mean], [self._open_low], [self._open_high], [self._last[2]]], np.float32)
            values = np.concatenate((values, last), axis=1)
        else:
            steps, epochs, values = steps.copy(), epochs.copy(), values.copy()
        for array in (steps, epochs, values):
            array.flags.writeable = False
        history = History(steps=steps, epochs=epochs, mean=values[0], low=values[1], high=values[2])
        return history, values[3]

    def seconds(self) -> NDArray[np.float64]:
        """Time spent training at each point of `view`; a fresh read-only array."""
        seconds = self._seconds[: self._n]
        seconds = np.append(seconds, self._last[3]) if self._open_count else seconds.copy()
        seconds.flags.writeable = False
        return seconds

    def seconds_at(self, step: int) -> float:
        """Time spent training up to `step`, as well as the thinned series knows."""
        if not self._n and not self._open_count:
            return 0.0
        steps = np.append(self._steps[: self._n], self._last[0])
        return float(np.interp(step, steps, np.append(self._seconds[: self._n], self._last[3])))

    def state_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything needed to go on exactly as if never stopped."""
        n = self._n
        open_bin = [
            self._open_count,
            self._open_sum,
            self._open_low,
            self._open_high,
            *self._last[:3],
            self.stride,
            self._last[3],
        ]
        return {
            "steps": self._steps[:n].copy(),
            "epochs": self._epochs[:n].copy(),
            "seconds": self._seconds[:n].copy(),
            "values": self._values[:, :n].copy(),
            "open": np.array(open_bin, np.float64),
        }

    def restore_arrays(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Take over what `state_arrays` gave."""
        self._n = len(arrays["steps"])
        self._steps[: self._n] = arrays["steps"]
        self._epochs[: self._n] = arrays["epochs"]
        self._seconds[: self._n] = arrays["seconds"]
        self._values[:, : self._n] = arrays["values"]
        count, total, low, high, step, epoch, companion, stride, seconds = (float(v) for v in arrays["open"])
        self._open_count, self._open_sum = int(count), total
        self._open_low, self._open_high = low, high
        self._last = (step, epoch, companion, seconds)
        self.stride = int(stride)


def _line(ends: tuple[float, float], n: int) -> tuple[float, float]:
    """Value before the first of n steps, and how much each adds."""
    return ends[0], (ends[1] - ends[0]) / max(n, 1)
