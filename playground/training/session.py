"""One run: a network learning from its data, step by step, with everything needed to go back or go on.

A plain object without threads or clocks. The engine loop drives it in chunks; the command line calls
`run_epoch`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from playground.data import Dataset
from playground.errors import ConfigError, PlaygroundError, ShapeError
from playground.experiment.build import (
    build_network,
    build_optimizer,
    build_trainer,
    spawn_generators,
)
from playground.experiment.config import ExperimentConfig
from playground.experiment.data_source import load_data
from playground.experiment.diff import Change, diff
from playground.experiment.network_state import set_state
from playground.training.batch_feed import BatchFeed
from playground.training.checkpoint import Checkpoint, decode_checkpoint
from playground.training.checkpoint_ring import CheckpointRing, StoredCheckpoint
from playground.training.divergence import Divergence, parameters_are_finite, where_not_finite
from playground.training.evaluation import Evaluator
from playground.training.history import EvaluationResult, LossHistory
from playground.training.hot_change import apply_hot_change
from playground.training.messages import FloatArray, RunState
from playground.training.rate_schedule import RateSchedule
from playground.training.resume import capture, put_back, put_back_numbers
from playground.training.stepper import Stepper
from playground.training.stop_rules import StopReason, StopRules


class Session:
    """Owns network, optimiser, data, histories, checkpoints and stop rules of one run.

    Parameters
    ----------
    config : ExperimentConfig
    parameters : ndarray, shape (n_parameters,), optional
        Weights to begin with instead of drawn ones.
    state : dict of ndarray, optional
        Running statistics that belong to `parameters`, by name (see `Network.named_state`).
    dataset : Dataset, optional
        Instead of the one that the config names.

    Raises
    ------
    ConfigError, DataError, ShapeError
        If the run can't be built.
    """

    def __init__(
        self,
        config: ExperimentConfig,
        *,
        parameters: FloatArray | None = None,
        state: Mapping[str, FloatArray] | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        self.config = config
        self.dataset = dataset or load_data(config.data)
        self.generators = spawn_generators(config.seed)
        self.network = build_network(config, self.dataset, generators=self.generators)
        self.custom_start = parameters is not None
        if parameters is not None:
            if parameters.shape != self.network.parameters.shape:
                raise ShapeError(
                    f"{parameters.size:,} weights don't fit this network of {self.network.n_parameters:,}."
                )
            np.copyto(self.network.parameters, parameters)
            set_state(self.network, state or {})
        self.initial_parameters: FloatArray = self.network.parameters.copy()
        """θ₀: the weights at the start of the run."""
        self.optimizer = build_optimizer(config, self.network)
        self.feed = BatchFeed(
            self.dataset,
            config.training.batch_size,
            config.data.augmentation,
            self.generators.shuffling,
            self.generators.augmentation,
        )
        self.trainer = build_trainer(config, self.network, self.optimizer, self.feed.batch_size)
        self.rates = RateSchedule(config)
        self.rules = StopRules(config.training)
        self.history = LossHistory()
        self.evaluator = Evaluator(self.dataset)
        self.ring = CheckpointRing()
        self.state = RunState.PAUSED
        self.stepper = Stepper(self.network, self.trainer, self.feed, self.history, self.rates)
        self.divergence: Divergence | None = None
        self.stopped_because: StopReason | None = None
        self.evaluation_due = True
        """An evaluation should be made when there is time: at the start and at the end of each epoch."""
        self.epoch_is_open = False
        """The epoch has ended, and the stop rules have not spoken yet."""
        self._updates_left: int | None = None
        self._epochs_left: int | None = None
        self.save_checkpoint()

    # ---- where the run is

    @property
    def step(self) -> int:
        """Updates made."""
        return self.stepper.step

    @property
    def samples_seen(self) -> int:
        """Examples used, each as often as it was."""
        return self.stepper.samples_seen

    @property
    def smoothed_loss(self) -> float:
        """Smoothed loss of the batches, without the penalty; NaN before the first step."""
        return self.stepper.smoothed_loss

    @property
    def epoch(self) -> float:
        """Passes through the training set, with the fraction of the present one."""
        return self.feed.epoch

    @property
    def steps_per_epoch(self) -> int:
        """Updates in one pass through the training set."""
        return self.feed.steps_per_epoch

    @property
    def learning_rate(self) -> float:
        """The learning rate at this moment, the schedule applied."""
        return self.rates.rate(self.epoch)

    @property
    def needs_evaluation(self) -> bool:
        """Whether something depends on the evaluation of the exact end of each epoch."""
        return self.rules.needs_evaluation or self.rates.needs_evaluation

    @property
    def evaluation(self) -> EvaluationResult | None:
        """The newest evaluation."""
        return self.history.evaluations[-1] if self.history.evaluations else None

    @property
    def evaluation_is_old(self) -> bool:
        """Whether the network has changed since it was last evaluated (and is fit to be)."""
        newest = self.evaluation
        return self.state is not RunState.DIVERGED and (newest is None or newest.step != self.step)

    @property
    def awaits_evaluation(self) -> bool:
        """Whether the next step has to wait for an evaluation: a stop rule or the schedule depends on it.

        They then see the weights of the exact end of the epoch, and act at the same step wherever the run is
        computed.
        """
        return self.epoch_is_open or (self.evaluation_due and self.step == 0 and self.needs_evaluation)

    # ---- training

    def train(self, n_steps: int) -> int:
        """Make up to `n_steps` updates; fewer if the run, or the reign of sane numbers, ends before."""
        made = 0
        if self._updates_left is not None:
            n_steps = min(n_steps, self._updates_left)
        with np.errstate(all="ignore"):
            while made < n_steps and self.state is RunState.TRAINING and not self.awaits_evaluation:
                before = self.step
                bad_loss = self.stepper.make(*self.feed.next_block(n_steps - made))
                made += self.step - before
                if bad_loss is not None:
                    self._diverge(bad_loss)
                if self.feed.at_epoch_end and self.state is RunState.TRAINING:
                    self._end_epoch()
        if self._updates_left is not None:
            self._updates_left -= made
            if self._updates_left <= 0 and not self.epoch_is_open:
                self.pause()
        return made

    def _end_epoch(self) -> None:
        self.feed.begin_epoch()
        self.evaluation_due = True
        if self._epochs_left is not None:
            self._epochs_left -= 1
        if self.needs_evaluation:
            self.epoch_is_open = True
        else:
            self._close_epoch(None)

    def _close_epoch(self, evaluation: EvaluationResult | None) -> None:
        """Let the schedule and the stop rules speak, then the person who asked for so many epochs."""
        self.epoch_is_open = False
        if evaluation is not None:
            self.rates.observe(evaluation.test_loss)
        reason = self.rules.after_epoch(self.feed.n_epochs, evaluation)
        if reason is not None:
            self.state = RunState.FINISHED
            self.stopped_because = reason
            self._updates_left = self._epochs_left = None
        elif self.state is RunState.TRAINING and (self._epochs_left == 0 or self._updates_left == 0):
            self.pause()

    def train_on(self) -> None:
        """Train until told otherwise; after a stop rule has ended the run, its count begins anew."""
        if self.state is RunState.DIVERGED:
            raise PlaygroundError(
                "The numbers of this network have left the finite range, so it can't train on. Go back to "
                "the last good weights, or restart with a smaller learning rate."
            )
        if self.state is RunState.FINISHED:
            self.rules.train_on()
            self.stopped_because = None
        self.state = RunState.TRAINING
        self._updates_left = self._epochs_left = None

    def pause(self) -> None:
        """Stop before the next step."""
        if self.state is RunState.TRAINING:
            self.state = RunState.PAUSED
        self._updates_left = self._epochs_left = None

    def advance(self, *, updates: int = 0, epochs: int = 0) -> None:
        """Make so many updates, or go to the end of so many epochs, and pause."""
        self.train_on()
        self._updates_left = updates or None
        self._epochs_left = epochs or None
        if not updates and not epochs:
            self.pause()

    # ---- without a loop

    def run(self, n_steps: int) -> int:
        """Make up to `n_steps` updates with their evaluations, at once; return how many were made."""
        if self.state is RunState.PAUSED:
            self.train_on()
        made = 0
        while made < n_steps and self.state is RunState.TRAINING:
            if self.evaluation_due:
                self.evaluate_now()
            elif not self.state_is_sound():
                break
            else:
                made += self.train(min(n_steps - made, self._steps_to_epoch_end()))
        if self.evaluation_due and self.state_is_sound():
            self.evaluate_now()
        return made

    def run_epoch(self) -> int:
        """Make the updates up to the end of the epoch, and evaluate; return how many were made."""
        return self.run(self._steps_to_epoch_end())

    def _steps_to_epoch_end(self) -> int:
        return math.ceil((self.dataset.n_train - self.feed.offset) / self.feed.batch_size)

    def evaluate_now(self) -> EvaluationResult | None:
        """Evaluate the network as it is, at once."""
        for _ in self.evaluation_work():
            pass
        return self.evaluation

    # ---- evaluation

    def evaluation_work(self) -> Iterator[None]:
        """Freeze the network as it is and return the generator that evaluates it in slices."""
        self.evaluation_due = False
        closes_epoch = self.epoch_is_open
        return self._evaluation_slices(self.step, self.epoch, closes_epoch)

    def _evaluation_slices(self, step: int, epoch: float, closes_epoch: bool) -> Iterator[None]:
        results: list[EvaluationResult] = []
        yield from self.evaluator.work(self.network, step, epoch, results.append)
        result = results[0]
        if math.isfinite(result.test_loss) and math.isfinite(result.train_loss):
            self.history.add_evaluation(result)
        if closes_epoch:
            self._close_epoch(result)

    # ---- hot changes

    def change(self, config: ExperimentConfig) -> None:
        """Apply a change between two steps, weights kept.

        Raises
        ------
        ConfigError
            If the change needs a new network.
        """
        if diff(self.config, config) is Change.REBUILD:
            raise ConfigError(
                "This change needs a new network (size, data or start differ): restart to apply it."
            )
        apply_hot_change(self, config)

    # ---- divergence and checkpoints

    def state_is_sound(self) -> bool:
        """Check that all parameters are finite, before they are shown; if not, the run has diverged."""
        if self.state is not RunState.DIVERGED and not parameters_are_finite(self.network):
            self._diverge(self.smoothed_loss)
        return self.state is not RunState.DIVERGED

    def _diverge(self, loss: float) -> None:
        """Name the place, then show the newest checkpoint: nothing that isn't finite may reach a picture."""
        good = self.ring.newest_healthy()
        self.divergence = where_not_finite(self.network, loss, good.step if good else 0)
        self.state = RunState.DIVERGED
        self.epoch_is_open = self.evaluation_due = False
        self._updates_left = self._epochs_left = None
        newest = self.ring.newest()
        assert newest is not None
        put_back_numbers(self, decode_checkpoint(newest.encoded))

    def save_checkpoint(self) -> bytes | None:
        """Keep this moment in the ring and return it encoded; None if its numbers aren't finite."""
        if not self.state_is_sound():
            return None
        encoded = self.checkpoint().encode()
        self.ring.add(StoredCheckpoint(step=self.step, smoothed_loss=self.smoothed_loss, encoded=encoded))
        return encoded

    def checkpoint(self) -> Checkpoint:
        """This moment, complete; the arrays are views of the living ones."""
        return capture(self)

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint, *, dataset: Dataset | None = None) -> Session:
        """A run that goes on, bit for bit, from where the checkpoint was taken; paused."""
        from playground.experiment.codec import from_json

        session = cls(from_json(checkpoint.values["config"]), dataset=dataset)
        put_back(session, checkpoint)
        session.save_checkpoint()
        return session

    def restore_last_good(self, config: ExperimentConfig) -> None:
        """Go back to the newest checkpoint with a healthy loss, and on from there with `config`."""
        good = self.ring.newest_healthy()
        if good is None:
            raise PlaygroundError("There is nothing to go back to.")
        if diff(self.config, config) is Change.REBUILD:
            raise ConfigError(
                "Going back and changing the network's shape don't go together: restart instead."
            )
        put_back(self, decode_checkpoint(good.encoded))
        self.history.truncate(self.step)
        self.ring.truncate(self.step)
        self.state = RunState.PAUSED
        self.divergence = None
        self.change(config)
