"""Where the answer changes: contour lines of a map, computed only in the cells that they cross. No Qt.

`contours.contour_segments` looks at every cell; a map that is drawn thirty times a second can't afford that.
Picking out the crossed cells first (a few hundred of 10,000) takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray

Segments = NDArray[np.float64]
"""Shape (2 n, 2): x₁ and x₂ of the two ends of each piece, one after the other."""

_NOTHING: Segments = np.zeros((0, 2))
_AROUND = ((0, 0), (0, 1), (1, 1), (1, 0))
"""The corners of a cell, as (row, column) from its first one."""


def level_segments(
    values: FloatArray,
    levels: float | Sequence[float],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
) -> Segments:
    """Line pieces along which `values`, shape (n_y, n_x), is one of `levels`; values are in the middles of
    cells."""
    found = []
    for level in np.atleast_1d(levels).tolist():
        rows, columns = np.nonzero(_mixed(values >= level))
        corners = np.stack([values[rows + dy, columns + dx] for dy, dx in _AROUND], axis=1)
        found.append((rows, columns, corners.astype(np.float64) - level))
    return _to_plane(_cut_all(found), values.shape, x_range, y_range)


def class_segments(
    outputs: FloatArray, x_range: tuple[float, float], y_range: tuple[float, float]
) -> Segments:
    """Line pieces along which the largest output, of shape (n_y, n_x, n_classes), changes hands."""
    if outputs.shape[2] == 2:
        return level_segments(outputs[:, :, 1] - outputs[:, :, 0], 0.0, x_range, y_range)
    answer = np.ascontiguousarray(outputs.transpose(2, 0, 1)).argmax(axis=0)
    rows, columns = np.nonzero(_mixed(answer))
    if not len(rows):
        return _NOTHING
    corners = np.stack([outputs[rows + dy, columns + dx] for dy, dx in _AROUND], axis=1).astype(np.float64)
    answers = np.stack([answer[rows + dy, columns + dx] for dy, dx in _AROUND], axis=1)
    found = []
    for k in range(outputs.shape[2] - 1):
        here = (answers == k).any(axis=1)
        if here.any():
            # How far class k is ahead of the best of the others: 0 on its border.
            others = np.delete(corners[here], k, axis=2).max(axis=2)
            found.append((rows[here], columns[here], corners[here][:, :, k] - others))
    return _to_plane(_cut_all(found), outputs.shape[:2], x_range, y_range)


def _mixed(labels: NDArray[Any]) -> NDArray[np.bool_]:
    """Cells whose four corners aren't all alike."""
    a, b, c, d = labels[:-1, :-1], labels[:-1, 1:], labels[1:, 1:], labels[1:, :-1]
    return np.asarray((a != b) | (b != c) | (c != d))


_CORNERS = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
_TRIANGLES = np.array([(0, 1, 2), (0, 2, 3)])
_TRIANGLE_CORNERS = _CORNERS[_TRIANGLES]
_Crossed = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Rows and columns of cells, and the heights at their corners."""


def _cut_all(found: list[_Crossed]) -> Segments:
    """The lines through all cells in one go: calls cost more here than numbers."""
    if not sum(len(rows) for rows, _, _ in found):
        return _NOTHING
    rows, columns, heights = (np.concatenate([part[i] for part in found]) for i in range(3))
    return _cut(rows, columns, heights)


def _cut(rows: NDArray[np.int64], columns: NDArray[np.int64], heights: NDArray[np.float64]) -> Segments:
    """Zero line of `heights`, shape (n_cells, 4), in units of cells. Two triangles a cell: no ambiguity."""
    n = len(rows)
    h = heights[:, _TRIANGLES].transpose(1, 0, 2).reshape(2 * n, 3)
    above = h >= 0.0
    n_above = above.sum(axis=1)
    crossed = np.nonzero((n_above > 0) & (n_above < 3) & np.isfinite(h).all(axis=1))[0]
    h, above = h[crossed], above[crossed]
    alone = np.where(n_above[crossed] == 1, above.argmax(axis=1), above.argmin(axis=1))
    which, triangle, cell = np.arange(len(crossed)), crossed // n, crossed % n
    tip, tip_h = _TRIANGLE_CORNERS[triangle, alone], h[which, alone]
    base = np.stack([columns[cell], rows[cell]], axis=1) + tip
    ends = np.empty((len(crossed), 2, 2))
    for end in (0, 1):
        other = (alone + end + 1) % 3
        share = (tip_h / (tip_h - h[which, other]))[:, None]
        ends[:, end] = base + share * (_TRIANGLE_CORNERS[triangle, other] - tip)
    return ends.reshape(-1, 2)


def _to_plane(
    cells: Segments, shape: tuple[int, ...], x_range: tuple[float, float], y_range: tuple[float, float]
) -> Segments:
    n_y, n_x = shape[0], shape[1]
    scale = np.array([(x_range[1] - x_range[0]) / n_x, (y_range[1] - y_range[0]) / n_y])
    return np.asarray((cells + 0.5) * scale + (x_range[0], y_range[0]))
