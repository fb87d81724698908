"""Learning-rate schedules at hand-computed times."""

import math

import pytest

from playground.engine import SCHEDULES, make_schedule
from playground.errors import ConfigError


@pytest.mark.parametrize(
    ("kind", "settings", "epoch", "factor"),
    [
        ("constant", {}, 123.4, 1.0),
        ("step", {"every_epochs": 10, "decay": 0.5}, 9.99, 1.0),
        ("step", {"every_epochs": 10, "decay": 0.5}, 10.0, 0.5),
        ("step", {"every_epochs": 10, "decay": 0.5}, 35.0, 0.125),
        ("exponential", {"decay": 0.9}, 2.0, 0.81),
        ("exponential", {"decay": 0.81}, 0.5, 0.9),
        ("cosine", {"total_epochs": 20}, 0.0, 1.0),
        ("cosine", {"total_epochs": 20}, 10.0, 0.5),
        ("cosine", {"total_epochs": 20, "final": 0.1}, 20.0, 0.1),
        ("cosine", {"total_epochs": 20}, 30.0, 0.0),
        ("cosine", {"total_epochs": 4}, 1.0, 0.5 + math.sqrt(0.125)),
        ("constant", {"warm_up_epochs": 4}, 1.0, 0.25),
        ("cosine", {"warm_up_epochs": 4, "total_epochs": 4}, 2.0, 0.25),
        ("constant", {"warm_up_epochs": 4}, 5.0, 1.0),
    ],
)
def test_by_hand(kind, settings, epoch, factor):
    assert make_schedule(kind, **settings).factor(epoch) == pytest.approx(factor)


def test_plateau_waits_and_then_reduces():
    schedule = make_schedule("plateau", decay=0.1, patience=2)
    factors = []
    for loss in (1.0, 0.9, 0.9, 0.95, 0.9, 0.5, 0.6, 0.6, 0.6):
        schedule = schedule.observed(loss)
        factors.append(schedule.factor(0.0))
    assert factors == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01])


def test_all_begin_at_the_chosen_rate():
    for kind in SCHEDULES:
        assert make_schedule(kind).factor(0.0) == 1.0


def test_unknown_kind():
    with pytest.raises(ConfigError, match="no schedule"):
        make_schedule("magic")
