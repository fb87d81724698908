"""What connects the panels with the run. Each link has one concern; the panels never know of each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.actions import Actions
from playground.app.dataset_feed import DatasetFeed
from playground.app.docks import Docks
from playground.app.drawing_lessons import DrawingLessons
from playground.app.drawing_probe import DrawingProbe
from playground.app.experiment_model import ExperimentModel
from playground.app.hand_edits import HandEdits
from playground.app.panels import Panels
from playground.app.run_archive import RunArchive
from playground.app.run_control import RunControl
from playground.app.run_list_link import RunListLink
from playground.app.stage import Stage
from playground.app.stage_edits import StageEdits
from playground.app.time_travel import TimeTravel
from playground.data import Dataset
from playground.experiment.config import ExperimentConfig
from playground.training.controller import TrainingController
from playground.views.answers_words import example_name
from playground.views.plane.view import PAINTED

if TYPE_CHECKING:
    from playground.app.microscope_link import MicroscopeLink
    from playground.views.answers_view import AnswersView
    from playground.views.batch_view import BatchView
    from playground.views.space_view import SpaceView


class Links(QObject):
    """Makes and holds the links. Lives in the GUI thread."""

    config_changed = Signal(object)
    """An experiment that somebody asked for on a picture."""
    told = Signal(str)
    """A sentence for the person."""

    def __init__(
        self,
        panels: Panels,
        controller: TrainingController,
        model: ExperimentModel,
        run: RunControl,
        stage: Stage,
        docks: Docks,
        actions: Actions,
        probe: DrawingProbe,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._panels = panels
        self._model = model
        self._controller = controller
        self._run = run
        self._docks = docks
        self._actions = actions
        self._stage = stage
        self._probe = probe
        self.data = DatasetFeed((panels.plane, panels.network), self)
        self.edits = StageEdits(panels.network, model, self)
        self.hand_edits = HandEdits(controller, model, run, self)
        self.lessons = DrawingLessons(panels.digits, controller, run, self)
        self.microscope: MicroscopeLink | None = None
        """There once the microscope has been opened."""
        self._picked = ("train", -1)
        self.travel = TimeTravel(controller, run, self)
        self.archive = RunArchive(controller, self)
        self.runs = RunListLink(panels, self.archive, model, run, self)
        self._connect(panels, actions)

    def show_config(self, config: ExperimentConfig) -> None:
        """Show the experiment where it is shown beside the builder and the tool bar."""
        self._panels.network.set_config(config)
        self._panels.plane.set_config(config)
        self.data.show(config)
        if self.microscope is not None:
            self.microscope.show_facts(self.data.dataset, config)
        self.runs.show_config(config)

    def _connect(self, panels: Panels, actions: Actions) -> None:
        self.edits.config_changed.connect(self.config_changed)
        self.hand_edits.config_changed.connect(self.config_changed)
        panels.network.parameter_edited.connect(self.hand_edits.set_parameters)
        panels.network.marks_changed.connect(self.hand_edits.set_marks)
        panels.plane.points_edited.connect(self._on_points_edited)
        self.lessons.told.connect(self.told)
        self.data.dataset_changed.connect(self._on_dataset_changed)
        panels.plane.point_picked.connect(self._on_example_picked)
        panels.plane.point_dropped.connect(self._on_point_dropped)
        panels.plane.chosen_moved.connect(panels.network.set_example_place)
        self._probe.example_named.connect(panels.network.set_example)
        panels.late.made.connect(self._on_panel_made)
        actions["microscope"].toggled.connect(self._on_microscope_toggled)
        self._probe.example_named.connect(self._on_example_named)
        actions["step_back"].triggered.connect(self.travel.step_back)
        panels.timeline.seek_requested.connect(self.travel.seek)
        panels.timeline.step_back_requested.connect(self.travel.step_back)
        panels.timeline.newest_requested.connect(self.travel.to_newest)
        panels.timeline.play_requested.connect(self.travel.play)
        panels.loss.seek_requested.connect(self.travel.seek)
        self.travel.recording_changed.connect(panels.loss.set_recording)

    @Slot(str)
    def _on_panel_made(self, name: str) -> None:
        """Connect a panel that wasn't there before, and tell it what it missed."""
        panels = self._panels
        if name in ("answers", "space", "batch"):
            view: AnswersView | SpaceView | BatchView = getattr(panels, name)
            view.example_picked.connect(self._on_example_picked)
            self.data.add(view)
        elif name == "robustness":
            self.data.add(panels.robustness)
        elif name == "runs":
            self.runs.connect_list()
        elif name == "microscope":
            self._connect_microscope()

    def _connect_microscope(self) -> None:
        from playground.app.microscope_link import MicroscopeLink

        panels = self._panels
        self.microscope = MicroscopeLink(
            panels.microscope,
            panels.network,
            self._controller,
            self._run,
            self._docks,
            self._actions["microscope"],
            panels.digits,
            self._probe,
            self.data,
            self,
        )
        self.microscope.pick(*self._picked)
        self.microscope.show_facts(self.data.dataset, self._model.config)
        panels.microscope.set_drawing(self._probe.drawing)

    @Slot(bool)
    def _on_microscope_toggled(self, on: bool) -> None:
        if on and self.microscope is None:
            self._panels.late.get("microscope")
        if self.microscope is not None:
            self.microscope.show(on)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        panels = self._panels
        self._probe.show_example(None)
        self._pick("train", -1)
        if dataset is not None and dataset.image_shape is not None:
            self._stage.show_end(panels.digits)
            return
        # Painted points that are all wiped away are no data, but there must be something to paint on.
        is_plane = dataset.frame is not None if dataset is not None else self._is_painted()
        self._stage.show_end(panels.plane if is_plane else None)

    def _is_painted(self) -> bool:
        return self._model.config.data.dataset == PAINTED

    def _pick(self, split: str, row: int) -> None:
        """The example that was picked last, for the microscope; none with row −1."""
        self._picked = (split, row)
        if self.microscope is not None:
            self.microscope.pick(split, row)

    @Slot(object)
    def _on_points_edited(self, points: tuple[tuple[float, float, float], ...]) -> None:
        config = self._model.config
        self.config_changed.emit(replace(config, data=replace(config.data, dataset="paint", points=points)))

    @Slot(str, int)
    def _on_example_picked(self, split: str, row: int) -> None:
        dataset = self.data.dataset
        if dataset is None:
            return
        x = dataset.x_test if split == "test" else dataset.x_train
        if 0 <= row < len(x):
            self._probe.show_example(x[row], example_name(dataset, split, row))
            self._pick(split, row)
            self._panels.plane.set_chosen(split, row)

    @Slot()
    def _on_point_dropped(self) -> None:
        self._probe.show_example(None)

    @Slot(str)
    def _on_example_named(self, name: str) -> None:
        if not name:
            self._panels.plane.set_chosen()
