"""The parts of a run: all that decides its coming steps, put together from its config."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from playground.data import Dataset
from playground.errors import ShapeError
from playground.experiment.build import (
    build_network,
    build_optimizer,
    build_trainer,
    spawn_generators,
)
from playground.experiment.codec import to_json
from playground.experiment.config import ExperimentConfig
from playground.experiment.data_source import load_data
from playground.experiment.network_state import set_state
from playground.training.batch_feed import BatchFeed
from playground.training.divergence import Divergence
from playground.training.evaluation import Evaluator
from playground.training.history import LossHistory
from playground.training.marks import Marks
from playground.training.messages import FloatArray, RunState
from playground.training.rate_schedule import RateSchedule
from playground.training.sampled_series import SampledRows
from playground.training.stepper import Stepper
from playground.training.stop_rules import StopReason, StopRules


class Run:
    """Owns network, optimiser, data, generators, stop rules and histories; `Session` trains it.

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
            self._begin_with(parameters, state or {})
        self.initial_parameters: FloatArray = self.network.parameters.copy()
        """θ₀: the weights at the start of the run, before any of them was cut."""
        self.optimizer = build_optimizer(config, self.network)
        self.feed = BatchFeed(
            self.dataset,
            config.training.batch_size,
            config.data.augmentation,
            self.generators.shuffling,
            self.generators.augmentation,
        )
        self.trainer = build_trainer(config, self.network, self.optimizer, self.feed.batch_size)
        self.marks = Marks(self.network, self.trainer)
        self.marks.apply(config.network)
        self.rates = RateSchedule(config)
        self.rules = StopRules(config.training)
        self.history = LossHistory()
        self.gradient_rows = SampledRows(len(self.network.weight_slices))
        """Magnitudes by layer, sampled over the whole run."""
        self.evaluator = Evaluator(self.dataset)
        self.stepper = Stepper(self.network, self.trainer, self.feed, self.history, self.rates)
        self.state = RunState.PAUSED
        self.divergence: Divergence | None = None
        self.stopped_because: StopReason | None = None
        self.evaluation_due = True
        """An evaluation should be made when there is time: at the start and at the end of each epoch."""
        self.epoch_is_open = False
        """The epoch has ended, and the stop rules have not spoken yet."""
        self.parent_run_id: int | None = None
        self.forked_at = 0
        """From which run, and after which of its steps, this one went its own way."""
        self._text: tuple[ExperimentConfig, str] | None = None

    def _begin_with(self, parameters: FloatArray, state: Mapping[str, FloatArray]) -> None:
        if parameters.shape != self.network.parameters.shape:
            raise ShapeError(
                f"{parameters.size:,} weights don't fit this network of {self.network.n_parameters:,}."
            )
        np.copyto(self.network.parameters, parameters)
        set_state(self.network, state)

    def begins_with_what_it_has(self, cut_before: Mapping[str, float]) -> None:
        """The network was changed before the first step: its weights now are the start.

        `cut_before` are the values that cut weights had before they were cut.
        """
        self.custom_start = True
        np.copyto(self.initial_parameters, self.network.parameters)
        self.marks.begin_anew(self.config.network, cut_before)

    def take_history(self, history: LossHistory) -> None:
        """Go on with the losses of `history`."""
        self.history = history
        self.stepper.set_history(history)

    @property
    def config_text(self) -> str:
        """The config as JSON; written once for each config, since every checkpoint carries it."""
        if self._text is None or self._text[0] is not self.config:
            self._text = self.config, to_json(self.config)
        return self._text[1]

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
    def seconds(self) -> float:
        """Time spent making updates, up to the newest step of the run."""
        return self.stepper.seconds

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
