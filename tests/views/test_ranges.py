"""Ranges stand still under jitter, and ticks are round."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.views.ranges import SteadyRange, linear_ticks, log_ticks, nice_ceiling


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_nice_ceiling_is_round_and_little_above(value: float) -> None:
    ceiling = nice_ceiling(value)
    assert value <= ceiling * (1 + 1e-9)
    assert ceiling <= 1.34 * value


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_nice_ceiling_of_no_number_is_one(bad: float) -> None:
    assert nice_ceiling(bad) == 1.0


def test_linear_ticks_are_multiples_of_a_round_step() -> None:
    assert linear_ticks(0.0, 1000.0, 5) == [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0]
    assert linear_ticks(-0.3, 0.3, 4) == pytest.approx([-0.2, 0.0, 0.2])


@pytest.mark.parametrize(("low", "high"), [(0.05, 5.0), (2.0, 5.0), (1e-10, 1.0), (1e-9, 1e6)])
def test_log_ticks_lie_inside_and_are_no_more_than_asked(low: float, high: float) -> None:
    ticks = log_ticks(low, high, 8)
    assert 2 <= len(ticks) <= 8
    assert ticks == sorted(ticks)
    assert ticks[0] >= low * (1 - 1e-6)
    assert ticks[-1] <= high * (1 + 1e-6)


def test_range_stands_still_under_jitter() -> None:
    steady = SteadyRange()
    steady.follow(0.0, 2.3)
    rng = np.random.default_rng(1)
    changes = sum(steady.follow(0.0, 2.3 + float(j)) for j in rng.normal(0.0, 0.05, 500))
    assert changes == 0


@pytest.mark.parametrize("log", [False, True])
def test_range_always_holds_its_data(log: bool) -> None:
    steady = SteadyRange(log=log, least=0.3)
    rng = np.random.default_rng(2)
    for low, span in zip(rng.uniform(-3, 0, 300), rng.uniform(0.01, 4, 300), strict=True):
        steady.follow(float(low), float(low + span))
        assert steady.low <= low + 1e-9
        assert steady.high >= low + span - 1e-9


def test_range_narrows_only_after_patience() -> None:
    steady = SteadyRange(patience=10)
    steady.follow(0.0, 100.0)
    widths = []
    for _ in range(12):
        steady.follow(0.0, 1.0)
        widths.append(steady.high)
    assert widths[8] == 100.0
    assert widths[-1] == pytest.approx(1.0)


def test_range_ignores_what_is_not_a_number() -> None:
    steady = SteadyRange()
    steady.follow(0.0, 2.0)
    assert not steady.follow(0.0, math.nan)
    assert not steady.follow(-math.inf, 2.0)
    assert (steady.low, steady.high) == (0.0, 2.0)


def test_whole_decades() -> None:
    steady = SteadyRange(log=True, whole_decades=True, least=2.0)
    steady.follow(-3.4, -2.6)
    assert (steady.low, steady.high) == (-4.0, -2.0)
