"""Heights and colours of the loss surface: log loss on a steady scale, with contours at round losses. No
Qt."""

from __future__ import annotations

import numpy as np

from playground.theme import sequential_lut
from playground.training.messages import Surface
from playground.views.contours import Grid
from playground.views.ranges import SteadyRange, linear_ticks, log_ticks

_MOST_DECADES = 6.0


class SurfaceScale:
    """Maps losses to 0…1 by their logarithm; the ends move in round steps and seldom."""

    def __init__(self) -> None:
        self._range = SteadyRange(log=True, least=0.3, patience=8)
        self.low = 0.0
        self.high = 1.0

    def reset(self) -> None:
        """Forget the last run."""
        self._range.reset()

    def follow(self, surface: Surface) -> Grid:
        """Take in a new grid; returns its log10 losses, NaN where the loss is not a number."""
        loss = np.asarray(surface.loss, dtype=np.float64)
        good = np.isfinite(loss)
        exponents = np.full(loss.shape, np.nan)
        exponents[good] = np.log10(np.maximum(loss[good], 1e-9))
        if good.any():
            low = float(exponents[good].min())
            self._range.follow(low, min(float(exponents[good].max()), low + _MOST_DECADES))
        self.low, self.high = self._range.low, self._range.high
        return exponents

    def shares(self, exponents: Grid) -> Grid:
        """Heights from 0 (lowest loss of the scale) to 1."""
        return np.clip((exponents - self.low) / max(self.high - self.low, 1e-9), 0.0, 1.0)

    def levels(self, n_max: int = 9) -> list[float]:
        """Round losses for contours and for the labels of the colour bar."""
        low, high = 10.0**self.low, 10.0**self.high
        values = log_ticks(low, high, n_max)
        return values if len(values) >= 4 else linear_ticks(low, high, min(6, n_max))

    def picture(self, exponents: Grid) -> np.ndarray:
        """Colours of a grid of exponents, shape (…, 4), uint8 RGBA; transparent where there is no number."""
        good = np.isfinite(exponents)
        index = np.rint(self.shares(np.where(good, exponents, self.low)) * 255.0).astype(np.intp)
        rgba = np.empty((*exponents.shape, 4), dtype=np.uint8)
        rgba[..., :3] = sequential_lut()[index]
        rgba[..., 3] = np.where(good, 255, 0)
        return rgba
