"""Four squares; those across from each other belong together."""

from __future__ import annotations

import numpy as np

from playground.data.planar.pattern import ClassPattern, Points

_GAP, _EDGE = 0.3, 5.0


def draw(rng: np.random.Generator, label: int, n: int) -> Points:
    """Class 1: x₁·x₂ > 0, class 0: x₁·x₂ < 0, with 0.3 ≤ |x₁|, |x₂| ≤ 5."""
    points = rng.uniform(_GAP, _EDGE, (n, 2))
    signs = rng.choice([-1.0, 1.0], n)
    points[:, 0] *= signs
    points[:, 1] *= signs if label == 1 else -signs
    return points


XOR = ClassPattern(name="xor", title="Exclusive or", n_classes=2, draw=draw)
