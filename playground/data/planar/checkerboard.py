"""The fields of a board, dark and light."""

from __future__ import annotations

import numpy as np

from playground.data.planar.pattern import ClassPattern, Points

_N_FIELDS, _FIELD, _GAP = 4, 2.6, 0.1


def draw(rng: np.random.Generator, label: int, n: int) -> Points:
    """4×4 fields of 2.6: class (i + j) mod 2 in column i and row j, 0.1 away from the edges of each."""
    column = rng.integers(0, _N_FIELDS, n)
    row = 2 * rng.integers(0, _N_FIELDS // 2, n) + (column + label) % 2
    corner = _FIELD * (np.stack([column, row], axis=1) - _N_FIELDS / 2)
    return corner + rng.uniform(_GAP, _FIELD - _GAP, (n, 2))


CHECKERBOARD = ClassPattern(name="checkerboard", title="Checkerboard", n_classes=2, draw=draw)
