from __future__ import annotations

import math

from playground.experiment.config import TrainingConfig
from playground.training.stop_rules import StopRules


def first_stop(rules: StopRules, losses: list[float]) -> int | None:
    return next((n for n, loss in enumerate(losses, 1) if rules.after_epoch(n, loss)), None)


def test_nothing_stops_a_run_without_rules() -> None:
    assert first_stop(StopRules(TrainingConfig()), [1.0] * 50) is None


def test_the_last_epoch() -> None:
    rules = StopRules(TrainingConfig(max_epochs=3))
    assert not rules.needs_evaluation
    assert rules.after_epoch(2, None) is None
    reason = rules.after_epoch(3, None)
    assert reason is not None
    assert reason.reason == "max_epochs"
    assert reason.epochs == 3


def test_patience_counts_epochs_without_improvement() -> None:
    rules = StopRules(TrainingConfig(patience_epochs=3))
    assert first_stop(rules, [1.0, 0.5, 0.6, 0.55, 0.4, 0.41, math.nan, 0.7, 0.1]) == 8
    assert rules.progress.best_epoch == 5
    assert rules.progress.best_test_loss == 0.4


def test_training_on_begins_to_count_anew() -> None:
    rules = StopRules(TrainingConfig(max_epochs=2, patience_epochs=2))
    assert first_stop(rules, [1.0, 2.0]) == 2
    rules.train_on()
    assert rules.after_epoch(3, 5.0) is None
    assert rules.after_epoch(4, 6.0) is None
    reason = rules.after_epoch(5, 6.0)
    assert reason is not None
    assert reason.reason == "no_improvement"
    assert reason.best_epoch == 3


def test_another_limit_counts_again() -> None:
    rules = StopRules(TrainingConfig(max_epochs=2))
    assert rules.after_epoch(2, None) is not None
    rules.train_on()
    assert rules.after_epoch(3, None) is None
    rules.set_config(TrainingConfig(max_epochs=5))
    assert rules.after_epoch(4, None) is None
    assert rules.after_epoch(5, None) is not None


def test_the_state_survives_a_checkpoint() -> None:
    rules = StopRules(TrainingConfig(patience_epochs=2))
    assert StopRules(TrainingConfig()).state()["best_test_loss"] is None
    first_stop(rules, [1.0, 2.0])
    other = StopRules(TrainingConfig(patience_epochs=2))
    other.restore(rules.state())
    assert other.after_epoch(3, 2.0) is not None
