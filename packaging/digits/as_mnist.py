"""Bring small grey digits (8×8 counts of ink) to the form of MNIST.
28×28, ink in a 20×20 box, centred by mass.

The UCI digits are counts of black pixels in 4×4 blocks of a 32×32 bitmap. `redraw` looks for a smooth
drawing whose block means give those counts again, which brings back sharper strokes than scaling the counts
would.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.float64]

PICTURE = 28
BOX = 20
MASS_CENTRE = 14.5
"""Pixels from the edge: the mean of MNIST, whose middle is that of pixel 14, not the edge between two."""
_FINE = 8
"""Fine pixels for each coarse one while redrawing."""


def cubic_matrix(n_out: int, n_in: int, b: float = 1 / 3, c: float = 1 / 3) -> Pictures:
    """Matrix that scales a row of pixels by the cubic filter of Mitchell and Netravali (1988)."""
    centres = (np.arange(n_out) + 0.5) * n_in / n_out - 0.5
    x = np.abs(centres[:, None] - np.arange(n_in)[None, :])
    near = ((12 - 9 * b - 6 * c) * x**3 + (-18 + 12 * b + 6 * c) * x**2 + 6 - 2 * b) / 6
    far = ((-b - 6 * c) * x**3 + (6 * b + 30 * c) * x**2 + (-12 * b - 48 * c) * x + 8 * b + 24 * c) / 6
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))


def area_matrix(n_out: int, n_in: int, low: float, high: float) -> Pictures:
    """Matrix that averages the pixels from `low` to `high` of a row of `n_in` into `n_out` equal parts."""
    edges = np.linspace(low, high, n_out + 1)
    pixel = np.arange(n_in)
    overlap = np.minimum(edges[1:, None], pixel + 1) - np.maximum(edges[:-1, None], pixel)
    return np.clip(overlap, 0.0, None) * (n_out / (high - low))


def _ink(field: Pictures, steepness: float, threshold: Pictures | float) -> Pictures:
    return 1.0 / (1.0 + np.exp(-steepness * (field - threshold)))


def redraw(coarse: Pictures, n_rounds: int = 25, steepness: float = 14.0) -> Pictures:
    """Find smooth strokes whose block means are `coarse`.

    Each round draws the present estimate finely with soft edges, compares its block means with the data and
    corrects the estimate by the difference (iterative back-projection); the edges get steeper round by
    round. Thick drawings are thinned a little at the end: the UCI writers' strokes are wider, for the size
    of the digit, than MNIST's.

    Parameters
    ----------
    coarse : ndarray, shape (n, 8, 8)
        Share of ink in each block, 0…1.

    Returns
    -------
    ndarray, shape (n, 64, 64)
        Ink, 0…1.
    """
    n, height, width = coarse.shape
    up = cubic_matrix(height * _FINE, height)
    across = cubic_matrix(width * _FINE, width)
    estimate = coarse.copy()
    for k in range(n_rounds):
        drawn = _ink(up @ estimate @ across.T, 4 + (steepness - 4) * k / (n_rounds - 1), 0.5)
        means = drawn.reshape(n, height, _FINE, width, _FINE).mean((2, 4))
        estimate = np.clip(estimate + 0.5 * (coarse - means), -0.6, 1.6)
    thinning = np.clip(1.5 * (coarse.mean((1, 2)) - 0.24), 0.0, 0.2)
    return _ink(up @ estimate @ across.T, steepness, 0.5 + thinning[:, None, None])


def fit_as_mnist(ink: Pictures) -> NDArray[np.uint8]:
    """Crop one drawing to its ink, scale it into 20×20 keeping the aspect, put its centre of mass in the
    middle.

    Scaling is by area average and the place a whole number of pixels, as MNIST's makers did.
    """
    rows = np.flatnonzero((ink > 0.5).any(axis=1))
    columns = np.flatnonzero((ink > 0.5).any(axis=0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    scale = BOX / max(bottom - top, right - left)
    height, width = (max(1, round(scale * side)) for side in (bottom - top, right - left))
    box = (
        area_matrix(height, ink.shape[0], top, bottom) @ ink @ area_matrix(width, ink.shape[1], left, right).T
    )
    mass = box.sum()
    y = box.sum(axis=1) @ (np.arange(height) + 0.5) / mass
    x = box.sum(axis=0) @ (np.arange(width) + 0.5) / mass
    row = int(np.clip(round(MASS_CENTRE - y), 0, PICTURE - height))
    column = int(np.clip(round(MASS_CENTRE - x), 0, PICTURE - width))
    picture = np.zeros((PICTURE, PICTURE), np.uint8)
    picture[row : row + height, column : column + width] = np.rint(255 * np.clip(box, 0.0, 1.0))
    return picture
