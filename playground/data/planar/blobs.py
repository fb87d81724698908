"""Clouds: two, three or five normal distributions."""

from __future__ import annotations

from functools import partial

import numpy as np

from playground.data.planar.pattern import ClassPattern, Points, polar

_SPREAD = 0.7


def draw_pair(rng: np.random.Generator, label: int, n: int) -> Points:
    """Class 0 around (−2, −2), class 1 around (2, 2), each with a standard deviation of 1 on both axes."""
    centre = 2.0 if label == 1 else -2.0
    return rng.normal(centre, 1.0, (n, 2))


def draw_around(n_classes: int, rng: np.random.Generator, label: int, n: int) -> Points:
    """Centres at radius 3.8 and at even angles, the first one on top; a standard deviation of 0.7."""
    angle = np.array([np.pi / 2 - 2 * np.pi * label / n_classes])
    return polar(np.array([3.8]), angle) + rng.normal(0.0, _SPREAD, (n, 2))


GAUSSIANS = ClassPattern(name="gaussians", title="Two clouds", n_classes=2, draw=draw_pair)
BLOBS3 = ClassPattern(name="blobs3", title="Three clouds", n_classes=3, draw=partial(draw_around, 3))
BLOBS5 = ClassPattern(name="blobs5", title="Five clouds", n_classes=5, draw=partial(draw_around, 5))
