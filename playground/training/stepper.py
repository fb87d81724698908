"""The innermost loop of the program: batch after batch, each loss checked, smoothed and written down."""

from __future__ import annotations

import math
from time import perf_counter

from playground.engine import Network, Trainer
from playground.training.batch_feed import BatchFeed
from playground.training.divergence import loss_limit
from playground.training.history import LossHistory
from playground.training.rate_schedule import RateSchedule

_SMOOTHED_EXAMPLES = 1600
"""The smoothed loss averages over about so many examples, but at least 10 and at most 500 steps."""


class Stepper:
    """Makes updates and counts them; about 0.3 µs a step beside the update and the gathering."""

    def __init__(
        self,
        network: Network,
        trainer: Trainer,
        feed: BatchFeed,
        history: LossHistory,
        rates: RateSchedule,
    ) -> None:
        self._network = network
        self._trainer = trainer
        self._feed = feed
        self._rates = rates
        self._history = history
        self.step = 0
        self.samples_seen = 0
        self.smoothed_loss = math.nan
        """Of the batches, without the penalty; NaN before the first step."""
        self.first_loss: float | None = None
        """That of the first batch, from which the limit of divergence follows."""
        self.gradient_step = -1
        """The step that the network's gradients are of; -1 if they aren't known, as after a checkpoint."""
        self.seconds = 0.0
        """Time spent making updates; that of a repetition doesn't count."""

    def set_history(self, history: LossHistory) -> None:
        """Write down the coming losses there."""
        self._history = history

    def forget_loss(self) -> None:
        """The loss has another scale from now on."""
        self.smoothed_loss, self.first_loss = math.nan, None

    def make(self, n_steps: int, size: int, *, is_new: bool = True) -> float | None:
        """Make `n_steps` updates with batches of one size; the history notes them only if they are new.

        Returns the loss that ended them early, because it isn't finite or beyond the limit; None if all is
        well.
        """
        started = perf_counter()
        feed, network, train_step = self._feed, self._network, self._trainer.step
        losses: list[float] = []
        smoothed: list[float] = []
        smooth = self.smoothed_loss
        rate = 1.0 / min(max(_SMOOTHED_EXAMPLES / size, 10.0), 500.0)
        limit = math.inf if self.first_loss is None else loss_limit(self.first_loss)
        epoch_before = feed.epoch
        bad_loss = None
        optimizer, rate_at = self._trainer.optimizer, self._rates.rate
        # A step stands for the middle of its batch: warm-up begins above 0, and a stair at the end of an
        # epoch belongs to the next.
        half_batch = 0.5 * feed.epochs_of(size)
        optimizer.learning_rate = rate_at(epoch_before + half_batch)
        varies = self._rates.varies(epoch_before)
        for _ in range(n_steps):
            if varies:
                optimizer.learning_rate = rate_at(feed.epoch + half_batch)
            x, labels = feed.fill(network, size)
            loss = train_step(x, labels)
            if not loss < limit:
                bad_loss = loss
                break
            if smooth != smooth:  # NaN: the first step of the run
                smooth = self.first_loss = loss
                limit = loss_limit(loss)
            smooth += rate * (loss - smooth)
            losses.append(loss)
            smoothed.append(smooth)
        if losses:
            self.smoothed_loss = smooth
        if is_new:
            seconds_before = self.seconds
            self.seconds += perf_counter() - started
            if losses:
                self._history.extend(
                    losses,
                    smoothed,
                    self.step + 1,
                    (epoch_before, feed.epoch),
                    (seconds_before, self.seconds),
                )
        made = len(losses) + (bad_loss is not None)
        self.step += made
        self.samples_seen += made * size
        self.gradient_step = self.step
        return bad_loss
