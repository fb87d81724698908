"""A tilted plane: what a network without a hidden layer can learn."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from playground.data.planar.pattern import EXTENT, Points, ValueSurface


def value(points: Points) -> NDArray[Any]:
    """y = (x₁ + x₂) / 12, from −1 in one corner to 1 in the other."""
    return (points[:, 0] + points[:, 1]) / (2 * EXTENT)


TILTED_PLANE = ValueSurface(name="tilted_plane", title="Tilted plane", value=value)
