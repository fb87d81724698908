"""The picture is the control: what is pressed on the stage, as a new experiment."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.experiment_model import ExperimentModel
from playground.builder.edits import FIRST_LAYER, remove_layer, set_units, with_layers
from playground.experiment.config import ExperimentConfig
from playground.views.network_view import NetworkView


def insert_layer(config: ExperimentConfig, index: int) -> ExperimentConfig:
    """A new hidden layer at `index`, like the one before it, else like the one after."""
    layers = list(config.network.layers)
    neighbours = layers[max(0, index - 1) : index + 1]
    layers.insert(index, replace(neighbours[0]) if neighbours else FIRST_LAYER)
    return with_layers(config, layers)


class StageEdits(QObject):
    """Listens to the buttons on the layers. Lives in the GUI thread."""

    config_changed = Signal(object)

    def __init__(self, view: NetworkView, model: ExperimentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        view.layer_units_changed.connect(self._on_layer_units_changed)
        view.layer_insert_requested.connect(self._on_layer_insert_requested)
        view.layer_remove_requested.connect(self._on_layer_remove_requested)

    @property
    def _n_layers(self) -> int:
        return len(self._model.config.network.layers)

    @Slot(int, int)
    def _on_layer_units_changed(self, index: int, units: int) -> None:
        # The picture may be a frame behind the experiment.
        if 0 <= index < self._n_layers:
            self.config_changed.emit(set_units(self._model.config, index, units))

    @Slot(int)
    def _on_layer_insert_requested(self, index: int) -> None:
        if 0 <= index <= self._n_layers:
            self.config_changed.emit(insert_layer(self._model.config, index))

    @Slot(int)
    def _on_layer_remove_requested(self, index: int) -> None:
        if 0 <= index < self._n_layers:
            self.config_changed.emit(remove_layer(self._model.config, index))
