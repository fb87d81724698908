"""How strongly training pictures may be changed, and the ways of bending a picture that follow from it.

A warp says from where in the picture each of its pixels is taken. Turning, scaling and shearing are linear
in the place (u, v), and gentle bending is a sum of slow cosines of it, so a whole pool of warps is one
matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

_BENDS = ((0, 1), (1, 0), (1, 1), (0, 2), (2, 0), (1, 2), (2, 1), (2, 2))
"""Half waves down and across the picture of each cosine that bends it."""

_N_AFFINE = 5
"""Turn, two scales, shear along x, shear along y."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """Limits of the random changes, each drawn evenly between − and + its limit."""

    title: str
    turn: float = 0.0
    """Angle in radians."""
    scale: float = 0.0
    """Share of the size, for height and width alike."""
    stretch: float = 0.0
    """Share by which height and width differ."""
    shear: float = 0.0
    """Slant: pixels across for each pixel up."""
    shift: float = 0.0
    """Pixels, in both directions."""
    bend: float = 0.0
    """Pixels, for each of the slow waves that bend the picture."""
    thickness: float = 0.0
    """Change of the grey level that counts as the edge of a stroke; 0.1 is about a fifth of a pixel."""


AUGMENTATIONS: dict[str, Augmentation] = {
    "off": Augmentation(title="Off"),
    "light": Augmentation(
        title="Light", turn=0.12, scale=0.06, stretch=0.04, shear=0.1, shift=1.0, bend=0.1, thickness=0.1
    ),
    "normal": Augmentation(
        title="Normal", turn=0.25, scale=0.15, stretch=0.1, shear=0.25, shift=1.5, bend=0.3, thickness=0.25
    ),
    "strong": Augmentation(
        title="Strong", turn=0.3, scale=0.18, stretch=0.12, shear=0.3, shift=2.0, bend=0.5, thickness=0.33
    ),
}
"""Name in `DataConfig.augmentation` → limits."""


def even_points(n: int, n_dimensions: int) -> NDArray[np.float64]:
    """Points that cover the cube [−1, 1]^d, the same at every call.

    A Latin hypercube (McKay, Beckman and Conover 1979): along each axis one point lies in each of n equal
    parts, in a shuffled order. The order comes from raw bits, which are the same in every version of NumPy.
    """
    bits = np.random.PCG64(2024).random_raw(n * n_dimensions).reshape(n_dimensions, n)
    parts = np.argsort(bits, axis=1).T
    points: NDArray[np.float64] = 2.0 * (parts + 0.5) / n - 1.0
    return points


def make_warps(n: int, limits: Augmentation, height: int, width: int) -> tuple[FloatArray, FloatArray]:
    """Make n warps that cover the possible changes evenly. Shifts aren't in them.

    Returns
    -------
    rows, columns : ndarray, shape (n, height · width)
        Where in the picture, in pixels, each pixel is taken from; may lie outside.
    """
    y, x = np.mgrid[0:height, 0:width]
    v = (y.ravel() - (height - 1) / 2) / (height / 2)
    u = (x.ravel() - (width - 1) / 2) / (width / 2)
    waves = [np.cos(np.pi * k * (v + 1) / 2) * np.cos(np.pi * m * (u + 1) / 2) for k, m in _BENDS]
    basis = np.stack([v * height / 2, u * width / 2, *waves]).astype(np.float32)

    points = even_points(n, _N_AFFINE + 2 * len(_BENDS))
    linear = _linear_parts(points[:, :_N_AFFINE], limits)
    bends = (limits.bend * points[:, _N_AFFINE:]).reshape(n, 2, len(_BENDS))
    coefficients = np.concatenate([linear, bends], axis=2).astype(np.float32)
    rows = coefficients[:, 0] @ basis + np.float32((height - 1) / 2)
    columns = coefficients[:, 1] @ basis + np.float32((width - 1) / 2)
    return rows, columns


def _linear_parts(points: NDArray[np.float64], limits: Augmentation) -> NDArray[np.float64]:
    """The 2×2 matrices (row, column) ← (row, column): slant, then scale, then turn."""
    turn = limits.turn * points[:, 0]
    scale_y = np.exp(limits.scale * points[:, 1] + limits.stretch * points[:, 2])
    scale_x = np.exp(limits.scale * points[:, 1] - limits.stretch * points[:, 2])
    shear, tilt = limits.shear * points[:, 3], 0.3 * limits.shear * points[:, 4]
    cosine, sine = np.cos(turn), np.sin(turn)
    turning = np.stack([np.stack([cosine, -sine], 1), np.stack([sine, cosine], 1)], 1)
    one = np.ones_like(turn)
    slanting = np.stack([np.stack([one, tilt], 1), np.stack([shear, one], 1)], 1)
    scaling = np.stack([scale_y, scale_x], 1)[:, :, None]
    result: NDArray[np.float64] = (scaling * slanting) @ turning
    return result
