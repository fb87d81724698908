"""A run that can't be lost: it notices when its numbers leave the finite range, and keeps checkpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from playground.data import Dataset
from playground.experiment.codec import from_json
from playground.experiment.config import ExperimentConfig
from playground.training.checkpoint import Checkpoint, decode_checkpoint
from playground.training.checkpoint_ring import CheckpointRing, StoredCheckpoint
from playground.training.divergence import parameters_are_finite, where_not_finite
from playground.training.messages import FloatArray, RunState
from playground.training.resume import capture, put_back_numbers
from playground.training.run import Run


class GuardedRun(Run):
    """Adds to `Run` the check of its numbers and the ring of checkpoints."""

    def __init__(
        self,
        config: ExperimentConfig,
        *,
        parameters: FloatArray | None = None,
        state: Mapping[str, FloatArray] | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        super().__init__(config, parameters=parameters, state=state, dataset=dataset)
        self.ring = CheckpointRing()
        self.newest_step = 0
        """The step up to which the run has come; `step` is smaller while a moment of the past is shown."""
        self._updates_left: int | None = None
        self._epochs_left: int | None = None

    @property
    def is_past(self) -> bool:
        """Whether a moment before the newest one is shown."""
        return self.step < self.newest_step

    def state_is_sound(self) -> bool:
        """Check that all parameters are finite, before they are shown; if not, the run has diverged."""
        if self.state is not RunState.DIVERGED and not parameters_are_finite(self.network):
            self._diverge(self.smoothed_loss)
        return self.state is not RunState.DIVERGED

    def _diverge(self, loss: float) -> None:
        """Name the place, then show the newest checkpoint: nothing that isn't finite may reach a picture."""
        good = self.ring.newest_healthy()
        found = where_not_finite(self.network, loss, good.step if good else 0)
        self.divergence = replace(found, last_good_learning_rate=self._rate_at(good))
        self.state = RunState.DIVERGED
        self.epoch_is_open = self.evaluation_due = False
        self._updates_left = self._epochs_left = None
        newest = self.ring.newest()
        assert newest is not None
        put_back_numbers(self, decode_checkpoint(newest.encoded))

    def _rate_at(self, good: StoredCheckpoint | None) -> float | None:
        if good is None:
            return None
        then = from_json(decode_checkpoint(good.encoded).values["config"]).optimizer
        return then.learning_rate if then.kind == self.config.optimizer.kind else None

    def save_checkpoint(self) -> bytes | None:
        """Keep this moment in the ring and return it encoded.

        None if its numbers aren't finite, or if it is a moment of the past: the ring knows it already.
        """
        if not self.state_is_sound() or self.is_past:
            return None
        encoded = self.checkpoint().encode()
        self.ring.add(StoredCheckpoint(step=self.step, smoothed_loss=self.smoothed_loss, encoded=encoded))
        return encoded

    def checkpoint(self) -> Checkpoint:
        """This moment, complete; the arrays are views of the living ones."""
        return capture(self)
