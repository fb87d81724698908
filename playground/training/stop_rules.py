"""When a run ends by itself: after so many epochs, or when the test loss stops improving."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from playground.experiment.config import TrainingConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReason:
    """Why a run has ended."""

    reason: str
    """`max_epochs` or `no_improvement`."""
    epochs: int
    best_epoch: int = 0
    best_test_loss: float = math.nan
    patience_epochs: int = 0

    def details(self) -> dict[str, Any]:
        """For the event that tells it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopProgress:
    """What the rules remember between two epochs; part of every checkpoint."""

    best_test_loss: float = math.inf
    best_epoch: int = 0
    epochs_without_improvement: int = 0
    max_epochs_passed: bool = False
    """True once a person trained on after the last epoch: the rule has had its say."""


class StopRules:
    """Asked at the end of every epoch.

    Patience needs the evaluation of the exact end of the epoch; the session then makes it before the next
    step, so that a run stops at the same step wherever it runs.
    """

    def __init__(self, config: TrainingConfig) -> None:
        self._config = config
        self.progress = StopProgress()

    @property
    def needs_evaluation(self) -> bool:
        """Whether the next step has to wait for the evaluation of the epoch."""
        return self._config.patience_epochs > 0

    def set_config(self, config: TrainingConfig) -> None:
        """Change the rules between two steps; what was the best so far stays known."""
        if config.max_epochs != self._config.max_epochs:
            self.progress = replace(self.progress, max_epochs_passed=False)
        self._config = config

    def train_on(self) -> None:
        """A person trains on after a stop: the epoch limit is over, and patience begins anew."""
        self.progress = StopProgress(max_epochs_passed=True)

    def after_epoch(self, epochs: int, test_loss: float | None) -> StopReason | None:
        """Decide at the end of epoch `epochs` (counted from 1), which was evaluated if a rule needs that."""
        reason = None
        if self.needs_evaluation and test_loss is not None:
            reason = self._check_patience(epochs, test_loss)
        limit = self._config.max_epochs
        if reason is None and limit and epochs >= limit and not self.progress.max_epochs_passed:
            reason = self._reason("max_epochs", epochs)
        return reason

    def _check_patience(self, epochs: int, test_loss: float) -> StopReason | None:
        progress = self.progress
        if test_loss < progress.best_test_loss:
            self.progress = replace(
                progress, best_test_loss=test_loss, best_epoch=epochs, epochs_without_improvement=0
            )
            return None
        without = progress.epochs_without_improvement + 1
        self.progress = replace(progress, epochs_without_improvement=without)
        if without < self._config.patience_epochs:
            return None
        return self._reason("no_improvement", epochs)

    def _reason(self, reason: str, epochs: int) -> StopReason:
        best = self.progress.best_test_loss
        return StopReason(
            reason=reason,
            epochs=epochs,
            best_epoch=self.progress.best_epoch,
            best_test_loss=best if math.isfinite(best) else math.nan,
            patience_epochs=self._config.patience_epochs,
        )

    def state(self) -> dict[str, Any]:
        """Plain values for a checkpoint (infinity, which JSON does not know, as None)."""
        values = asdict(self.progress)
        if math.isinf(values["best_test_loss"]):
            values["best_test_loss"] = None
        return values

    def restore(self, values: dict[str, Any]) -> None:
        """Take over what `state` gave."""
        best = values["best_test_loss"]
        self.progress = StopProgress(**{**values, "best_test_loss": math.inf if best is None else best})
