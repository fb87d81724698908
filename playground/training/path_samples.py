"""Weights at some steps of the run, so that its path can be drawn on any plane."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray

BYTE_BUDGET = 32 * 2**20
MOST_SAMPLES = 200
FEWEST_SAMPLES = 8
_VALUES_A_STRETCH = 500_000


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
        self._products = np.zeros((1, 1))
        """Inner products of the first displacements: computed once for each pair."""

    def __len__(self) -> int:
        return len(self.steps)

    def note(self, step: int, parameters: FloatArray) -> bool:
        """Keep the weights after `step` if enough steps have passed; True if they were kept."""
        if step < self.steps[-1] + self.stride:
            return False
        if len(self.steps) >= self._capacity:
            self.steps = self.steps[::2]
            self.displacements = self.displacements[::2]
            self._products = self._products[::2, ::2].copy()
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
        copy._products = self._products[:n, :n]
        if step > 0:
            copy.steps.append(step)
            copy.displacements.append(parameters - self.origin)
        return copy

    def after(self, step: int) -> PathSamples:
        """The samples of later steps, without their inner products."""
        later = PathSamples(self.origin)
        n = bisect_right(self.steps, step)
        later.steps, later.displacements = self.steps[n:], self.displacements[n:]
        return later

    def halve(self) -> None:
        """Let go of every second sample; later ones come as far apart."""
        self.steps, self.displacements = self.steps[::2], self.displacements[::2]
        self._products = self._products[::2, ::2].copy()
        self.stride *= 2

    def copy(self) -> PathSamples:
        """The same, to be added to separately; the displacements are shared."""
        copy = PathSamples(self.origin)
        copy._capacity, copy.stride = self._capacity, self.stride
        copy.steps, copy.displacements = list(self.steps), list(self.displacements)
        copy._products = self._products
        return copy

    def truncate(self, step: int) -> None:
        """Forget the samples after `step`."""
        n = max(1, sum(kept <= step for kept in self.steps))
        del self.steps[n:], self.displacements[n:]
        self._products = self._products[:n, :n]

    def gram(self) -> Iterator[NDArray[np.float64] | None]:
        """Inner products of all displacements, (n, n); yields None between slices, the result last.

        All new rows at once, one stretch of the parameters after the other: row by row each displacement
        would come from memory once for each of the others, ten times as long. Nothing may be added
        meanwhile: work on the copy of `up_to`, and let the original `learn_products` from it.
        """
        n_known, n = len(self._products), len(self)
        if n_known < n:
            products = np.empty((n, n))
            products[:n_known, :n_known] = self._products
            rows = np.zeros((n - n_known, n))
            for stretch in self.stretches():
                rows += stretch[n_known:] @ stretch.T
                yield None
            products[n_known:], products[:, n_known:] = rows, rows.T
            self._products = products
        yield self._products

    def stretches(self) -> Iterator[FloatArray]:
        """The displacements as rows, (n, some parameters), stretch by stretch of about a millisecond."""
        width = max(1, _VALUES_A_STRETCH // len(self))
        for start in range(0, self.origin.size, width):
            yield np.stack([moved[start : start + width] for moved in self.displacements])

    def learn_products(self, other: PathSamples) -> None:
        """Take over the inner products that `other` has computed of the samples that are still here."""
        rows = {id(moved): row for row, moved in enumerate(other.displacements[: len(other._products)])}
        here = list(takewhile(lambda row: row >= 0, (rows.get(id(d), -1) for d in self.displacements)))
        if len(here) > len(self._products):
            self._products = other._products[np.ix_(here, here)]
