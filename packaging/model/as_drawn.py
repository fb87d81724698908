"""Drawings as they come from the program's canvas: large, black, anywhere, made ready by its own code."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from training_data import Examples

from playground.canvas.preprocess import SIZE, to_network_input

ENLARGED = 8
"""Canvas pixels for one of the drawing."""
INK = 0.4
"""Grey levels above this become ink: the strokes are then as thick as they were, but with hard edges."""
_EDGE = 8.0
_ROOM = 100
"""Canvas pixels by which a drawing may lie elsewhere."""


def as_drawn(drawings: Examples, rng: np.random.Generator) -> Examples:
    """Redraw every picture on a canvas, and send it the way that a drawing goes to the network."""
    enlarge = _enlarging()
    pictures = np.empty_like(drawings.x)
    side = ENLARGED * SIZE
    for picture, prepared in zip(drawings.x, pictures, strict=True):
        large = enlarge @ picture.reshape(SIZE, SIZE) @ enlarge.T
        canvas = np.zeros((side + _ROOM, side + _ROOM), np.float32)
        top, left = rng.integers(0, _ROOM, 2)
        canvas[top : top + side, left : left + side] = np.clip((large - INK) * _EDGE + 0.5, 0.0, 1.0)
        ready = to_network_input(canvas)
        prepared[:] = 0.0 if ready is None else ready.reshape(-1)
    return Examples(x=pictures, y=drawings.y)


def _enlarging() -> NDArray[np.float32]:
    """Matrix (ENLARGED · SIZE, SIZE) of straight lines between the middles of the pixels."""
    places = (np.arange(ENLARGED * SIZE) + 0.5) / ENLARGED - 0.5
    matrix: NDArray[np.float32] = np.clip(1.0 - np.abs(places[:, None] - np.arange(SIZE)), 0.0, None)
    return matrix.astype(np.float32)
