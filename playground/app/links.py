"""What connects the panels with the run. Each link has one concern; the panels never know of each other."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.actions import Actions
from playground.app.dataset_feed import DatasetFeed
from playground.app.docks import Docks
from playground.app.drawing_lessons import DrawingLessons
from playground.app.drawing_probe import DrawingProbe
from playground.app.experiment_model import ExperimentModel
from playground.app.hand_edits import HandEdits
from playground.app.microscope_link import MicroscopeLink
from playground.app.panels import Panels
from playground.app.run_archive import RunArchive
from playground.app.run_control import RunControl
from playground.app.run_list_link import RunListLink
from playground.app.stage import Stage
from playground.app.stage_edits import StageEdits
from playground.app.time_travel import TimeTravel
from playground.data import Dataset
from playground.experiment.config import ExperimentConfig
from playground.explain.walk.sight import facts_of
from playground.training.controller import TrainingController
from playground.views.answers_words import example_name


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
        self._stage = stage
        self._probe = probe
        self.data = DatasetFeed(panels.dataset_views, self)
        self.edits = StageEdits(panels.network, model, self)
        self.hand_edits = HandEdits(controller, model, run, self)
        self.lessons = DrawingLessons(panels.digits, controller, run, self)
        self.microscope = MicroscopeLink(
            panels.microscope,
            panels.network,
            controller,
            run,
            docks,
            actions["microscope"],
            panels.digits,
            self,
        )
        self.travel = TimeTravel(controller, run, self)
        self.archive = RunArchive(controller, self)
        self.runs = RunListLink(panels, self.archive, model, run, self)
        self._connect(panels, actions)

    def show_config(self, config: ExperimentConfig) -> None:
        """Show the experiment where it is shown beside the builder and the tool bar."""
        self._panels.network.set_config(config)
        self._panels.plane.set_config(config)
        self.data.show(config)
        self._panels.microscope.set_facts(facts_of(self.data.dataset, config.optimizer.learning_rate))
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
        self._probe.example_named.connect(panels.network.set_example)
        for view in (panels.answers, panels.space, panels.batch):
            view.example_picked.connect(self._on_example_picked)
        actions["step_back"].triggered.connect(self.travel.step_back)
        panels.timeline.seek_requested.connect(self.travel.seek)
        panels.timeline.step_back_requested.connect(self.travel.step_back)
        panels.timeline.newest_requested.connect(self.travel.to_newest)
        panels.timeline.play_requested.connect(self.travel.play)
        panels.loss.seek_requested.connect(self.travel.seek)
        self.travel.recording_changed.connect(panels.loss.set_recording)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        panels = self._panels
        self._probe.show_example(None)
        if dataset is not None and dataset.image_shape is not None:
            self._stage.show_end(panels.digits)
        else:
            self._stage.show_end(panels.plane if dataset is not None and dataset.frame is not None else None)

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
