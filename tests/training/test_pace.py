from __future__ import annotations

import pytest

from playground.training.pace import CHUNK_S, Pace, RateMeter


def simulate(pace: Pace, step_s: float, seconds: float) -> tuple[int, float]:
    """Steps made in simulated time, and the longest chunk."""
    now, made, longest = 0.0, 0, 0.0
    pace.restart()
    while now < seconds:
        n = pace.steps_due(now)
        took = n * step_s
        pace.made(n, took)
        made += n
        longest = max(longest, took)
        now += took + 20e-6 + (pace.seconds_to_next() if not n else 0.0)
    return made, longest


@pytest.mark.parametrize("step_s", [2e-6, 20e-6, 350e-6])
def test_chunks_grow_to_some_milliseconds(step_s: float) -> None:
    made, longest = simulate(Pace(), step_s, 1.0)
    assert longest <= CHUNK_S * 1.01
    assert made * step_s > 0.95


def test_a_slow_step_is_a_chunk() -> None:
    made, _ = simulate(Pace(), 0.02, 1.0)
    assert made == pytest.approx(50, abs=1)


@pytest.mark.parametrize("rate", [1, 2.5, 10, 60, 1000])
def test_slow_motion_keeps_its_speed(rate: float) -> None:
    pace = Pace()
    pace.set_speed(rate)
    made, _ = simulate(pace, 50e-6, 20.0)
    assert made == pytest.approx(20 * rate, rel=0.01, abs=1)


def test_what_is_too_fast_for_the_machine_is_not_owed() -> None:
    pace = Pace()
    pace.set_speed(1000)
    simulate(pace, 0.01, 5.0)
    assert pace.steps_due(6.0) <= 1


def test_rates_are_those_of_the_last_second() -> None:
    meter = RateMeter()
    assert meter.rates() == (0.0, 0.0)
    step = 0
    for i in range(300):
        step += 1 if i < 150 else 10
        meter.mark(i * 0.01, step, step * 32)
    steps, samples = meter.rates()
    assert steps == pytest.approx(1000, rel=0.01)
    assert samples == pytest.approx(32_000, rel=0.01)
