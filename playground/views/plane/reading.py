"""What the network says at points of the plane, read from its map. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import FloatArray, PlaneMaps

Points = NDArray[np.float64]


def outputs_at(maps: PlaneMaps, points: Points) -> FloatArray:
    """Outputs (n, n_outputs) at points (n, 2), bilinear between the middles of the cells."""
    n_y, n_x = maps.outputs.shape[:2]
    column, x_share = _place(points[:, 0], maps.x_range, n_x)
    row, y_share = _place(points[:, 1], maps.y_range, n_y)
    right, above = np.minimum(column + 1, n_x - 1), np.minimum(row + 1, n_y - 1)
    x_share, y_share = x_share[:, None], y_share[:, None]
    lower = maps.outputs[row, column] * (1 - x_share) + maps.outputs[row, right] * x_share
    upper = maps.outputs[above, column] * (1 - x_share) + maps.outputs[above, right] * x_share
    return np.asarray(lower * (1 - y_share) + upper * y_share, np.float32)


def _place(
    values: NDArray[np.float64], low_high: tuple[float, float], n: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    position = (values - low_high[0]) / (low_high[1] - low_high[0] or 1.0) * n - 0.5
    position = np.clip(position, 0.0, n - 1.0)
    index = position.astype(np.int64)
    return index, (position - index).astype(np.float32)


def is_regression(maps: PlaneMaps) -> bool:
    """Whether the map is one of values, not of class probabilities."""
    return bool(maps.outputs.shape[2] == 1)


def lead(outputs: FloatArray) -> FloatArray:
    """How far the first class is ahead of the second, as the difference of their scores: ln(p₁/p₂), ≥ 0.

    The network's scores before softmax differ by just this, whatever it adds to all of them.
    """
    two = np.partition(outputs, -2, axis=-1)[..., -2:]
    return np.asarray(np.log(np.maximum(two[..., 1], 1e-9) / np.maximum(two[..., 0], 1e-9)), np.float32)


def log_odds(outputs: FloatArray) -> FloatArray:
    """Of two classes: ln(p₁/p₀), the difference of the network's two scores."""
    clipped = np.maximum(outputs, np.float32(1e-9))
    return np.asarray(np.log(clipped[..., 1] / clipped[..., 0]), np.float32)


def cells_of(maps: PlaneMaps) -> tuple[NDArray[np.floating], ...]:
    """x₁ and x₂ of the middle of every cell, and a column for each output."""
    n_y, n_x, n_outputs = maps.outputs.shape
    xs, ys = (
        low + (np.arange(n) + 0.5) * (high - low) / n
        for (low, high), n in ((maps.x_range, n_x), (maps.y_range, n_y))
    )
    x_grid, y_grid = np.meshgrid(xs, ys)
    outputs = (maps.outputs[:, :, k].ravel() for k in range(n_outputs))
    return (x_grid.ravel(), y_grid.ravel(), *outputs)
