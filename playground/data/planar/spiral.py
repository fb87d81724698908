"""Arms that wind around each other: two or three."""

from __future__ import annotations

from functools import partial

import numpy as np

from playground.data.planar.pattern import ClassPattern, Points, polar

_RADIUS = 5.2


def draw(n_arms: int, n_turns: float, rng: np.random.Generator, label: int, n: int) -> Points:
    """r = 5.2·t and φ = 2π·(turns·t + label / arms), for t evenly in 0.05 … 1."""
    t = rng.uniform(0.05, 1.0, n)
    return polar(_RADIUS * t, 2 * np.pi * (n_turns * t + label / n_arms))


SPIRAL = ClassPattern(name="spiral", title="Spiral", n_classes=2, draw=partial(draw, 2, 1.75))
SPIRAL3 = ClassPattern(name="spiral3", title="Three-arm spiral", n_classes=3, draw=partial(draw, 3, 1.0))
