"""The past of a curve is copied when it has grown by a visible bit, and when it stands still."""

from __future__ import annotations

from playground.training.unhurried import Unhurried


def test_a_short_series_is_made_anew_each_step_and_a_long_one_now_and_then() -> None:
    past: Unhurried[list[int]] = Unhurried()
    made = {step: past.get(step, lambda step=step: [step]) for step in range(1, 4000)}  # type: ignore[misc]
    assert all(made[step] == [step] for step in range(1, 1000))
    late = [step for step in range(3000, 4000) if made[step] == [step]]
    assert 200 < len(late) < 400
    assert all(step - made[step][0] <= 4 for step in made)


def test_a_series_that_stands_still_is_shown_to_its_end() -> None:
    past: Unhurried[int] = Unhurried()
    assert past.get(100_000, lambda: 1) == 1
    assert past.get(100_001, lambda: 2) == 1
    assert past.get(100_001, lambda: 3) == 3
    assert past.get(100_001, lambda: 4) == 3


def test_what_is_forgotten_is_made_anew() -> None:
    past: Unhurried[int] = Unhurried()
    past.get(100_000, lambda: 1)
    past.forget()
    assert past.get(100_001, lambda: 2) == 2
