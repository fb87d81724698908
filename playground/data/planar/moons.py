"""Two half moons, each with its end inside the other."""

from __future__ import annotations

import numpy as np

from playground.data.planar.pattern import ClassPattern, Points, polar

_RADIUS = 3.5


def draw(rng: np.random.Generator, label: int, n: int) -> Points:
    """Class 0: (3.5·cos φ − 1.75, 3.5·sin φ − 0.875), 0 ≤ φ ≤ π; class 1: the same turned by 180°."""
    moon = polar(np.full(n, _RADIUS), rng.uniform(0.0, np.pi, n)) - [_RADIUS / 2, _RADIUS / 4]
    return moon if label == 0 else -moon


MOONS = ClassPattern(name="moons", title="Two moons", n_classes=2, draw=draw)
