"""Each field takes a config and asks for another; showing one asks for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from playground.app.tool_bar_fields import (
    SPEEDS,
    ActivationSelector,
    LearningRateSelector,
    OptimizerSelector,
    SeedField,
    SpeedSlider,
    rate_text,
)
from playground.engine import Dense
from playground.experiment import set_value
from playground.experiment.config import ExperimentConfig, NetworkConfig

FIELDS = (ActivationSelector, LearningRateSelector, OptimizerSelector, SeedField)


def choose(box: QComboBox, text: str) -> None:
    index = box.findText(text)
    assert index >= 0, text
    box.setCurrentIndex(index)
    box.activated.emit(index)


@pytest.mark.parametrize("kind", FIELDS)
def test_showing_a_config_asks_for_nothing(qtbot: QtBot, kind: type[QWidget]) -> None:
    field = kind()
    qtbot.addWidget(field)
    asked: list[ExperimentConfig] = []
    field.config_changed.connect(asked.append)  # type: ignore[attr-defined]  # all of them have it
    base = ExperimentConfig()
    field.set_config(base)  # type: ignore[attr-defined]
    field.set_config(replace(base, seed=9, optimizer=replace(base.optimizer, kind="sgd", learning_rate=0.1)))  # type: ignore[attr-defined]
    assert not asked


def test_every_field_changes_one_thing(qtbot: QtBot) -> None:
    base = ExperimentConfig()
    asked: list[ExperimentConfig] = []
    for kind in FIELDS:
        field = kind()
        qtbot.addWidget(field)
        field.set_config(base)
        field.config_changed.connect(asked.append)
        if isinstance(field, SeedField):
            field.setValue(12)
        elif isinstance(field, LearningRateSelector):
            choose(field, "0.03")
        elif isinstance(field, OptimizerSelector):
            choose(field, "SGD")
        else:
            choose(field, "Sigmoid")
    activation, rate, optimizer, seed = asked
    assert [layer.activation for layer in activation.network.layers if isinstance(layer, Dense)] == [
        "sigmoid"
    ] * 2
    assert rate == replace(base, optimizer=replace(base.optimizer, learning_rate=0.03))
    assert optimizer == replace(base, optimizer=replace(base.optimizer, kind="sgd"))
    assert seed == replace(base, seed=12)


def test_mixed_activations_are_called_so(qtbot: QtBot) -> None:
    field = ActivationSelector()
    qtbot.addWidget(field)
    layers = (Dense(units=4, activation="relu"), Dense(units=4, activation="tanh"))
    field.set_config(ExperimentConfig(network=NetworkConfig(layers=layers)))
    assert field.currentIndex() == -1
    assert field.placeholderText() == "mixed"


def test_without_hidden_layers_there_is_nothing_to_switch(qtbot: QtBot) -> None:
    field = ActivationSelector()
    qtbot.addWidget(field)
    field.set_config(ExperimentConfig(network=NetworkConfig(layers=())))
    assert not field.isEnabled()


def test_a_learning_rate_from_elsewhere_is_shown_among_the_others(qtbot: QtBot) -> None:
    field = LearningRateSelector()
    qtbot.addWidget(field)
    base = ExperimentConfig()
    field.set_config(replace(base, optimizer=replace(base.optimizer, learning_rate=0.0047)))
    assert field.currentText() == "0.0047"
    texts = [field.itemText(index) for index in range(field.count())]
    assert texts.index("0.003") < texts.index("0.0047") < texts.index("0.01")
    field.set_config(base)
    assert field.currentText() == "0.001"
    assert field.findText("0.0047") < 0


@pytest.mark.parametrize(("rate", "text"), [(0.00001, "0.00001"), (0.3, "0.3"), (10.0, "10"), (0.0, "0")])
def test_rates_are_written_as_people_write_them(rate: float, text: str) -> None:
    assert rate_text(rate) == text


def test_the_dice_always_give_another_seed(qtbot: QtBot) -> None:
    field = SeedField()
    qtbot.addWidget(field)
    asked: list[ExperimentConfig] = []
    field.config_changed.connect(asked.append)
    field.set_config(ExperimentConfig(seed=7))
    for _ in range(20):
        field.draw()
    assert len(asked) == 20
    assert all(config.seed != 7 for config in asked)


def test_the_speed_goes_from_one_update_a_second_to_all_there_is(qtbot: QtBot) -> None:
    slider = SpeedSlider()
    qtbot.addWidget(slider)
    heard: list[object] = []
    slider.speed_changed.connect(heard.append)
    assert slider.speed is None
    slider.setValue(0)
    assert heard == [SPEEDS[0]]
    assert slider.short_text() == "1/s"


def test_the_activation_shown_is_that_of_the_layers_that_bend(qtbot: QtBot) -> None:
    selector = ActivationSelector()
    qtbot.addWidget(selector)
    for layers, shown in (
        ("8:identity, bn:sigmoid, residual(8:sigmoid, 8:identity)", "Sigmoid"),
        ("8:identity", "Linear"),
        ("8:relu, 8:tanh", ""),
        ("none", ""),
    ):
        selector.set_config(set_value(ExperimentConfig(), "layers", layers))
        assert selector.currentText() == shown
        assert selector.isEnabled() == (layers != "none")
