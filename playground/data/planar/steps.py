"""A staircase: flat, with sudden edges that smooth networks round off."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.planar.pattern import EXTENT, Points, ValueSurface

_N_STEPS = 4


def value(points: Points) -> NDArray[Any]:
    """y = −1, −⅓, ⅓ or 1, one step for each 3 that x₁ grows."""
    step = np.clip(np.floor((points[:, 0] + EXTENT) * _N_STEPS / (2 * EXTENT)), 0, _N_STEPS - 1)
    return 2.0 * step / (_N_STEPS - 1) - 1.0


STEPS = ValueSurface(name="steps", title="Steps", value=value)
