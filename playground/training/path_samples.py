"""Weights at some steps of the run, so that its path can be drawn on any plane."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray

BYTE_BUDGET = 32 * 2**20
MOST_SAMPLES = 400
FEWEST_SAMPLES = 8


class PathSamples:
    """Displacements θ − θ₀ at evenly spread steps, in bounded memory; when full, every second goes.

    Parameters
    ----------
    origin : ndarray
        θ₀, the weights at the start of the run; its displacement, zero, is the first sample.
    """

    def __init__(self, origin: FloatArray, byte_budget: int = BYTE_BUDGET) -> None:
        self.origin = origin
        self._capacity = int(np.clip(byte_budget // max(origin.nbytes, 1), FEWEST_SAMPLES, MOST_SAMPLES))
        self.stride = 1
        self.steps: list[int] = [0]
        self.displacements: list[FloatArray] = [np.zeros_like(origin)]

    def __len__(self) -> int:
        return len(self.steps)

    def note(self, step: int, parameters: FloatArray) -> bool:
        """Keep the weights after `step` if enough steps have passed; True if they were kept."""
        if step < self.steps[-1] + self.stride:
            return False
        if len(self.steps) >= self._capacity:
            self.steps = self.steps[::2]
            self.displacements = self.displacements[::2]
            spread = self.steps[-1] - self.steps[0]
            self.stride = max(2 * self.stride, spread // (len(self.steps) - 1))
            if step < self.steps[-1] + self.stride:
                return False
        self.steps.append(step)
        self.displacements.append(parameters - self.origin)
        return True

    def up_to(self, step: int, parameters: FloatArray) -> PathSamples:
        """The samples so far and the weights of `step`, for work that goes on while this is added to."""
        copy = PathSamples(self.origin)
        n = sum(kept < step for kept in self.steps) or 1
        copy.steps = self.steps[:n]
        copy.displacements = self.displacements[:n]
        if step > 0:
            copy.steps.append(step)
            copy.displacements.append(parameters - self.origin)
        return copy

    def truncate(self, step: int) -> None:
        """Forget the samples after `step`."""
        n = max(1, sum(kept <= step for kept in self.steps))
        del self.steps[n:], self.displacements[n:]

    def gram(self) -> Iterator[NDArray[np.float64] | None]:
        """Inner products of all displacements, (n, n); yields None between slices, the result last."""
        rows = list(self.displacements)
        n = len(rows)
        products = np.zeros((n, n))
        since = 0
        for i in range(n):
            for j in range(i + 1):
                products[i, j] = products[j, i] = float(np.dot(rows[i], rows[j]))
                since += rows[i].size
                if since > 4_000_000:
                    since = 0
                    yield None
        yield products
