"""The learning rate of each step follows the schedule, whatever is changed on the way."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from playground.experiment.config import ExperimentConfig, LossConfig, OptimizerConfig, ScheduleConfig
from playground.training.checkpoint import decode_checkpoint
from playground.training.messages import RunState
from playground.training.rate_schedule import RateSchedule
from playground.training.session import Session

ConfigMaker = Callable[..., ExperimentConfig]


def scheduled(**settings: object) -> ExperimentConfig:
    return ExperimentConfig(
        optimizer=OptimizerConfig(learning_rate=0.1),
        schedule=ScheduleConfig(**settings),  # type: ignore[arg-type]
    )


def test_the_rate_is_the_chosen_one_times_the_factor() -> None:
    rates = RateSchedule(scheduled(kind="step", every_epochs=1, decay=0.5))
    assert [rates.rate(epoch) for epoch in (0.0, 0.99, 1.0, 2.5)] == [0.1, 0.1, 0.05, 0.025]


def test_only_what_varies_is_looked_up_at_each_step() -> None:
    assert not RateSchedule(scheduled()).varies(0.0)
    assert RateSchedule(scheduled(kind="cosine")).varies(0.0)
    warm = RateSchedule(scheduled(warm_up_epochs=2))
    assert warm.varies(1.9)
    assert not warm.varies(2.0)


def test_a_plateau_lowers_the_rate_and_is_remembered() -> None:
    config = scheduled(kind="plateau", patience=1, decay=0.5)
    rates = RateSchedule(config)
    assert rates.needs_evaluation
    for loss in (1.0, 1.0, 1.0):
        rates.observe(loss)
    assert rates.rate(3.0) == pytest.approx(0.05)
    twin = RateSchedule(config)
    twin.restore(json.loads(json.dumps(rates.state())))
    assert twin.state() == rates.state()
    assert twin.rate(3.0) == rates.rate(3.0)


def test_a_fresh_plateau_can_be_written_as_json() -> None:
    rates = RateSchedule(scheduled(kind="plateau"))
    text = json.dumps(rates.state(), allow_nan=False)
    rates.restore(json.loads(text))
    rates.observe(3.0)
    assert rates.state()["best"] == 3.0


def test_plateaus_stay_when_a_setting_changes_and_go_with_the_kind() -> None:
    rates = RateSchedule(scheduled(kind="plateau", patience=0, decay=0.5))
    for loss in (1.0, 2.0):
        rates.observe(loss)
    rates.set_config(scheduled(kind="plateau", patience=0, decay=0.1))
    assert rates.rate(2.0) == pytest.approx(0.01)
    rates.set_config(scheduled())
    assert rates.rate(2.0) == 0.1
    assert rates.state() == {}


def test_another_loss_begins_a_new_search_for_the_best() -> None:
    rates = RateSchedule(scheduled(kind="plateau", patience=0))
    for loss in (0.1, 0.2):
        rates.observe(loss)
    rates.forget_loss()
    assert rates.state() == {"best": None, "n_waiting": 0, "n_plateaus": 1}
    rates.observe(50.0)
    assert rates.state()["best"] == 50.0


# ---- in a run


def rates_of_steps(session: Session, n_steps: int) -> list[float]:
    """The learning rate that the optimiser had in each step."""
    used = []
    inner = session.trainer.step

    def step(x: object, y: object) -> float:
        used.append(session.optimizer.learning_rate)
        return inner(x, y)  # type: ignore[arg-type]

    session.trainer.step = step  # type: ignore[method-assign]
    session.run(n_steps)
    return used


def test_a_warm_up_grows_evenly_and_begins_above_zero(make_config: ConfigMaker) -> None:
    config = replace(
        make_config(batch_size=400, learning_rate=0.1), schedule=ScheduleConfig(warm_up_epochs=2)
    )
    session = Session(config)
    used = rates_of_steps(session, 3 * session.steps_per_epoch)
    n_warm = 2 * session.steps_per_epoch
    assert 0.0 < used[0] < 0.1 / n_warm
    growth = [after - before for before, after in pairwise(used[:n_warm])]
    # All steps but the last of each epoch, whose batch is smaller, are as far apart.
    assert growth[0] == pytest.approx(growth[1], rel=1e-6)
    assert min(growth) > 0.0
    assert used[n_warm:] == [0.1] * session.steps_per_epoch
    assert session.learning_rate == 0.1


def test_stairs_come_with_the_first_step_of_an_epoch(make_config: ConfigMaker) -> None:
    schedule = ScheduleConfig(kind="step", every_epochs=1, decay=0.5)
    session = Session(replace(make_config(batch_size=500, learning_rate=0.1), schedule=schedule))
    n = session.steps_per_epoch
    assert rates_of_steps(session, 2 * n + 1) == [0.1] * n + [0.05] * n + [0.025]


def test_a_plateau_in_a_run_waits_for_the_evaluation_of_its_epoch(make_config: ConfigMaker) -> None:
    # Nothing is learned at such a rate: every epoch is a plateau.
    schedule = ScheduleConfig(kind="plateau", patience=0, decay=0.5)
    config = replace(make_config(batch_size=1000, optimizer="sgd", learning_rate=1e-12), schedule=schedule)
    session = Session(config)
    n = session.steps_per_epoch
    used = rates_of_steps(session, 4 * n)
    assert used == pytest.approx([1e-12] * (2 * n) + [5e-13] * n + [2.5e-13] * n)
    looked_up = Session(config)
    looked_up.train_on()
    while looked_up.step < 4 * n:
        assert not (looked_up.awaits_evaluation and looked_up.train(1))
        if looked_up.awaits_evaluation:
            looked_up.evaluate_now()
        looked_up.train(2)
    looked_up.evaluate_now()
    assert looked_up.learning_rate == session.learning_rate


def test_a_resumed_run_knows_its_plateaus(make_config: ConfigMaker) -> None:
    schedule = ScheduleConfig(kind="plateau", patience=0, decay=0.5)
    config = replace(make_config(batch_size=1000, optimizer="sgd", learning_rate=1e-12), schedule=schedule)
    first = Session(config)
    for _ in range(3):
        first.run_epoch()
    second = Session.from_checkpoint(decode_checkpoint(first.checkpoint().encode()))
    assert first.learning_rate == pytest.approx(2.5e-13)
    assert second.learning_rate == first.learning_rate
    for session in (first, second):
        session.run_epoch()
    assert second.learning_rate == first.learning_rate == pytest.approx(1.25e-13)


def test_the_learning_rate_is_changed_while_the_schedule_goes_on(make_config: ConfigMaker) -> None:
    schedule = ScheduleConfig(kind="cosine", total_epochs=2)
    config = replace(make_config(batch_size=500, learning_rate=0.1), schedule=schedule)
    session = Session(config)
    session.run_epoch()
    assert session.learning_rate == pytest.approx(0.05)
    session.change(replace(config, optimizer=replace(config.optimizer, learning_rate=1.0)))
    assert session.learning_rate == pytest.approx(0.5)
    session.change(replace(config, schedule=ScheduleConfig()))
    assert session.learning_rate == 0.1


def test_another_optimiser_takes_the_rate_of_the_moment(make_config: ConfigMaker) -> None:
    schedule = ScheduleConfig(kind="step", every_epochs=1, decay=0.5)
    config = replace(make_config(batch_size=500, learning_rate=0.1), schedule=schedule)
    session = Session(config)
    session.run_epoch()
    session.change(replace(config, optimizer=OptimizerConfig(kind="sgd", learning_rate=0.1)))
    assert rates_of_steps(session, 1) == [0.05]


def test_the_loss_of_a_divergence_is_not_watched_for_plateaus(make_config: ConfigMaker) -> None:
    config = replace(
        make_config(optimizer="sgd", learning_rate=1000.0),
        loss=LossConfig(kind="squared_error"),
        schedule=ScheduleConfig(kind="plateau"),
    )
    session = Session(config)
    session.run(200)
    assert session.state is RunState.DIVERGED
    assert not math.isnan(session.learning_rate)
