"""One truth, with a way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from playground.app.experiment_model import ExperimentModel, HandEdit
from playground.engine import Dense
from playground.experiment import Change
from playground.experiment.config import ExperimentConfig
from playground.training.messages import ParameterEdit


def with_rate(rate: float) -> ExperimentConfig:
    base = ExperimentConfig()
    return replace(base, optimizer=replace(base.optimizer, learning_rate=rate))


@pytest.fixture
def heard() -> list[tuple[ExperimentConfig, Change]]:
    return []


@pytest.fixture
def model(qtbot: object, heard: list[tuple[ExperimentConfig, Change]]) -> ExperimentModel:
    model = ExperimentModel(ExperimentConfig())
    model.config_changed.connect(lambda config, change: heard.append((config, change)))
    return model


def test_a_change_is_told_with_what_it_asks_of_the_run(model: ExperimentModel, heard: list) -> None:
    assert model.apply(with_rate(0.1))
    assert model.apply(replace(with_rate(0.1), seed=8))
    assert [change for _, change in heard] == [Change.HOT, Change.REBUILD]


def test_the_same_config_is_no_change(model: ExperimentModel, heard: list) -> None:
    assert not model.apply(ExperimentConfig())
    assert not heard
    assert not model.can_undo


def test_undo_and_redo_walk_the_same_way_back_and_forth(model: ExperimentModel, heard: list) -> None:
    rates = [0.001, 0.01, 0.1, 1.0]
    for rate in rates:
        model.apply(with_rate(rate))
    seen = [model.config.optimizer.learning_rate]
    while model.can_undo:
        model.undo()
        seen.append(model.config.optimizer.learning_rate)
    assert seen == [1.0, 0.1, 0.01, 0.001]
    while model.can_redo:
        model.redo()
    assert model.config.optimizer.learning_rate == 1.0


def test_a_new_change_ends_the_way_forth(model: ExperimentModel) -> None:
    model.apply(with_rate(0.1))
    model.undo()
    model.apply(with_rate(0.3))
    assert not model.can_redo


def test_what_cant_be_computed_is_refused_with_a_sentence(model: ExperimentModel, heard: list) -> None:
    refused: list[str] = []
    model.config_refused.connect(refused.append)
    assert not model.apply(with_rate(-1.0))
    assert len(refused) == 1
    assert refused[0]
    assert model.config == ExperimentConfig()
    assert not heard


def set_to(value: float, index: int = 0) -> tuple[ParameterEdit, ...]:
    return (ParameterEdit(name="layer1.weights", index=(0, index), value=value),)


@pytest.fixture
def wanted(model: ExperimentModel) -> list[tuple[ParameterEdit, ...]]:
    asked: list[tuple[ParameterEdit, ...]] = []
    model.parameters_wanted.connect(asked.append)
    return asked


def test_a_weight_set_by_hand_is_undone_and_redone(model: ExperimentModel, wanted: list) -> None:
    model.note_hand_edit(HandEdit(old=set_to(0.5), new=set_to(2.0)))
    model.undo()
    assert wanted == [set_to(0.5)]
    assert not model.can_undo
    model.redo()
    assert wanted == [set_to(0.5), set_to(2.0)]


def test_a_drag_is_undone_as_a_whole(model: ExperimentModel, wanted: list) -> None:
    model.note_hand_edit(HandEdit(old=set_to(0.5), new=set_to(0.6)))
    model.note_hand_edit(HandEdit(old=set_to(0.6), new=set_to(0.7)), goes_on=True)
    model.note_hand_edit(HandEdit(old=set_to(0.1, 3), new=set_to(0.2, 3)), goes_on=True)
    model.undo()
    model.undo()
    assert wanted == [set_to(0.1, 3), set_to(0.5)]
    assert not model.can_undo


def test_settings_and_weights_are_undone_in_the_order_of_their_changes(
    model: ExperimentModel, heard: list, wanted: list
) -> None:
    model.apply(with_rate(0.1))
    model.note_hand_edit(HandEdit(old=set_to(0.5), new=set_to(2.0)))
    model.apply(with_rate(1.0))
    model.undo()
    assert model.config == with_rate(0.1)
    assert not wanted
    model.undo()
    assert wanted == [set_to(0.5)]
    model.undo()
    assert model.config == ExperimentConfig()
    assert heard[-1][1] is Change.HOT


def test_marks_without_a_place_go_with_a_change_of_layers_and_are_refused_by_themselves(
    model: ExperimentModel, qtbot: QtBot
) -> None:
    base = ExperimentConfig()
    marked = replace(base, network=replace(base.network, silenced=("layer1[5]", "layer1[1]")))
    assert model.apply(marked)
    assert model.apply(replace(marked, network=replace(marked.network, layers=(Dense(units=4),))))
    assert model.config.network.silenced == ("layer1[1]",)
    model.undo()
    assert model.config == marked
    with qtbot.waitSignal(model.config_refused) as refused:
        model.apply(replace(marked, network=replace(marked.network, silenced=("layer1[500]",))))
    assert "layer1[500]" in refused.args[0]
