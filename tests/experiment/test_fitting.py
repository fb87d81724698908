"""Choosing other data never leads to an experiment that can't be run."""

from __future__ import annotations

from dataclasses import replace

import pytest
from experiment_strategies import configs
from hypothesis import given
from hypothesis import strategies as st

from playground.data import DATASETS, STARTER_POINTS
from playground.engine import LOSSES, Dense
from playground.experiment import (
    EXAMPLES,
    ExperimentConfig,
    diff,
    fitted,
    format_layers,
    is_used,
    problems,
    set_value,
    suggestion,
)
from playground.experiment.field import Change
from playground.experiment.fields import FIELDS
from playground.experiment.validation import REGRESSION_LOSSES, task_problems

DEFAULT = ExperimentConfig()
CHOOSABLE = [name for name, entry in DATASETS.items() if "file" not in entry.uses]


def choosing(config: ExperimentConfig, name: str) -> ExperimentConfig:
    """What the window does when somebody picks other data."""
    return fitted(replace(config, data=replace(config.data, dataset=name)), config)


@pytest.mark.parametrize("key", ["digits", "convolution", "residual", "spiral", "sine"])
@pytest.mark.parametrize("name", CHOOSABLE)
def test_from_any_example_to_any_data(key: str, name: str) -> None:
    chosen = choosing(EXAMPLES[key].config, name)
    assert chosen.data.dataset == name
    assert problems(chosen) == []
    assert fitted(chosen) == chosen


@given(configs(), st.sampled_from(CHOOSABLE))
def test_what_is_fitted_has_a_loss_for_its_task_and_needs_no_picture(
    config: ExperimentConfig, name: str
) -> None:
    chosen = choosing(config, name)
    assert task_problems(chosen) == []
    assert all(path.startswith("network.layer") for path, _ in problems(chosen))


def test_what_fits_comes_back_as_it_is() -> None:
    for example in EXAMPLES.values():
        assert fitted(example.config) == example.config


def test_going_there_and_back_restores_what_nobody_chose() -> None:
    config = set_value(DEFAULT, "loss.l2", 0.01)
    assert choosing(choosing(config, "sine"), "digits") == config
    there = choosing(config, "circle")
    assert format_layers(there.network.layers) == "4:tanh, 2:tanh"
    assert there.loss.l2 == 0.01


def test_what_somebody_chose_stays() -> None:
    config = set_value(set_value(DEFAULT, "layers", "20:tanh"), "learning_rate", 0.5)
    chosen = choosing(config, "moons")
    assert chosen.network.layers == (Dense(units=20, activation="tanh"),)
    assert chosen.optimizer.learning_rate == 0.5


def test_layers_for_pictures_go_where_there_are_none() -> None:
    config = set_value(DEFAULT, "layers", "conv4, pool2, flatten, 20, dropout0.1")
    assert format_layers(choosing(config, "circle").network.layers) == "20:relu, dropout0.1"
    only = set_value(DEFAULT, "layers", "conv4, pool2")
    assert format_layers(choosing(only, "circle").network.layers) == "4:tanh, 2:tanh"


def test_painting_begins_with_some_points_and_keeps_what_is_painted() -> None:
    painted = choosing(DEFAULT, "paint")
    assert painted.data.points == STARTER_POINTS
    own = ((1.0, 2.0, 0.0), (2.0, 1.0, 1.0))
    kept = choosing(replace(DEFAULT, data=replace(DEFAULT.data, points=own)), "paint")
    assert kept.data.points == own
    # Who erases everything gets nothing back.
    erased = replace(kept, data=replace(kept.data, points=()))
    assert fitted(erased, kept) == erased


@pytest.mark.parametrize("loss", LOSSES)
def test_a_regression_takes_only_losses_for_numbers(loss: str) -> None:
    config = set_value(set_value(DEFAULT, "data.dataset", "sine"), "loss", loss)
    found = problems(config)
    if loss in REGRESSION_LOSSES:
        assert found == []
        assert fitted(config).loss.kind == loss
    else:
        ((path, sentence),) = found
        assert path == "loss.kind"
        assert sentence.startswith(
            f"{LOSSES[loss].label} is a loss for classes, but these data ask for a number."
        )
        assert "absolute error, huber" in sentence
        assert fitted(config).loss.kind == "squared_error"


@pytest.mark.parametrize("loss", LOSSES)
def test_two_classes_take_every_loss(loss: str) -> None:
    assert problems(set_value(EXAMPLES["circle"].config, "loss", loss)) == []


@pytest.mark.parametrize("name", CHOOSABLE)
def test_a_suggestion_is_a_setting_that_is_allowed(name: str) -> None:
    config = choosing(DEFAULT, name)
    for path, value in suggestion(config.data).items():
        assert set_value(config, path, value) == config


def test_settings_are_used_by_the_data_that_they_are_for() -> None:
    circle = choosing(DEFAULT, "circle")
    used = {path for path, field in FIELDS.items() if path.startswith("data.") and is_used(field, circle)}
    assert used == {
        f"data.{name}"
        for name in ("dataset", "n_examples", "noise", "train_share", "imbalance", "seed", "features")
    }
    assert not is_used(FIELDS["data.imbalance"], choosing(DEFAULT, "sine"))
    assert is_used(FIELDS["data.augmentation"], DEFAULT)
    assert not is_used(FIELDS["data.augmentation"], circle)
    assert diff(circle, set_value(circle, "data.augmentation", "off")) is Change.HOT
