"""Between the experiment, the buttons and the engine: what starts, changes, pauses and mends a run."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.experiment_model import ExperimentModel
from playground.app.kept_weights import KeptWeights, Weights, newest_weights
from playground.experiment import Change, diff
from playground.experiment.config import ExperimentConfig
from playground.explain.sentence import Fix, FixKind
from playground.training.controller import TrainingController
from playground.training.messages import (
    Advance,
    ChangeConfig,
    EventKind,
    Pause,
    RestoreLastGood,
    RunEvent,
    RunRecord,
    RunState,
    SetSpeed,
    Train,
)


def differs_only_in_layers(before: ExperimentConfig, after: ExperimentConfig) -> bool:
    """Whether what was learned can be carried over: the same data and seed, another network."""
    was = before.network
    network = replace(after.network, layers=was.layers, frozen=was.frozen, cut=was.cut, silenced=was.silenced)
    return replace(after, network=network) == before


_STATE_OF_EVENT = {
    EventKind.TRAINING: RunState.TRAINING,
    EventKind.PAUSED: RunState.PAUSED,
    EventKind.FINISHED: RunState.FINISHED,
    EventKind.DIVERGED: RunState.DIVERGED,
}


class RunControl(QObject):
    """Turns wishes into commands and events into a state. Lives in the GUI thread."""

    state_changed = Signal(object)
    """`RunState`: what the run does, as far as the engine has told."""
    run_started = Signal()
    """A new network: what the instruments show is of the old one."""
    event_told = Signal(object)
    """`RunEvent` of the present run, after the state has been set."""

    def __init__(
        self, controller: TrainingController, model: ExperimentModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._model = model
        self._is_mending = False
        self._kept = KeptWeights()
        self._config_of_run = model.config
        self.in_past = False
        """Whether what is shown is a moment of the past; a change made there begins a fork."""
        self.state = RunState.PAUSED
        model.config_changed.connect(self._on_config_changed)
        controller.event_arrived.connect(self._on_event_arrived)

    @property
    def is_training(self) -> bool:
        return self.state is RunState.TRAINING

    def start(self, *, training: bool = True, weights: Weights | None = None, inherit: bool = False) -> None:
        """Begin a run of the present experiment, from its seed, from `weights`, or from what was learned."""
        self._controller.start_run(
            self._model.config,
            parameters=weights.parameters if weights else None,
            state=weights.state if weights else None,
            training=training,
            inherit=inherit,
        )
        self._begun(training)

    def return_to(self, record: RunRecord) -> None:
        """Make a kept run the present one again, at its newest moment."""
        self._is_mending = True
        self._model.apply(record.config)
        self._is_mending = False
        self._controller.return_to(record)
        self._begun(False)

    def leave_past(self) -> None:
        """Before something changes the network: in the past that begins a fork, with the same settings."""
        if self.in_past:
            self._fork(self._model.config)

    def _fork(self, config: ExperimentConfig) -> None:
        """Go on from the moment shown with another setting; the run that led there is kept."""
        training = self.state is not RunState.PAUSED
        self._controller.fork(config, training=training)
        self._begun(training)

    def _begun(self, training: bool) -> None:
        self.in_past = False
        self._set_state(RunState.TRAINING if training else RunState.PAUSED)
        self.run_started.emit()

    def open(
        self, config: ExperimentConfig, weights: Weights | None = None, *, training: bool = True
    ) -> None:
        """Make `config` the experiment and begin a run of it, whatever was on before."""
        self._is_mending = True
        self._model.apply(config)
        self._is_mending = False
        self.start(training=training, weights=weights)

    @Slot()
    def toggle(self) -> None:
        """Train, or pause."""
        self.pause() if self.is_training else self.train()

    def train(self) -> None:
        """Train until told otherwise; after a divergence from the last good weights."""
        if self.state is RunState.DIVERGED:
            self._controller.send(RestoreLastGood(config=self._model.config))
        else:
            self._controller.send(Train())
        self._set_state(RunState.TRAINING)

    @Slot()
    def pause(self) -> None:
        """Stop after the update that is running."""
        self._controller.send(Pause())
        self._set_state(RunState.PAUSED)

    @Slot()
    def step(self) -> None:
        """Make one update."""
        self._advance(Advance(updates=1))

    @Slot()
    def epoch(self) -> None:
        """Train to the end of the epoch."""
        self._advance(Advance(epochs=1))

    def _keep_weights(self) -> None:
        if diff(self._config_of_run, self._model.config) is Change.REBUILD:
            self._kept.keep(self._config_of_run, newest_weights(self._controller))

    def _advance(self, command: Advance) -> None:
        if self.is_training:
            self.pause()
        self._controller.send(command)

    @Slot()
    def restart(self) -> None:
        """The same experiment from its start: same seed, same draws."""
        self.start(training=self.state is not RunState.PAUSED)

    @Slot(object)
    def set_speed(self, steps_per_second: float | None) -> None:
        """Limit the updates a second; None lifts the limit."""
        self._controller.send(SetSpeed(steps_per_second=steps_per_second))

    @Slot(object)
    def mend(self, fix: Fix) -> None:
        """Do what the narration offers."""
        if fix.kind is FixKind.RESTORE:
            self._is_mending = True
            self._model.apply(fix.config)
            self._is_mending = False
            self._controller.send(RestoreLastGood(config=fix.config))
            self._set_state(RunState.TRAINING)
            return
        changed = self._model.apply(fix.config)
        if fix.kind is FixKind.RESTART and not changed:
            self.restart()

    @Slot(object, object)
    def _on_config_changed(self, config: ExperimentConfig, change: Change) -> None:
        self._keep_weights()
        before, self._config_of_run = self._config_of_run, config
        if self._is_mending:
            return
        if change is Change.HOT and self.in_past:
            self._fork(config)
        elif change is Change.HOT:
            self._controller.send(ChangeConfig(config=config))
        elif change is Change.REBUILD:
            known = self._kept.weights_of(config) if self._model.is_walking else None
            self.start(
                training=self.state is not RunState.PAUSED,
                weights=known,
                inherit=known is None and differs_only_in_layers(before, config),
            )

    @Slot(object)
    def _on_event_arrived(self, event: RunEvent) -> None:
        state = _STATE_OF_EVENT.get(event.kind)
        if event.kind is EventKind.ENGINE_LOST and event.details.get("resumed_step") is None:
            state = RunState.PAUSED
        if state is not None:
            self._set_state(state)
        if "config" in event.details:
            self._is_mending = True
            self._model.follow(event.details["config"])
            self._is_mending = False
        self.event_told.emit(event)

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)
