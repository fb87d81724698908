"""The checkpoints of a run: dense near the present, sparse in the past, within a budget of bytes."""

from __future__ import annotations

from dataclasses import dataclass

BYTE_BUDGET = 64 * 2**20
MOST_CHECKPOINTS = 48
"""Reached within the first minute of a run, from when on its memory stays flat."""
HEALTHY_FACTOR = 2.0
"""A checkpoint is healthy while its loss is at most this many times the best so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCheckpoint:
    """An encoded checkpoint with what is needed to choose among them."""

    step: int
    smoothed_loss: float
    """Smoothed batch loss at that step; NaN before the first."""
    encoded: bytes


class CheckpointRing:
    """Keeps the first and the newest checkpoint, and thins out what lies between, towards the past."""

    def __init__(self, byte_budget: int = BYTE_BUDGET) -> None:
        self._byte_budget = byte_budget
        self._stored: list[StoredCheckpoint] = []
        self._best_loss = float("inf")

    def add(self, checkpoint: StoredCheckpoint) -> None:
        """Keep a checkpoint; one of the same or a later step is replaced."""
        self.truncate(checkpoint.step - 1)
        self._stored.append(checkpoint)
        if checkpoint.smoothed_loss < self._best_loss:
            self._best_loss = checkpoint.smoothed_loss
        while len(self._stored) > 2 and self._is_too_full():
            del self._stored[self._least_needed()]

    def _is_too_full(self) -> bool:
        return self.n_bytes > self._byte_budget or len(self._stored) > MOST_CHECKPOINTS

    def _least_needed(self) -> int:
        """Index of the checkpoint whose going leaves the smallest gap, as a share of its age."""
        newest = self._stored[-1].step
        steps = [stored.step for stored in self._stored]
        gaps = [(steps[i + 1] - steps[i - 1]) / (newest - steps[i - 1] + 1) for i in range(1, len(steps) - 1)]
        return 1 + gaps.index(min(gaps))

    def newest(self) -> StoredCheckpoint | None:
        """The last checkpoint taken."""
        return self._stored[-1] if self._stored else None

    def newest_healthy(self) -> StoredCheckpoint | None:
        """The newest checkpoint from before the loss began to explode; otherwise the first of the run."""
        for stored in reversed(self._stored):
            if stored.smoothed_loss <= HEALTHY_FACTOR * self._best_loss:
                return stored
        return self._stored[0] if self._stored else None

    def truncate(self, step: int) -> None:
        """Forget the checkpoints after `step`."""
        self._stored = [stored for stored in self._stored if stored.step <= step]

    @property
    def steps(self) -> tuple[int, ...]:
        """Steps of the checkpoints kept, oldest first."""
        return tuple(stored.step for stored in self._stored)

    @property
    def n_bytes(self) -> int:
        """Memory used by the encoded checkpoints."""
        return sum(len(stored.encoded) for stored in self._stored)
