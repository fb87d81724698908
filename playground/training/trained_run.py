"""A run that trains: updates, epochs, evaluations and stop rules, the first time or again."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from playground.data import Dataset
from playground.engine.subnormals import subnormals_as_zero
from playground.errors import PlaygroundError
from playground.experiment.config import ExperimentConfig
from playground.training.guarded_run import GuardedRun
from playground.training.history import EvaluationResult
from playground.training.hot_change import apply_hot_change
from playground.training.messages import FloatArray, RunState
from playground.training.parameter_edits import set_parameters
from playground.training.past.happenings import (
    ConfigChanged,
    EpochJudged,
    Happening,
    ParametersSet,
    Replaced,
    TrainedOn,
)
from playground.training.resume import put_back


class TrainedRun(GuardedRun):
    """Adds to `GuardedRun` the training.

    In the past (`is_past`) the very steps are made again that were made before, with what came from outside
    at its steps (`happenings`), and nothing is written into the histories.
    """

    def __init__(
        self,
        config: ExperimentConfig,
        *,
        parameters: FloatArray | None = None,
        state: Mapping[str, FloatArray] | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        super().__init__(config, parameters=parameters, state=state, dataset=dataset)
        self.happenings: list[Happening] = []
        """What came from outside, in order."""
        self.n_happened = 0
        """How many of them have happened at the moment that is shown."""
        self.replaced_bytes = 0
        """Memory of the moments among them."""
        self._looked_back: EvaluationResult | None = None
        """How the network did at the moment of the past that was last shown at rest; in no history."""

    # ---- evaluations

    @property
    def evaluation(self) -> EvaluationResult | None:
        """The newest evaluation at the moment that is shown."""
        looked_back = self._looked_back
        if self.is_past and looked_back is not None and looked_back.step == self.step:
            return looked_back
        known = reversed(self.history.evaluations)
        return next((result for result in known if result.step <= self.step), None)

    @property
    def evaluation_is_old(self) -> bool:
        """Whether the network has changed since it was last evaluated (and is fit to be)."""
        newest = self.evaluation
        is_known = newest is not None and newest.step == self.step and not self.evaluation_due
        return self.state is not RunState.DIVERGED and not is_known

    @property
    def awaits_evaluation(self) -> bool:
        """Whether the next step has to wait for an evaluation: a stop rule or the schedule depends on it.

        They then see the weights of the exact end of the epoch, and act at the same step wherever the run is
        computed.
        """
        return self.epoch_is_open or (self.evaluation_due and self.step == 0 and self.needs_evaluation)

    def evaluation_work(self) -> Iterator[None]:
        """Freeze the network as it is and return the generator that evaluates it in slices."""
        self.evaluation_due = False
        return self._evaluation_slices(self.step, self.epoch, self.epoch_is_open, self.is_past)

    def _evaluation_slices(
        self, step: int, epoch: float, closes_epoch: bool, looks_back: bool
    ) -> Iterator[None]:
        results: list[EvaluationResult] = []
        yield from self.evaluator.work(self.network, step, epoch, results.append)
        result = results[0]
        if looks_back:
            self._looked_back = result
        elif not self.is_past and math.isfinite(result.test_loss) and math.isfinite(result.train_loss):
            self.history.add_evaluation(result)
        if closes_epoch:
            self.happened(EpochJudged(step=step, test_loss=result.test_loss))
            self._close_epoch(result.test_loss)

    # ---- training

    def train(self, n_steps: int) -> int:
        """Make up to `n_steps` updates; fewer if the run, or the reign of sane numbers, ends before."""
        made = 0
        if self._updates_left is not None:
            n_steps = min(n_steps, self._updates_left)
        with np.errstate(all="ignore"), subnormals_as_zero():
            while made < n_steps and self.state is RunState.TRAINING and not self.awaits_evaluation:
                made += self._make_block(n_steps - made)
        if self._updates_left is not None:
            self._updates_left -= made
            if self._updates_left <= 0 and not self.epoch_is_open:
                self.pause()
        return made

    def _make_block(self, n_steps: int) -> int:
        """Make some updates with batches of one size, and what follows from them; return how many."""
        before, is_new = self.step, not self.is_past
        if not is_new:
            n_steps = min(n_steps, self._next_happening_at() - before)
        bad_loss = self.stepper.make(*self.feed.next_block(n_steps), is_new=is_new)
        made = self.step - before
        self.newest_step = max(self.newest_step, self.step)
        if bad_loss is not None:
            self._diverge(bad_loss)
        if self.feed.at_epoch_end and self.state is RunState.TRAINING:
            self._end_epoch()
        if not is_new:
            self.repeat_happenings()
        return made

    def _end_epoch(self) -> None:
        self.feed.begin_epoch()
        self.evaluation_due = not self.is_past
        if self._epochs_left is not None:
            self._epochs_left -= 1
        if self.needs_evaluation:
            self.epoch_is_open = True
        else:
            self._close_epoch(None)

    def _close_epoch(self, test_loss: float | None) -> None:
        """Let the schedule and the stop rules speak, then the person who asked for so many epochs."""
        self.epoch_is_open = False
        if test_loss is not None:
            self.rates.observe(test_loss)
        reason = self.rules.after_epoch(self.feed.n_epochs, test_loss)
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
            self.happened(TrainedOn(step=self.step))
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

    # ---- what comes from outside

    def happened(self, happening: Happening) -> None:
        """Something came from outside, now."""
        self.happenings.append(happening)
        if isinstance(happening, Replaced):
            self.replaced_bytes += happening.n_bytes
        self.n_happened = len(self.happenings)

    def _next_happening_at(self) -> int:
        """The step at which a repetition has to stop next."""
        if self.n_happened < len(self.happenings):
            return min(self.happenings[self.n_happened].step, self.newest_step)
        return self.newest_step

    def repeat_happenings(self) -> None:
        """Let happen again what happened at this step."""
        while self.n_happened < len(self.happenings) and self.happenings[self.n_happened].step <= self.step:
            happening = self.happenings[self.n_happened]
            self.n_happened += 1
            self._repeat(happening)

    def _repeat(self, happening: Happening) -> None:
        match happening:
            case ConfigChanged():
                apply_hot_change(self, happening.config)
            case ParametersSet():
                set_parameters(self, happening.edits)
            case EpochJudged():
                self._close_epoch(happening.test_loss)
            case TrainedOn():
                self.rules.train_on()
                self.stopped_because = None
                self.state = RunState.TRAINING
            case Replaced():
                put_back(self, happening.checkpoint)
                np.copyto(self.network.gradients, happening.gradients)
                self.stepper.gradient_step = self.step
                self.evaluation_due = self.evaluation_due and not self.is_past
