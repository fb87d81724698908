from __future__ import annotations

import pytest

from playground.training import paced
from playground.training.paced import PacedValue


class Clock:
    """Stands still but for what a test says that something takes."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(paced, "perf_counter", clock)
    return clock


def test_a_cheap_value_follows_every_step(clock: Clock) -> None:
    value: PacedValue[int] = PacedValue()
    assert [value.get("a", step, step * 0.01, lambda step=step: step) for step in range(5)] == [0, 1, 2, 3, 4]


def test_a_dear_value_is_computed_less_often(clock: Clock) -> None:
    value: PacedValue[int] = PacedValue(share=0.005)
    made: list[int] = []

    def make(step: int) -> int:
        clock.now_s += 0.002
        made.append(step)
        return step

    for step in range(100):
        value.get("a", step, step * 0.01, lambda step=step: make(step))
    # 2 ms are half a per cent of 0.4 s.
    assert made == [0, 40, 80]


def test_another_key_is_answered_at_once_and_the_same_step_from_memory(clock: Clock) -> None:
    value: PacedValue[str] = PacedValue(shortest_s=10.0)
    assert value.get("a", 1, 0.0, lambda: "first") == "first"
    assert value.get("a", 2, 1.0, lambda: "second") == "first"
    assert value.get("b", 2, 1.0, lambda: "second") == "second"
    assert value.get("b", 2, 99.0, lambda: "third") == "second"
    value.forget()
    assert value.get("b", 2, 99.0, lambda: "third") == "third"


def test_thirty_a_second_stay_thirty_when_frames_come_at_other_times(clock: Clock) -> None:
    value: PacedValue[int] = PacedValue(shortest_s=1 / 30, share=1.0)
    seen = {value.get("a", step, step / 55.0, lambda step=step: step) for step in range(550)}
    assert 290 <= len(seen) <= 301


def test_many_other_keys_dont_put_off_the_next_value(clock: Clock) -> None:
    value: PacedValue[int] = PacedValue(shortest_s=0.05, share=1.0)
    for step in range(300):
        value.get(step, step, step / 30.0, lambda: 0)
    assert value.get(299, 300, 10.1, lambda: 300) == 300
