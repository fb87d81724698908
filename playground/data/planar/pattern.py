"""What a generated set of the plane is: a pattern of classes, or a surface of values over the plane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Shape (n, 2): x₁ and x₂."""

EXTENT = 6.0
"""The generated sets lie in about −6 … 6 on both axes."""
NOISE_UNIT = 2.5
"""Noise 1 moves a point by a standard deviation of this, about half the radius of the patterns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPattern:
    """Classes that lie on the plane in a certain way."""

    name: str
    title: str
    n_classes: int
    draw: Callable[[np.random.Generator, int, int], Points]
    """(rng, class, n) → n points of that class, without noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSurface:
    """A value at each point of the plane, in about −1 … 1."""

    name: str
    title: str
    value: Callable[[Points], NDArray[Any]]
    """Points (n, 2) → values (n,)."""


def polar(radius: NDArray[Any], angle: NDArray[Any]) -> Points:
    """Points at these radii and angles."""
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
