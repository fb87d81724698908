from __future__ import annotations

import numpy as np
import pytest

from playground.training.checkpoint import Checkpoint
from playground.training.past.moments import OVERHEAD_BYTES, Moment, Moments


def moment(step: int, seconds: float, n_happened: int = 0) -> Moment:
    checkpoint = Checkpoint(values={}, arrays={"parameters": np.zeros(256, np.float32)})
    return Moment(step=step, seconds=seconds, n_happened=n_happened, checkpoint=checkpoint)


SIZE = OVERHEAD_BYTES + 1024


def filled(n: int, room: int) -> Moments:
    """One every 10 steps and 30 ms or so, in room for so many."""
    moments, rng, seconds = Moments(), np.random.default_rng(0), 0.0
    for i in range(n):
        moments.add(moment(10 * i, seconds))
        moments.thin(room * SIZE)
        seconds += 0.03 + 0.01 * rng.random()
    return moments


def test_it_keeps_to_its_bytes_and_to_the_ends() -> None:
    moments = filled(500, 40)
    assert len(moments) == 40
    assert moments.n_bytes == 40 * SIZE
    assert (moments.first.step, moments.newest.step) == (0, 4990)
    assert moments.steps == sorted(moments.steps)
    moments.thin(0)
    assert moments.steps == [0, 4990]


@pytest.mark.parametrize("n", [300, 500, 777, 1000])
def test_no_replay_is_much_longer_than_the_mean(n: int) -> None:
    moments = filled(n, 100)
    gaps = np.diff([kept.seconds for kept in moments])
    assert gaps.max() < 2.0 * gaps.mean()


def test_the_past_gets_thin_first() -> None:
    gaps = np.diff([kept.seconds for kept in filled(130, 100)])
    assert gaps[:50].mean() > 1.2 * gaps[50:].mean()


def test_the_moment_before_a_step() -> None:
    moments = filled(10, 100)
    assert moments.before(45).step == 40
    assert moments.before(40).step == 30
    assert moments.before(0).step == 0
    assert moments.before(10_000).step == 90


def test_what_comes_after_is_forgotten_and_bytes_are_right() -> None:
    moments = filled(10, 100)
    moments.truncate(45)
    assert moments.steps == [0, 10, 20, 30, 40]
    assert moments.n_bytes == 5 * SIZE
    moments.add(moment(30, 0.1))
    assert moments.steps == [0, 10, 20, 30]
    assert moments.n_bytes == 4 * SIZE


def test_a_fork_shares_the_moments_before_it() -> None:
    moments = filled(6, 100)
    moments.add(moment(60, 0.3, n_happened=2))
    fork = moments.up_to(60, 1)
    assert fork.steps == [0, 10, 20, 30, 40, 50]
    assert fork.first is moments.first
    fork.truncate(20)
    assert len(moments) == 7
