"""A wave along x₁; x₂ says nothing, which a network has to find out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.planar.pattern import Points, ValueSurface


def value(points: Points) -> NDArray[Any]:
    """y = sin x₁."""
    return np.sin(points[:, 0])


SINE = ValueSurface(name="sine", title="Sine wave", value=value)
