"""A hill in the middle of a plain."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.planar.pattern import Points, ValueSurface


def value(points: Points) -> NDArray[Any]:
    """y = 2·exp(−(x₁² + x₂²) / 8) − 1, from 1 at the top to −1 far away."""
    squared_radius: NDArray[Any] = np.sum(points**2, axis=1)
    return 2.0 * np.exp(-squared_radius / 8.0) - 1.0


BUMP = ValueSurface(name="bump", title="Bump", value=value)
