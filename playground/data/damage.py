"""Pictures damaged by a known amount: noise, rotation, thickness, shift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.errors import DataError

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A kind of damage, and how much of it is tried."""

    title: str
    unit: str
    """What its strength is measured in."""
    strengths: tuple[float, ...]
    """From the least to the most; one of them is 0, which leaves a picture as it is."""


DAMAGES: dict[str, Damage] = {
    "noise": Damage(
        title="Noise",
        unit="standard deviation, in grey levels 0…1",
        strengths=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0),
    ),
    "rotation": Damage(
        title="Rotation", unit="degrees, to either side", strengths=(0, 10, 20, 30, 40, 50, 60, 75, 90)
    ),
    "thickness": Damage(
        title="Thickness",
        unit="pixels that a stroke's edge moves outwards",
        strengths=(-1.5, -1.0, -0.75, -0.5, -0.25, 0.0, 0.5, 1.0, 1.5),
    ),
    "shift": Damage(title="Shift", unit="pixels, in any direction", strengths=(0, 1, 2, 3, 4, 5, 6, 8, 10)),
}
"""Key of `damaged` → what it is."""


def damaged(
    images: FloatArray,
    kind: str,
    strength: float,
    rng: np.random.Generator,
    image_shape: tuple[int, int] = (28, 28),
) -> FloatArray:
    """Damage pictures by a given strength.

    Parameters
    ----------
    images : ndarray
        Grey levels in 0…1, one picture or many, flat or not.
    kind : str
        A key of `DAMAGES`, which says what the strength is measured in.
    strength : float
        0 leaves the pictures as they are.
    rng : Generator
        Draws the noise, the sense of each rotation, the direction of each shift; the same generator state
        gives the same damage, alike in direction for every strength.
    image_shape : (height, width)

    Returns
    -------
    ndarray
        Shaped as `images`, float32, fresh, levels cut to 0…1.

    Raises
    ------
    DataError
        If there is no such kind of damage.
    """
    if kind not in _DO:
        raise DataError(f"There is no damage called “{kind}”. Choose one of: {', '.join(_DO)}.")
    pictures = np.array(images, np.float32).reshape(-1, *image_shape)
    if strength:
        pictures = np.clip(_DO[kind](pictures, float(strength), rng), 0.0, 1.0)
    return pictures.astype(np.float32, copy=False).reshape(images.shape)


def _add_noise(pictures: FloatArray, strength: float, rng: np.random.Generator) -> FloatArray:
    noise = rng.standard_normal(pictures.shape, np.float32)
    return pictures + np.float32(strength) * noise


def _rotate(pictures: FloatArray, degrees: float, rng: np.random.Generator) -> FloatArray:
    """Turn each picture about its middle, half of them to the left."""
    angle = np.where(rng.random(len(pictures)) < 0.5, -1.0, 1.0)[:, None, None] * np.deg2rad(degrees)
    height, width = pictures.shape[1:]
    v, u = np.mgrid[0:height, 0:width] - np.array([height - 1, width - 1]).reshape(2, 1, 1) / 2
    rows = np.cos(angle) * v + np.sin(angle) * u + (height - 1) / 2
    columns = np.cos(angle) * u - np.sin(angle) * v + (width - 1) / 2
    return _sample(pictures, rows, columns)


def _shift(pictures: FloatArray, pixels: float, rng: np.random.Generator) -> FloatArray:
    angle = 2.0 * np.pi * rng.random(len(pictures))[:, None, None]
    v, u = np.mgrid[0 : pictures.shape[1], 0 : pictures.shape[2]]
    return _sample(pictures, v - pixels * np.sin(angle), u - pixels * np.cos(angle))


def _sample(pictures: FloatArray, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> FloatArray:
    """Take each pixel from a place between pixels, in proportion to its nearness to them; 0 outside."""
    n, height, width = pictures.shape
    framed = np.zeros((n, height + 2, width + 2), np.float32)
    framed[:, 1:-1, 1:-1] = pictures
    rows, columns = np.clip(rows + 1, 0, height + 1), np.clip(columns + 1, 0, width + 1)
    top, left = np.minimum(rows.astype(np.intp), height), np.minimum(columns.astype(np.intp), width)
    down, right = (rows - top).astype(np.float32), (columns - left).astype(np.float32)
    corner = np.arange(n)[:, None, None] * framed[0].size + top * (width + 2) + left
    flat = framed.reshape(-1)
    upper = flat[corner] * (1 - right) + flat[corner + 1] * right
    lower = flat[corner + width + 2] * (1 - right) + flat[corner + width + 3] * right
    sampled: FloatArray = upper * (1 - down) + lower * down
    return sampled


def _thicken(pictures: FloatArray, pixels: float, rng: np.random.Generator) -> FloatArray:
    """Move the edges of strokes outwards, or inwards where `pixels` is negative.

    Each whole pixel is one grey dilation (or erosion) by a round neighbourhood, a part of one the mean of
    before and after in that proportion.
    """
    left = abs(pixels)
    while left > 0.0:
        share = np.float32(min(left, 1.0))
        pictures = (1 - share) * pictures + share * _grown(pictures, outwards=pixels > 0.0)
        left -= 1.0
    return pictures


def _grown(pictures: FloatArray, outwards: bool) -> FloatArray:
    choose = np.maximum if outwards else np.minimum
    _, height, width = pictures.shape
    framed = np.zeros((len(pictures), height + 2, width + 2), np.float32)
    framed[:, 1:-1, 1:-1] = pictures
    grown = pictures
    for down, right in ((0, 1), (2, 1), (1, 0), (1, 2)):
        grown = choose(grown, framed[:, down : down + height, right : right + width])
    return grown


_DO: dict[str, Callable[[FloatArray, float, np.random.Generator], FloatArray]] = {
    "noise": _add_noise,
    "rotation": _rotate,
    "thickness": _thicken,
    "shift": _shift,
}
