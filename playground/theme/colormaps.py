"""Colour maps: a sequential one for order and height, a diverging one for sign."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

# Nine stops of viridis (Smith and van der Walt 2015, CC0), even in lightness and safe for colour-blind eyes.
_VIRIDIS = np.array(
    [
        (68, 1, 84),
        (71, 44, 122),
        (59, 81, 139),
        (44, 113, 142),
        (33, 144, 141),
        (39, 173, 129),
        (92, 200, 99),
        (170, 220, 50),
        (253, 231, 37),
    ],
    dtype=np.float64,
)


def _hex_to_rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


def _rgb_to_hex(rgb: NDArray[np.float64]) -> str:
    red, green, blue = (round(float(v)) for v in rgb)
    return f"#{red:02x}{green:02x}{blue:02x}"


def _sample(stops: NDArray[np.float64], t: NDArray[np.float64]) -> NDArray[np.float64]:
    positions = np.linspace(0.0, 1.0, len(stops))
    return np.stack([np.interp(t, positions, stops[:, channel]) for channel in range(3)], axis=-1)


def sample_sequential(t: float) -> str:
    """Colour of the sequential map at `t` in 0…1, as #rrggbb."""
    return _rgb_to_hex(_sample(_VIRIDIS, np.asarray(float(t))))


@cache
def sequential_lut(n: int = 256) -> NDArray[np.uint8]:
    """The sequential map as a look-up table, shape (n, 3)."""
    lut = np.rint(_sample(_VIRIDIS, np.linspace(0.0, 1.0, n))).astype(np.uint8)
    lut.flags.writeable = False
    return lut


@cache
def diverging_lut(negative: str, zero: str, positive: str, n: int = 256) -> NDArray[np.uint8]:
    """A table from `negative` over `zero` (the middle) to `positive`, shape (n, 3)."""
    stops = np.stack([_hex_to_rgb(c) for c in (negative, zero, positive)])
    lut = np.rint(_sample(stops, np.linspace(0.0, 1.0, n))).astype(np.uint8)
    lut.flags.writeable = False
    return lut
