"""A run with everything that can be done to it: trained, changed, saved, sent back into its past.

A plain object without threads. The engine loop drives it in chunks; the command line calls `run_epoch`. What
it can do is built up in `Run` (its parts), `GuardedRun` (checkpoints, divergence) and `TrainedRun`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from playground.data import Dataset
from playground.errors import ConfigError, PlaygroundError
from playground.experiment.codec import from_json
from playground.experiment.config import ExperimentConfig
from playground.experiment.diff import Change, diff
from playground.training.checkpoint import Checkpoint, decode_checkpoint
from playground.training.history import EvaluationResult
from playground.training.hot_change import apply_hot_change
from playground.training.messages import FloatArray, ParameterEdit, RunState
from playground.training.parameter_edits import set_parameters
from playground.training.past.happenings import ConfigChanged, ParametersSet, Replaced
from playground.training.resume import capture_copy, put_back
from playground.training.trained_run import TrainedRun

_IN_THE_PAST = (
    "This is a moment of the past, and a change here would make another run of it: fork the run at this "
    "moment, or go back to its newest step first."
)


class Session(TrainedRun):
    """One run. Takes what `Run` takes."""

    def __init__(
        self,
        config: ExperimentConfig,
        *,
        parameters: FloatArray | None = None,
        state: Mapping[str, FloatArray] | None = None,
        dataset: Dataset | None = None,
    ) -> None:
        super().__init__(config, parameters=parameters, state=state, dataset=dataset)
        self.save_checkpoint()

    @classmethod
    def from_checkpoint(cls, checkpoint: Checkpoint, *, dataset: Dataset | None = None) -> Session:
        """A run that goes on, bit for bit, from where the checkpoint was taken; paused."""
        session = cls(from_json(checkpoint.values["config"]), dataset=dataset)
        put_back(session, checkpoint)
        session.newest_step = session.step
        session.save_checkpoint()
        return session

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

    # ---- changes

    def change(self, config: ExperimentConfig) -> None:
        """Apply a change between two steps, weights kept.

        Raises
        ------
        ConfigError
            If the change needs a new network.
        PlaygroundError
            In the past.
        """
        self.refuse_past()
        if diff(self.config, config) is Change.REBUILD:
            raise ConfigError(
                "This change needs a new network (size, data or start differ): restart to apply it."
            )
        self.marks.check(config.network)
        if config != self.config:
            if (config.network, config.loss) != (self.config.network, self.config.loss):
                self.evaluation_due = True
            apply_hot_change(self, config)
            self.happened(ConfigChanged(step=self.step, config=config))

    def set_parameters(self, edits: tuple[ParameterEdit, ...]) -> tuple[ParameterEdit, ...]:
        """Set single parameters by hand; return the edits that undo it.

        Raises
        ------
        ConfigError
            If an edit makes no sense; then nothing is changed.
        PlaygroundError
            In the past.
        """
        self.refuse_past()
        old = set_parameters(self, edits)
        self.happened(ParametersSet(step=self.step, edits=edits))
        self.evaluation_due = True
        return old

    def note_replaced(self) -> None:
        """Something else has changed the network: a repetition takes this moment as it is now."""
        self.newest_step = max(self.newest_step, self.step)
        self.stepper.gradient_step = self.step
        gradients = self.network.gradients.copy()
        self.happened(Replaced(step=self.step, checkpoint=capture_copy(self), gradients=gradients))

    def refuse_past(self) -> None:
        """Raise `PlaygroundError` if a moment of the past is shown."""
        if self.is_past:
            raise PlaygroundError(_IN_THE_PAST)

    # ---- back and on again

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
        self.newest_step = self.step
        self.happenings = [happening for happening in self.happenings if happening.step < self.step]
        self.n_happened = len(self.happenings)
        self.state = RunState.PAUSED
        self.divergence = None
        self.change(config)

    def return_to(self, checkpoint: Checkpoint, n_happened: int) -> None:
        """Show a moment of the past again; `n_happened` things had happened by then. Paused."""
        put_back(self, checkpoint)
        self.n_happened = n_happened
        self.divergence = self.stopped_because = None
        self.state = RunState.PAUSED
        self._updates_left = self._epochs_left = None
        self.evaluation_due = False

    def repeat_up_to(self, step: int) -> None:
        """Make the steps of the past again, up to the moment after `step` of them."""
        self.state = RunState.TRAINING
        self.repeat_happenings()
        while self.step < step and self.state is RunState.TRAINING and self.train(step - self.step):
            pass
        if self.state is RunState.TRAINING:
            self.state = RunState.PAUSED
