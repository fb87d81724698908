"""The learning rate of each step: the chosen one times the factor of the schedule at that time."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from playground.engine.schedules import Constant, ReduceOnPlateau
from playground.experiment.build import build_schedule
from playground.experiment.config import ExperimentConfig

_OBSERVED = ("best", "n_waiting", "n_plateaus")
"""What `ReduceOnPlateau` has learned from evaluations; its other fields are settings."""


class RateSchedule:
    """Owns the schedule of a run.

    The time is counted in epochs from the start of the run, so a resumed run needs no memory of it; only what
    a plateau schedule has seen is state.
    """

    def __init__(self, config: ExperimentConfig) -> None:
        self._base = config.optimizer.learning_rate
        self._schedule = build_schedule(config)

    @property
    def needs_evaluation(self) -> bool:
        """Whether the next step has to wait for the evaluation of the epoch."""
        return isinstance(self._schedule, ReduceOnPlateau)

    def varies(self, epoch: float) -> bool:
        """Whether the rate changes from step to step at this time and later, without an evaluation."""
        steady = isinstance(self._schedule, Constant | ReduceOnPlateau)
        return not steady or epoch < self._schedule.warm_up_epochs

    def rate(self, epoch: float) -> float:
        """The learning rate at a time, in epochs from the start of the run."""
        return self._base * self._schedule.factor(epoch)

    def observe(self, loss: float) -> None:
        """The epoch has been evaluated; only a plateau schedule cares."""
        if isinstance(self._schedule, ReduceOnPlateau):
            self._schedule = self._schedule.observed(loss)

    def set_config(self, config: ExperimentConfig) -> None:
        """Change the schedule between two steps; plateaus that were seen stay known."""
        seen = self._seen()
        self._base = config.optimizer.learning_rate
        self._schedule = build_schedule(config)
        self._remember(seen)

    def forget_loss(self) -> None:
        """The loss has another scale from now on: what was the best says nothing any more."""
        if isinstance(self._schedule, ReduceOnPlateau):
            self._schedule = replace(self._schedule, best=math.inf, n_waiting=0)

    def state(self) -> dict[str, Any]:
        """Plain values for a checkpoint (infinity, which JSON does not know, as None)."""
        seen = self._seen()
        if seen and math.isinf(seen["best"]):
            seen["best"] = None
        return seen

    def restore(self, values: dict[str, Any]) -> None:
        """Take over what `state` gave."""
        seen = dict(values)
        if "best" in seen and seen["best"] is None:
            seen["best"] = math.inf
        self._remember(seen)

    def _seen(self) -> dict[str, Any]:
        if not isinstance(self._schedule, ReduceOnPlateau):
            return {}
        return {name: getattr(self._schedule, name) for name in _OBSERVED}

    def _remember(self, seen: dict[str, Any]) -> None:
        if seen and isinstance(self._schedule, ReduceOnPlateau):
            self._schedule = replace(self._schedule, **seen)
