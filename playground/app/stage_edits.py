"""The picture is the control: what is pressed on the stage, as a new experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from playground.app.experiment_model import ExperimentModel
from playground.builder import edits
from playground.builder.edits import FIRST_LAYER, move_layer, remove_layer, set_setting, set_units
from playground.engine import Conv2d, Dense, Flatten, LayerSpec
from playground.experiment.config import ExperimentConfig
from playground.experiment.shapes import needs_picture
from playground.views.network.view import NetworkView

Spec = TypeVar("Spec", bound=LayerSpec)


def insert_layer(config: ExperimentConfig, index: int) -> ExperimentConfig:
    """A new hidden layer at `index`, like the one before it, else like the one after.

    Among layers that work on pictures it is a convolution that keeps their size; elsewhere a dense layer.
    """
    layers = config.network.layers
    return edits.insert_layer(config, (index,), _new_layer(layers[:index], layers[index:]))


def _new_layer(before: Sequence[LayerSpec], after: Sequence[LayerSpec]) -> LayerSpec:
    if needs_picture((*before, *after)) and not any(isinstance(layer, Dense | Flatten) for layer in before):
        convolution = _nearest(Conv2d, before, after) or Conv2d(channels=8)
        return replace(convolution, stride=1, padding=convolution.kernel_size // 2)
    return _nearest(Dense, before, after) or FIRST_LAYER


def _nearest(kind: type[Spec], before: Sequence[LayerSpec], after: Sequence[LayerSpec]) -> Spec | None:
    return next((layer for layer in (*reversed(before), *after) if isinstance(layer, kind)), None)


class StageEdits(QObject):
    """Listens to the buttons on the layers. Lives in the GUI thread."""

    config_changed = Signal(object)

    def __init__(self, view: NetworkView, model: ExperimentModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        view.layer_units_changed.connect(self._on_layer_units_changed)
        view.layer_insert_requested.connect(self._on_layer_insert_requested)
        view.layer_remove_requested.connect(self._on_layer_remove_requested)
        view.layer_moved.connect(self._on_layer_moved)
        view.layer_activation_changed.connect(self._on_layer_activation_changed)

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

    @Slot(int, int)
    def _on_layer_moved(self, index: int, target: int) -> None:
        if 0 <= index < self._n_layers and 0 <= target < self._n_layers:
            self.config_changed.emit(move_layer(self._model.config, index, target))

    @Slot(int, str)
    def _on_layer_activation_changed(self, index: int, activation: str) -> None:
        config = self._model.config
        if 0 <= index < self._n_layers and hasattr(config.network.layers[index], "activation"):
            self.config_changed.emit(set_setting(config, index, "activation", activation))
