"""The runs that were laid aside: what the list shows, whose curves are compared, and the way back to them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from playground.training.controller import TrainingController
from playground.training.messages import EventKind, RunEvent, RunRecord

MOST_RECORDS = 30


class RunArchive(QObject):
    """Keeps the records of former runs, newest last. Lives in the GUI thread.

    The engine holds the past of as many of them as its memory allows; the newest moment of each is kept here
    as well, so that a dead engine loses none.
    """

    records_changed = Signal(object)
    """Tuple of `RunRecord`."""

    def __init__(self, controller: TrainingController, parent: QObject) -> None:
        super().__init__(parent)
        self._records: dict[int, RunRecord] = {}
        controller.event_arrived.connect(self._on_event_arrived)

    @property
    def records(self) -> tuple[RunRecord, ...]:
        return tuple(self._records.values())

    def record(self, run_id: int) -> RunRecord | None:
        """The record of one run."""
        return self._records.get(run_id)

    def forget(self, run_id: int) -> None:
        """Take a run off the list."""
        if self._records.pop(run_id, None) is not None:
            self.records_changed.emit(self.records)

    @Slot(object)
    def _on_event_arrived(self, event: RunEvent) -> None:
        if event.kind is not EventKind.RUN_KEPT:
            return
        record: RunRecord = event.details["record"]
        self._records.pop(record.run_id, None)
        self._records[record.run_id] = record
        while len(self._records) > MOST_RECORDS:
            self._records.pop(next(iter(self._records)))
        self.records_changed.emit(self.records)
