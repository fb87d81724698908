"""A disc, and a ring around it."""

from __future__ import annotations

import numpy as np

from playground.data.planar.pattern import ClassPattern, Points, polar

_RADII = ((3.8, 5.2), (0.0, 2.2))


def draw(rng: np.random.Generator, label: int, n: int) -> Points:
    """Class 1: r ≤ 2.2; class 0: 3.8 ≤ r ≤ 5.2, evenly over the area, with r = √(x₁² + x₂²)."""
    inner, outer = _RADII[label]
    radius = np.sqrt(rng.uniform(inner**2, outer**2, n))
    return polar(radius, rng.uniform(0.0, 2 * np.pi, n))


CIRCLE = ClassPattern(name="circle", title="Circle", n_classes=2, draw=draw)
