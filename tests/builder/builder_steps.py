"""What a person does in the builder, in words of the tests."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.builder import BuilderPanel
from playground.builder.choice_combo import ChoiceCombo
from playground.experiment.config import ExperimentConfig


class Emitted(list[ExperimentConfig]):
    """The configs that the panel has emitted."""


def find(panel: BuilderPanel, name: str) -> QWidget:
    """The widget of this name, which must be there."""
    found = panel.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def click(qtbot: QtBot, widget: QWidget) -> None:
    """Press and release the left button on it."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(combo: QWidget, value: str) -> None:
    """Take one of the choices, as from the open list."""
    assert isinstance(combo, ChoiceCombo)
    index = combo.findData(value)
    combo.setCurrentIndex(index)
    combo.activated.emit(index)
