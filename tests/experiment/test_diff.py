"""What a change asks of a running training, setting by setting."""

from __future__ import annotations

import pytest

from playground.experiment import FIELDS, Change, ExperimentConfig, changed_paths, diff, set_value

OLD = ExperimentConfig()

HOT = [
    ("data.augmentation", "off"),
    ("activation", "sigmoid"),
    ("network.layer2.activation", "tanh"),
    ("loss.kind", "squared_error"),
    ("loss.l2", 0.1),
    ("optimizer.kind", "sgd"),
    ("optimizer.learning_rate", 0.5),
    ("optimizer.momentum", 0.5),
    ("optimizer.beta1", 0.5),
    ("optimizer.beta2", 0.5),
    ("optimizer.epsilon", 0.5),
    ("training.batch_size", 0),
    ("training.max_epochs", 9),
    ("training.patience_epochs", 9),
]
REBUILD = [
    ("network.layers", "128"),
    ("network.layers", "128,64,32"),
    ("network.layers", "none"),
    ("network.layer1.units", 127),
    ("network.initialization", "glorot"),
    ("network.initialization_scale", 0.5),
    ("network.output_activation", "sigmoid"),
    ("seed", 8),
]


@pytest.mark.parametrize(("path", "value"), HOT)
def test_hot(path: str, value: object) -> None:
    new = set_value(OLD, path, value)
    assert diff(OLD, new) is Change.HOT
    assert diff(new, OLD) is Change.HOT


@pytest.mark.parametrize(("path", "value"), REBUILD)
def test_rebuild(path: str, value: object) -> None:
    new = set_value(OLD, path, value)
    assert diff(OLD, new) is Change.REBUILD
    assert diff(new, OLD) is Change.REBUILD


def test_the_tables_above_cover_every_setting() -> None:
    changed = [set_value(OLD, path, value) for path, value in HOT + REBUILD]
    touched = {path for new in changed for path in changed_paths(OLD, new)}
    # There is one data set so far.
    assert touched == set(FIELDS) - {"data.dataset"}
    assert FIELDS["data.dataset"].change is Change.REBUILD


def test_nothing() -> None:
    assert diff(OLD, ExperimentConfig()) is Change.NONE
    assert changed_paths(OLD, OLD) == ()


def test_one_rebuild_among_hot_changes_rebuilds() -> None:
    new = set_value(set_value(OLD, "learning_rate", 1), "seed", 8)
    assert diff(OLD, new) is Change.REBUILD
    assert changed_paths(OLD, new) == ("optimizer.learning_rate", "seed")
