"""Between the list of runs, the curves that are compared, and the way back to a run."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from playground.app.experiment_model import ExperimentModel
from playground.app.panels import Panels
from playground.app.run_archive import RunArchive
from playground.app.run_control import RunControl
from playground.experiment.config import ExperimentConfig
from playground.training.messages import EventKind, RunEvent, RunRecord, Snapshot


class RunListLink(QObject):
    """Shows the kept runs and carries out what is asked of them. Lives in the GUI thread."""

    def __init__(
        self, panels: Panels, archive: RunArchive, model: ExperimentModel, run: RunControl, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._panels = panels
        self._archive = archive
        self._model = model
        self._run = run
        self._snapshot: Snapshot | None = None
        self._is_connected = False
        run.event_told.connect(self._on_event_told)

    def connect_list(self) -> None:
        """The list is there now."""
        self._is_connected = True
        runs = self._panels.runs
        runs.overlays_changed.connect(self._on_overlays_changed)
        runs.return_requested.connect(self._on_return_requested)
        runs.forget_requested.connect(self._archive.forget)
        runs.renamed.connect(self._on_renamed)
        self._archive.records_changed.connect(self._on_records_changed)
        runs.set_present(self._model.config, self._snapshot)
        runs.set_records(self._archive.records)

    def show_config(self, config: ExperimentConfig) -> None:
        """The present run has this experiment."""
        if self._is_connected:
            self._panels.runs.set_present(config, self._snapshot)

    def refresh(self, snapshot: Snapshot | None) -> None:
        """The figures of the present run; four times a second at most."""
        self._snapshot = snapshot
        self.show_config(self._model.config)

    @Slot(object)
    def _on_records_changed(self, records: tuple[RunRecord, ...]) -> None:
        self._panels.runs.set_records(records)

    @Slot(object)
    def _on_overlays_changed(self, run_ids: tuple[int, ...]) -> None:
        records = tuple(record for record in self._archive.records if record.run_id in run_ids)
        self._panels.loss.set_overlays(records, self._panels.runs.names)

    @Slot(object)
    def _on_event_told(self, event: RunEvent) -> None:
        """After a fork the run that it left stays in sight, as a curve to compare."""
        if event.kind is EventKind.FORKED:
            runs = self._panels.runs
            runs.set_overlays((*runs.overlays, event.details["parent_run_id"]))
            self._on_overlays_changed(runs.overlays)

    @Slot(int, str)
    def _on_renamed(self, _run_id: int, _name: str) -> None:
        self._on_overlays_changed(self._panels.runs.overlays)

    @Slot(int)
    def _on_return_requested(self, run_id: int) -> None:
        record = self._archive.record(run_id)
        if record is not None:
            self._run.return_to(record)
            self._archive.forget(run_id)
