"""Contour lines and smooth enlargement of a small grid. No Qt.

pyqtgraph's own contour function walks the cells in Python; this one treats all cells of a level at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float64]


def contour_segments(xs: Grid, ys: Grid, values: Grid, level: float) -> tuple[Grid, Grid]:
    """Line pieces along which `values` (shape (n_y, n_x)) is `level`.

    Each cell is cut into two triangles, in which a level crosses either no edge or two: there is no
    ambiguous case as in marching squares. Cells with values that are not numbers are left out.

    Returns
    -------
    x, y : ndarray, shape (2 n,)
        Points 2k and 2k + 1 are the ends of piece k.
    """
    x_grid, y_grid = np.meshgrid(xs, ys)
    corner = np.stack((x_grid, y_grid, values), axis=-1)
    a, b = corner[:-1, :-1].reshape(-1, 3), corner[:-1, 1:].reshape(-1, 3)
    c, d = corner[1:, :-1].reshape(-1, 3), corner[1:, 1:].reshape(-1, 3)
    triangles = np.concatenate((np.stack((a, b, d), axis=1), np.stack((a, d, c), axis=1)))
    heights = triangles[:, :, 2]
    crossed = (
        np.isfinite(heights).all(axis=1) & (heights.min(axis=1) < level) & (heights.max(axis=1) >= level)
    )
    triangles = triangles[crossed]
    if not len(triangles):
        return np.zeros(0), np.zeros(0)
    above = triangles[:, :, 2] >= level
    # The corner that stands alone on its side: the level crosses the two edges that meet there.
    alone_above = above.sum(axis=1) == 1
    alone = np.where(alone_above, above.argmax(axis=1), above.argmin(axis=1))
    rows = np.arange(len(triangles))
    tip = triangles[rows, alone]
    ends = []
    for offset in (1, 2):
        other = triangles[rows, (alone + offset) % 3]
        share = ((level - tip[:, 2]) / (other[:, 2] - tip[:, 2]))[:, None]
        ends.append(tip[:, :2] + share * (other[:, :2] - tip[:, :2]))
    points = np.stack(ends, axis=1).reshape(-1, 2)
    return points[:, 0], points[:, 1]


def interpolation_matrix(n_in: int, n_out: int) -> Grid:
    """Rows that take `n_in` equally spaced values to `n_out` over the same interval (Catmull and Rom 1974).

    The curve goes through every given value, so that an enlarged grid shows the computed losses where they
    were computed.
    """
    position = np.linspace(0.0, n_in - 1.0, n_out)
    left = np.clip(np.floor(position).astype(int), 0, max(0, n_in - 2))
    t = position - left
    weights = (
        (-t + 2 * t**2 - t**3) / 2,
        (2 - 5 * t**2 + 3 * t**3) / 2,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (-(t**2) + t**3) / 2,
    )
    matrix = np.zeros((n_out, n_in))
    rows = np.arange(n_out)
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        np.add.at(matrix, (rows, np.clip(left + offset, 0, n_in - 1)), weight)
    return matrix


def enlarge(values: Grid, n_y: int, n_x: int) -> Grid:
    """A grid brought to shape (n_y, n_x); NaN wherever a value that is not a number takes part."""
    good = np.isfinite(values)
    filled = np.where(good, values, values[good].max() if good.any() else 0.0)
    by_y, by_x = interpolation_matrix(values.shape[0], n_y), interpolation_matrix(values.shape[1], n_x)
    out = by_y @ filled @ by_x.T
    if not good.all():
        touched = _linear_matrix(values.shape[0], n_y) @ (~good) @ _linear_matrix(values.shape[1], n_x).T
        out[touched > 1e-9] = np.nan
    return np.asarray(out)


def _linear_matrix(n_in: int, n_out: int) -> Grid:
    position = np.linspace(0.0, n_in - 1.0, n_out)
    left = np.clip(np.floor(position).astype(int), 0, max(0, n_in - 2))
    matrix = np.zeros((n_out, n_in))
    rows = np.arange(n_out)
    matrix[rows, left] = 1.0 - (position - left)
    matrix[rows, np.minimum(left + 1, n_in - 1)] += position - left
    return matrix
