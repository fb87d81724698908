"""The path of training on one plane: coordinates only, so denser than the samples of weights."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray
from playground.training.plane import Plane

MOST_POINTS = 400


class ProjectedPath:
    """Points of the path, oldest first, evenly thinned when there are too many."""

    def __init__(self) -> None:
        self._plane: Plane | None = None
        self._steps: list[int] = []
        self._points: list[tuple[float, float]] = []
        self._stride = 1

    def begin(self, plane: Plane, steps: Sequence[int], coordinates: NDArray[np.float64]) -> None:
        """Take over the projections of the stored samples; on the same plane the denser path is kept."""
        if plane is self._plane:
            return
        self._plane = plane
        self._steps = list(steps)
        self._points = [(float(alpha), float(beta)) for alpha, beta in coordinates]
        self._stride = max((self._steps[-1] - self._steps[0]) // max(len(self._steps) - 1, 1), 1)
        self._thin()

    def truncate(self, step: int) -> None:
        """Forget what came after `step`."""
        n = sum(kept <= step for kept in self._steps)
        del self._steps[n:], self._points[n:]

    def _thin(self) -> None:
        while len(self._steps) > MOST_POINTS:
            self._steps = self._steps[::2]
            self._points = self._points[::2]
            self._stride *= 2

    def with_now(self, step: int, now: tuple[float, float]) -> tuple[NDArray[np.float64], FloatArray]:
        """Steps and points, the present one last; it is kept if far enough from the one before.

        For a moment of the past the path ends there.
        """
        n = bisect_left(self._steps, step)
        if n < len(self._steps):
            return _arrays([*self._steps[:n], step], [*self._points[:n], now])
        if not self._steps or step >= self._steps[-1] + self._stride:
            self._steps.append(step)
            self._points.append(now)
            self._thin()
        if self._steps[-1] == step:
            return _arrays(self._steps, self._points)
        return _arrays([*self._steps, step], [*self._points, now])


def _arrays(steps: list[int], points: list[tuple[float, float]]) -> tuple[NDArray[np.float64], FloatArray]:
    path_steps, path = np.array(steps, np.float64), np.array(points, np.float32)
    path_steps.flags.writeable = path.flags.writeable = False
    return path_steps, path
