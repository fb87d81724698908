"""Hands the examples to the views that show them, whenever the data of the experiment change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from playground.data import Dataset
from playground.errors import PlaygroundError
from playground.experiment import load_data
from playground.experiment.config import DataConfig, ExperimentConfig


class DatasetView(Protocol):
    """What the feed asks of a view."""

    def set_dataset(self, dataset: Dataset | None) -> None: ...


class DatasetFeed(QObject):
    """Loads the data that the views show beside the numbers of the engine. Lives in the GUI thread."""

    dataset_changed = Signal(object)
    """`Dataset`, or None where it can't be loaded; the engine says why."""

    def __init__(self, views: Iterable[DatasetView], parent: QObject) -> None:
        super().__init__(parent)
        self._views = list(views)
        self._data: DataConfig | None = None
        self.dataset: Dataset | None = None

    def add(self, view: DatasetView) -> None:
        """One view more, from now on and for what is shown already."""
        self._views.append(view)
        view.set_dataset(self.dataset)

    def show(self, config: ExperimentConfig) -> None:
        """Show the data of `config`, unless they are shown already; a file that has changed is read again."""
        try:
            # The same settings give the same object again.
            dataset = load_data(config.data)
        except PlaygroundError:
            dataset = None
        if config.data == self._data and dataset is self.dataset:
            return
        self._data, self.dataset = config.data, dataset
        for view in self._views:
            view.set_dataset(self.dataset)
        self.dataset_changed.emit(self.dataset)
