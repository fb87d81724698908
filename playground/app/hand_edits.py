"""Weights set by hand on the picture, and parts of the network held, cut or switched off."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.experiment_model import ExperimentModel, HandEdit
from playground.app.run_control import RunControl
from playground.training.controller import TrainingController
from playground.training.messages import EventKind, ParameterEdit, RunEvent, SetParameters

ONE_GESTURE_S = 0.6
"""Edits of the same parameter in shorter intervals are one drag, and undone as one."""


class HandEdits(QObject):
    """Sends what is set by hand to the engine and, once it is told back, lets undo know. GUI thread."""

    config_changed = Signal(object)

    def __init__(
        self, controller: TrainingController, model: ExperimentModel, run: RunControl, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._run = run
        self._model = model
        self._unrecorded: list[tuple[ParameterEdit, ...]] = []
        self._last_at = float("-inf")
        model.parameters_wanted.connect(self._on_parameters_wanted)
        controller.event_arrived.connect(self._on_event_arrived)

    @Slot(object)
    def set_parameters(self, edits: tuple[ParameterEdit, ...]) -> None:
        """Set parameters between two steps; in the past, of a run of its own."""
        self._run.leave_past()
        self._controller.send(SetParameters(edits=edits))

    @Slot(object)
    def set_marks(self, marks: dict[str, tuple[str, ...]]) -> None:
        """Freeze, cut or switch off: a change of the experiment."""
        config = self._model.config
        network = config.network
        changed = replace(
            network,
            frozen=marks.get("frozen", network.frozen),
            cut=marks.get("cut", network.cut),
            silenced=marks.get("silenced", network.silenced),
        )
        self.config_changed.emit(replace(config, network=changed))

    @Slot(object)
    def _on_parameters_wanted(self, edits: tuple[ParameterEdit, ...]) -> None:
        self._unrecorded.append(edits)
        self.set_parameters(edits)

    @Slot(object)
    def _on_event_arrived(self, event: RunEvent) -> None:
        if event.kind is not EventKind.PARAMETERS_SET:
            return
        new = event.details["edits"]
        if new in self._unrecorded:
            self._unrecorded.remove(new)
            return
        now = perf_counter()
        goes_on = now - self._last_at < ONE_GESTURE_S
        self._last_at = now
        self._model.note_hand_edit(HandEdit(old=event.details["old"], new=new), goes_on=goes_on)
