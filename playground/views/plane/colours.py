"""The map of the plane as an image: blue against orange, classes blended, or one value. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from playground.theme import Theme, diverging_lut
from playground.training.messages import FloatArray, PlaneMaps
from playground.views.contours import interpolation_matrix
from playground.views.network.tiles import screen_colours
from playground.views.plane.reading import is_regression, lead, log_odds
from playground.views.plot_style import mix

Image = NDArray[np.uint32]

FADE = 0.42
CLASS_FADE = 0.6
"""How far the map steps back behind its points: of two classes or values, and of several classes."""
SCORE_REACH = 6.0
"""Lead in score that is shown in full colour: p = 0.9975."""
_DISCRETE_SIDE = 240
_DISCRETE_SIDE_OF_MANY = 160


@dataclass(frozen=True, slots=True)
class ValueScale:
    """Which value of a regression is shown in which colour: `low` orange, the middle grey, `high` blue."""

    low: float = -1.0
    high: float = 1.0
    unit: tuple[float, float] = (0.0, 1.0)
    """(centre, width): a value v of the network is centre + width · v for people."""

    @classmethod
    def around(cls, low: float, high: float) -> ValueScale:
        """As wide as the targets; even around 0, if they lie on both sides of it."""
        if not high > low:
            return cls(low - 1.0, low + 1.0)
        if low < 0.0 < high:
            reach = max(-low, high)
            return cls(-reach, reach)
        return cls(low, high)

    @classmethod
    def of_targets(cls, targets: NDArray[np.floating], unit: tuple[float, float]) -> ValueScale:
        """As wide as these targets, which are (value − centre) / width of what the data hold."""
        centre, width = unit
        scale = cls.around(centre + width * float(targets.min()), centre + width * float(targets.max()))
        return cls((scale.low - centre) / width, (scale.high - centre) / width, unit)

    def for_people(self, value: float) -> float:
        """A value of the network in the units of the data."""
        return self.unit[0] + self.unit[1] * value

    def shares(self, values: NDArray[np.floating]) -> NDArray[np.floating]:
        """Values as −1…1."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        return np.asarray(np.clip((values - middle) / half, -1.0, 1.0))


class PlaneColours:
    """Turns maps into images in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        negative, positive = (mix(c, theme.plot, FADE) for c in (theme.negative, theme.positive))
        self._diverging = screen_colours(diverging_lut(negative, theme.zero, positive))
        self._full = screen_colours(diverging_lut(theme.negative, theme.zero, theme.positive))

    def image(
        self, maps: PlaneMaps, scale: ValueScale, *, scores: bool = False, discrete: bool = False
    ) -> Image:
        """Colours of the screen, row 0 on top (the largest x₂)."""
        outputs = maps.outputs[::-1]
        if discrete:
            outputs = _enlarged(outputs)
        if is_regression(maps):
            return self._signed(_steps(scale.shares(outputs[:, :, 0]), discrete))
        if outputs.shape[2] == 2:
            signed = log_odds(outputs) / SCORE_REACH if scores else outputs[:, :, 1] - outputs[:, :, 0]
            return self._signed(np.sign(signed) if discrete else np.clip(signed, -1.0, 1.0))
        return self._blended(outputs, scores, discrete)

    def value_colours(self, values: NDArray[np.floating], scale: ValueScale) -> list[int]:
        """Colour of each target of a regression, as 0xAARRGGBB."""
        return [int(colour) for colour in self._full[_index(scale.shares(values))]]

    def ramp(self, n: int) -> Image:
        """The colours from low to high, one row of `n`."""
        return self._signed(np.linspace(-1.0, 1.0, n, dtype=np.float32)[None, :])

    def _signed(self, shares: NDArray[np.floating]) -> Image:
        return np.ascontiguousarray(self._diverging[_index(shares)])

    def _blended(self, outputs: FloatArray, scores: bool, discrete: bool) -> Image:
        n = outputs.shape[2]
        colours = np.array(
            [_rgb(mix(self.theme.class_colour(k), self.theme.plot, CLASS_FADE)) for k in range(n)]
        )
        if scores or discrete:
            best = np.ascontiguousarray(outputs.transpose(2, 0, 1)).argmax(axis=0)
            rgb = colours.astype(np.float32)[best]
            if scores and not discrete:
                share = np.minimum(lead(outputs) / SCORE_REACH, 1.0)[:, :, None]
                rgb = rgb * share + np.array(_rgb(self.theme.zero), np.float32) * (1 - share)
        else:
            rgb = outputs @ colours.astype(np.float32)
        whole = np.nan_to_num(rgb).astype(np.uint32)
        coloured = np.uint32(0xFF000000) | whole[:, :, 0] << 16 | whole[:, :, 1] << 8 | whole[:, :, 2]
        return np.asarray(coloured, np.uint32)


def _index(shares: NDArray[np.floating]) -> NDArray[np.uint8]:
    # A network that has diverged says nothing: the middle colour.
    return np.asarray(127.5 + 127.5 * np.nan_to_num(shares), np.uint8)


def _steps(shares: NDArray[np.floating], discrete: bool) -> NDArray[np.floating]:
    """Nine even bands instead of a gradual change."""
    return np.rint(shares * 4.0) / 4.0 if discrete else shares


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def _enlarging(n_in: int, n_out: int) -> FloatArray:
    matrix: FloatArray = interpolation_matrix(n_in, n_out).astype(np.float32)
    return matrix


def _enlarged(outputs: FloatArray) -> FloatArray:
    """Finer, so that the edge between two plain colours isn't a staircase."""
    n_y, n_x, n_outputs = outputs.shape
    side = _DISCRETE_SIDE if n_outputs <= 2 else _DISCRETE_SIDE_OF_MANY
    if max(n_y, n_x) >= side or min(n_y, n_x) < 2:
        return outputs
    if n_outputs == 2:
        # The two sum to 1: one is enough.
        first = _enlarging(n_y, side) @ np.ascontiguousarray(outputs[:, :, 0]) @ _enlarging(n_x, side).T
        return np.stack([first, 1.0 - first], axis=2)
    maps = np.ascontiguousarray(outputs.transpose(2, 0, 1))
    larger = _enlarging(n_y, side) @ maps @ _enlarging(n_x, side).T
    return np.asarray(larger, np.float32).transpose(1, 2, 0)
