"""What the loss view plots, and over what: updates, epochs or seconds, the whole run or its end. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.training.messages import Losses, RunRecord
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
    seconds: bool = False
    """Count in seconds of training, where the engine has told them."""
    newest_step: int = 0
    """How far the run has come, if an earlier moment of it is shown."""
    overlays: tuple[RunRecord, ...] = ()
    """Kept runs to be drawn beside the present one."""

    @property
    def is_timed(self) -> bool:
        """Whether the horizontal axis counts seconds."""
        return self.seconds and self.losses.seconds is not None and len(self.losses.seconds) > 0

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
        return float(self.xs(np.array([step]))[0])

    def xs(self, steps: Series) -> Series:
        """Places of many steps."""
        steps = np.asarray(steps, dtype=np.float64)
        if self.is_timed:
            seconds = self._seconds_at(np.append(steps, self.origin))
            since: Series = seconds[:-1] - seconds[-1]
            return since
        places: Series = (steps - self.origin) / self.unit
        return places

    def step_at(self, x: float) -> float:
        """The step at a place of the horizontal axis."""
        if not self.is_timed:
            return x * self.unit + self.origin
        steps, seconds = self._clock()
        origin = float(np.interp(self.origin, steps, seconds))
        return float(np.interp(x + origin, seconds, steps))

    def overlay_xs(self, record: RunRecord) -> tuple[Series, Series]:
        """Places of another run's batch losses and of its evaluations."""
        losses = record.losses
        if self.is_timed:
            steps = np.append(0.0, losses.batch.steps)
            at_batch = np.asarray(record.loss_seconds, dtype=np.float64)
            return at_batch, np.interp(losses.test_steps, steps, np.append(0.0, at_batch))
        if self.epochs:
            return losses.batch.epochs, losses.test_epochs
        return losses.batch.steps, losses.test_steps

    def x_range(self) -> tuple[float, float]:
        """Ends of the horizontal axis: round, so that they stay the same for long."""
        if self.recent:
            n_recent = (
                self.step - float(self.losses.recent_steps[0]) if len(self.losses.recent_steps) else 1.0
            )
            first = self.x_of_step(self.step - max(n_recent, 50.0))
            return -nice_ceiling(max(-first, 1e-3)), 0.0
        last = max(self.step, self.newest_step, 100 if not self.is_timed else 0)
        ends = [self.x_of_step(last)]
        ends += [float(x[-1]) for record in self.overlays for x in self.overlay_xs(record) if len(x)]
        return 0.0, nice_ceiling(max(*ends, 1e-3))

    def _clock(self) -> tuple[Series, Series]:
        """Steps and the seconds of training at each of them, from the start."""
        assert self.losses.seconds is not None
        n = min(len(self.losses.seconds), len(self.losses.batch.steps))
        return np.append(0.0, self.losses.batch.steps[:n]), np.append(0.0, self.losses.seconds[:n])

    def _seconds_at(self, steps: Series) -> Series:
        return np.interp(steps, *self._clock())
