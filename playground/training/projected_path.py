"""The path of training on one plane: coordinates only, so denser than the samples of weights."""

from __future__ import annotations

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
        """Steps and points, the present one last; it is kept if far enough from the one before."""
        if not self._steps or step >= self._steps[-1] + self._stride:
            self._steps.append(step)
            self._points.append(now)
            self._thin()
        is_last = self._steps[-1] == step
        steps = np.array(self._steps if is_last else [*self._steps, step], np.float64)
        points = np.array(self._points if is_last else [*self._points, now], np.float32)
        if is_last:
            points[-1] = now
        steps.flags.writeable = points.flags.writeable = False
        return steps, points
