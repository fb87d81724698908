"""One truth, with a way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.app.experiment_model import ExperimentModel
from playground.experiment import Change
from playground.experiment.config import ExperimentConfig


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
