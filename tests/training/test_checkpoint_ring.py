from __future__ import annotations

import math
from itertools import pairwise

from playground.training.checkpoint_ring import MOST_CHECKPOINTS, CheckpointRing, StoredCheckpoint


def stored(step: int, loss: float = 1.0, n_bytes: int = 100) -> StoredCheckpoint:
    return StoredCheckpoint(step=step, smoothed_loss=loss, encoded=bytes(n_bytes))


def test_the_budget_holds_and_the_past_is_thinned() -> None:
    ring = CheckpointRing(byte_budget=1000)
    for step in range(0, 1000, 10):
        ring.add(stored(step))
    steps = ring.steps
    assert ring.n_bytes <= 1000
    assert steps[0] == 0
    assert steps[-1] == 990
    gaps = [b - a for a, b in pairwise(steps)]
    assert gaps[-1] <= 30
    assert max(gaps[: len(gaps) // 2]) > 2 * gaps[-1]


def test_the_newest_healthy_was_taken_before_the_explosion() -> None:
    ring = CheckpointRing()
    for step, loss in ((0, math.nan), (10, 1.0), (20, 0.5), (30, 0.8), (40, 3.0), (50, 900.0)):
        ring.add(stored(step, loss))
    healthy = ring.newest_healthy()
    assert healthy is not None
    assert healthy.step == 30


def test_without_another_it_is_the_first() -> None:
    ring = CheckpointRing()
    assert ring.newest_healthy() is None
    ring.add(stored(0, math.nan))
    healthy = ring.newest_healthy()
    assert healthy is not None
    assert healthy.step == 0


def test_going_back_forgets_the_later_ones() -> None:
    ring = CheckpointRing()
    for step in (0, 10, 20, 30):
        ring.add(stored(step))
    ring.add(stored(10))
    assert ring.steps == (0, 10)


def test_small_checkpoints_are_not_kept_without_end() -> None:
    ring = CheckpointRing()
    for step in range(500):
        ring.add(stored(step))
    assert len(ring.steps) == MOST_CHECKPOINTS
