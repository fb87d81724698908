"""Schedules: by what factor the learning rate is changed as training goes on.

A schedule is a pure function of the time in epochs (a fraction counts), so that a resumed run needs no
memory of it. Only `ReduceOnPlateau` looks at what training does, and keeps that in a value which a
checkpoint can hold.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from playground.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(ABC):
    """The learning rate is the chosen one times `factor(epoch)`."""

    kind: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    warm_up_epochs: float = 0.0
    """Over so many epochs the rate grows evenly from 0 (Goyal et al. 2017); then the schedule takes over."""

    def factor(self, epoch: float) -> float:
        """Factor at a time, counted in epochs from the start of training."""
        warm = min(1.0, epoch / self.warm_up_epochs) if self.warm_up_epochs > 0.0 else 1.0
        return warm * self._factor(epoch)

    @abstractmethod
    def _factor(self, epoch: float) -> float:
        """Factor without the warm-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Schedule):
    """Always the same."""

    kind: ClassVar[str] = "constant"
    label: ClassVar[str] = "Constant"
    formula: ClassVar[str] = "1"

    def _factor(self, epoch: float) -> float:
        return 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecay(Schedule):
    """Smaller by `decay` after every `every_epochs` epochs."""

    kind: ClassVar[str] = "step"
    label: ClassVar[str] = "Steps"
    formula: ClassVar[str] = "decay^⌊epoch / every⌋"
    every_epochs: float = 10.0
    decay: float = 0.1

    def _factor(self, epoch: float) -> float:
        return float(self.decay ** math.floor(epoch / self.every_epochs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential(Schedule):
    """Smaller by `decay` an epoch, evenly."""

    kind: ClassVar[str] = "exponential"
    label: ClassVar[str] = "Exponential"
    formula: ClassVar[str] = "decay^epoch"
    decay: float = 0.95

    def _factor(self, epoch: float) -> float:
        return float(self.decay**epoch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosine(Schedule):
    """Half a cosine wave down to `final` (Loshchilov & Hutter 2017, without restarts)."""

    kind: ClassVar[str] = "cosine"
    label: ClassVar[str] = "Cosine"
    formula: ClassVar[str] = "final + (1 − final)·½·(1 + cos(π·epoch / total))"
    total_epochs: float = 30.0
    final: float = 0.0

    def _factor(self, epoch: float) -> float:
        share = min(1.0, epoch / self.total_epochs)
        return self.final + (1.0 - self.final) * 0.5 * (1.0 + math.cos(math.pi * share))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReduceOnPlateau(Schedule):
    """Smaller by `decay` whenever a loss has not improved for `patience` evaluations."""

    kind: ClassVar[str] = "plateau"
    label: ClassVar[str] = "On a plateau"
    formula: ClassVar[str] = "decay^(number of plateaus)"
    decay: float = 0.1
    patience: int = 5
    min_improvement: float = 1e-4
    """Relative improvement that counts."""
    best: float = math.inf
    n_waiting: int = 0
    n_plateaus: int = 0

    def _factor(self, epoch: float) -> float:
        return float(self.decay**self.n_plateaus)

    def observed(self, loss: float) -> ReduceOnPlateau:
        """Return the schedule that knows one evaluation more."""
        if loss < self.best * (1.0 - self.min_improvement) or (math.isinf(self.best) and math.isfinite(loss)):
            return replace(self, best=loss, n_waiting=0)
        if self.n_waiting + 1 > self.patience:
            return replace(self, n_waiting=0, n_plateaus=self.n_plateaus + 1)
        return replace(self, n_waiting=self.n_waiting + 1)


SCHEDULES: dict[str, type[Schedule]] = {
    schedule.kind: schedule for schedule in (Constant, StepDecay, Exponential, Cosine, ReduceOnPlateau)
}


def make_schedule(kind: str, **settings: Any) -> Schedule:
    """Build the schedule called `kind`."""
    try:
        return SCHEDULES[kind](**settings)
    except KeyError:
        raise ConfigError(f"There is no schedule “{kind}”. Known: {', '.join(SCHEDULES)}.") from None
