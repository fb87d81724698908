"""What the loss view plots, and over what: updates or epochs, the whole run or its end. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.training.messages import Losses
from playground.views.ranges import nice_ceiling
from playground.views.thinning import Series


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlotFrame:
    """What is plotted, and over what."""

    losses: Losses
    step: int
    steps_per_epoch: int
    log: bool
    recent: bool
    epochs: bool

    @property
    def unit(self) -> float:
        """Steps for one unit of the horizontal axis."""
        return float(self.steps_per_epoch) if self.epochs else 1.0

    @property
    def origin(self) -> float:
        """The step at 0: the beginning of the run, or now, when only recent updates are shown."""
        return float(self.step) if self.recent else 0.0

    def x_of_step(self, step: float) -> float:
        """Place of a step on the horizontal axis."""
        return (step - self.origin) / self.unit

    def xs(self, steps: Series) -> Series:
        """Places of many steps."""
        return (np.asarray(steps, dtype=np.float64) - self.origin) / self.unit

    def step_at(self, x: float) -> float:
        """The step at a place of the horizontal axis."""
        return x * self.unit + self.origin

    def x_range(self) -> tuple[float, float]:
        """Ends of the horizontal axis: round, so that they stay the same for long."""
        if self.recent:
            n_recent = (
                self.step - float(self.losses.recent_steps[0]) if len(self.losses.recent_steps) else 1.0
            )
            return -nice_ceiling(max(n_recent, 50.0) / self.unit), 0.0
        return 0.0, nice_ceiling(max(self.step, 100) / self.unit)
