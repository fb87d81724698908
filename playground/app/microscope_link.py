"""Between the microscope, the engine that is asked, and the network that lights up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from playground.app.dataset_feed import DatasetFeed
from playground.app.docks import Docks
from playground.app.drawing_probe import DrawingProbe
from playground.app.run_control import RunControl
from playground.canvas.panel import DigitPanel
from playground.data import Dataset
from playground.engine.trace import StepTrace
from playground.experiment.config import ExperimentConfig
from playground.explain.microscope.panel import MicroscopePanel
from playground.explain.walk.page import Lit
from playground.explain.walk.sight import facts_of
from playground.training.controller import TrainingController
from playground.training.messages import EventKind, ParameterSlice, Question, RunEvent, RunState, Told
from playground.views.answers_words import example_name
from playground.views.network.marks import DiagramMarks
from playground.views.network.view import NetworkView

_MOVED = (
    EventKind.PAUSED,
    EventKind.FINISHED,
    EventKind.RESTORED,
    EventKind.SOUGHT,
    EventKind.PARAMETERS_SET,
    EventKind.CHANGED,
)


class MicroscopeLink(QObject):
    """Opens the microscope in place of the instruments, and keeps it on the update that comes next."""

    def __init__(
        self,
        panel: MicroscopePanel,
        network: NetworkView,
        controller: TrainingController,
        run: RunControl,
        docks: Docks,
        action: QAction,
        digits: DigitPanel,
        probe: DrawingProbe,
        data: DatasetFeed,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._network = network
        self._controller = controller
        self._run = run
        self._docks = docks
        self._action = action
        self._probe = probe
        self._data = data
        self._asked: dict[int, Question] = {}
        self._is_stepping = False
        digits.drawing_changed.connect(panel.set_drawing)
        panel.closed.connect(self._on_closed)
        panel.question_asked.connect(self._on_question_asked)
        panel.update_requested.connect(self._on_update_requested)
        panel.look_requested.connect(self._on_look_requested)
        panel.marks_changed.connect(self._on_marks_changed)
        network.parameter_picked.connect(self._on_parameter_picked)
        network.unit_picked.connect(self._on_unit_picked)
        controller.answer_arrived.connect(self._on_answer_arrived)
        run.event_told.connect(self._on_event_told)
        run.run_started.connect(self._on_run_started)

    @property
    def is_open(self) -> bool:
        """Whether the microscope is on the screen."""
        return self._action.isChecked()

    def show_facts(self, dataset: Dataset | None, config: ExperimentConfig) -> None:
        """What the pages need to know beside a trace."""
        self._panel.set_facts(facts_of(dataset, config.optimizer.learning_rate))

    def show(self, on: bool) -> None:
        """Open the microscope, or put the instruments back."""
        if on:
            if self._run.is_training:
                self._run.pause()
            self._docks.focus("microscope")
            self._panel.begin()
            self._panel.setFocus()
        else:
            self._docks.end_focus()
            self._docks.docks["microscope"].hide()
            self._network.set_marks(None)
            self._probe.look_into(None)

    @Slot()
    def _on_closed(self) -> None:
        self._action.setChecked(False)

    @Slot(object)
    def _on_question_asked(self, question: Question) -> None:
        self._panel.set_busy(True)
        self._asked[self._controller.ask(question)] = question

    @Slot(object)
    def _on_answer_arrived(self, told: Told) -> None:
        if self._asked.pop(told.question_id, None) is None or told.run_id != self._controller.run_id:
            return
        self._panel.set_busy(False)
        if isinstance(told.answer, StepTrace):
            self._panel.set_trace(told.answer)
            self._show_input(told.answer)
            if self._run.is_training and not self._is_stepping:
                self._panel.set_past(True)
        elif isinstance(told.answer, ParameterSlice):
            self._panel.set_slice(told.answer)
        else:
            self._panel.set_problem(told.problem)

    def _show_input(self, trace: StepTrace) -> None:
        """Let the network show the example that the pages are about."""
        dataset = self._data.dataset
        if not self.is_open or trace.split == "own" or dataset is None:
            self._panel.set_example_name("")
            self._probe.look_into(None)
            return
        name = example_name(dataset, trace.split, trace.index)
        self._panel.set_example_name(name)
        self._probe.look_into(trace.layers[0].x[trace.row].reshape(-1), name)

    @Slot(str, int)
    def pick(self, split: str, index: int) -> None:
        """An example of the data was picked: the pages may be about it."""
        self._panel.set_picked(split, index)

    @Slot()
    def _on_look_requested(self) -> None:
        if self._run.is_training:
            # The trace follows when the pause is told.
            self._run.pause()
        else:
            self._panel.begin()

    @Slot()
    def _on_update_requested(self) -> None:
        self._is_stepping = True
        self._run.step()

    @Slot(object)
    def _on_event_told(self, event: RunEvent) -> None:
        if not self.is_open:
            return
        if event.kind in _MOVED and self._run.state is not RunState.TRAINING:
            self._is_stepping = False
            self._panel.begin()
        elif event.kind is EventKind.TRAINING and not self._is_stepping:
            # The numbers on the pages are of a step that is long past.
            self._panel.set_past(True)

    @Slot()
    def _on_run_started(self) -> None:
        self._asked.clear()
        self._panel.clear()
        self._network.set_marks(None)
        self._probe.look_into(None)

    @Slot(object)
    def _on_marks_changed(self, lit: Lit | None) -> None:
        if lit is None or not self.is_open:
            self._network.set_marks(None)
            return
        self._network.set_marks(
            DiagramMarks(
                layers=lit.layers,
                units=lit.units,
                links=lit.links,
                direction=lit.direction,
                animate=self._panel.motion,
            )
        )

    @Slot(str, object)
    def _on_parameter_picked(self, name: str, index: tuple[int, ...]) -> None:
        if self.is_open:
            self._panel.show_parameter(name, index)

    @Slot(str, int)
    def _on_unit_picked(self, layer: str, unit: int) -> None:
        if self.is_open:
            self._panel.show_drawn_unit(layer, unit)
