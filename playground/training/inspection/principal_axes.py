"""The two directions along which points are spread the most, held steady from one picture to the next."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

EXACT_UP_TO = 256
"""With so many numbers a point (or so many points) the covariance (or the Gram matrix) is taken apart whole;
beyond, its leading directions are found by iteration."""
_N_ITERATIONS = 12
_N_COLUMNS = 10


def principal_axes(centred: Matrix, before: Matrix | None) -> tuple[Matrix, float]:
    """Find the first two principal components of centred points.

    Parameters
    ----------
    centred : ndarray, shape (n, d)
        Points with mean 0.
    before : ndarray, shape (d, 2), optional
        The axes of the picture before, whose order and signs are kept.

    Returns
    -------
    axes : ndarray, shape (d, 2)
        Unit vectors at right angles (a zero vector where there is no second dimension).
    explained : float
        Share of the sum of squares along the two, 0…1.
    """
    n, d = centred.shape
    if d <= EXACT_UP_TO:
        axes = np.linalg.eigh(centred.T @ centred)[1][:, :-3:-1]
    elif n <= EXACT_UP_TO:
        axes = centred.T @ np.linalg.eigh(centred @ centred.T)[1][:, :-3:-1]
    else:
        axes = _by_iteration(centred, before)
    if axes.shape[1] < 2:
        axes = np.concatenate((axes, np.zeros((d, 1))), axis=1)
    lengths = np.linalg.norm(axes, axis=0)
    axes = axes / np.where(lengths > 0.0, lengths, 1.0)
    total = float((centred**2).sum())
    inside = float(((centred @ axes) ** 2).sum())
    explained = min(inside / total, 1.0) if total > 0.0 else 1.0
    return steady(axes, before), explained


def _by_iteration(centred: Matrix, before: Matrix | None) -> Matrix:
    """Subspace iteration (Halko, Martinsson & Tropp 2011), starting from the axes of the picture before."""
    columns = np.random.default_rng(0).standard_normal((centred.shape[1], _N_COLUMNS))
    if before is not None and len(before) == len(columns):
        columns[:, :2] = before
    for _ in range(_N_ITERATIONS):
        columns = np.linalg.qr(centred.T @ (centred @ columns))[0]
    seen = centred @ columns
    turn = np.linalg.eigh(seen.T @ seen)[1][:, :-3:-1]
    axes: Matrix = columns @ turn
    return axes


def steady(axes: Matrix, before: Matrix | None) -> Matrix:
    """The same axes in the order and with the signs that are nearest to those before.

    Without any before, the largest entry of each axis is positive.
    """
    if before is None or before.shape != axes.shape:
        peaks = axes[np.abs(axes).argmax(axis=0), np.arange(2)]
        return axes * np.where(peaks < 0.0, -1.0, 1.0)
    alike = axes.T @ before
    if abs(alike[0, 1]) + abs(alike[1, 0]) > abs(alike[0, 0]) + abs(alike[1, 1]):
        axes, alike = axes[:, ::-1], alike[::-1]
    return axes * np.where(alike.diagonal() < 0.0, -1.0, 1.0)
