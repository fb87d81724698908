"""What a change asks of a running training, setting by setting."""

from __future__ import annotations

import pytest

from playground.experiment import FIELDS, Change, ExperimentConfig, changed_paths, diff, set_value

OLD = ExperimentConfig()
DEEP = set_value(
    OLD,
    "network.layers",
    "conv4k3p1, bn:relu, pool2, residual(conv4, dropout0.2), flatten, layernorm:tanh, dropout0.5, 16",
)

HOT = [
    ("data.augmentation", "off"),
    ("activation", "sigmoid"),
    ("network.layer2.activation", "tanh"),
    ("loss.kind", "squared_error"),
    ("loss.l1", 0.1),
    ("loss.l2", 0.1),
    ("loss.label_smoothing", 0.1),
    ("loss.class_weights", "balanced"),
    ("loss.huber_delta", 0.1),
    ("optimizer.kind", "sgd"),
    ("optimizer.learning_rate", 0.5),
    ("optimizer.momentum", 0.5),
    ("optimizer.beta1", 0.5),
    ("optimizer.beta2", 0.5),
    ("optimizer.epsilon", 0.5),
    ("optimizer.decay", 0.5),
    ("optimizer.weight_decay", 0.5),
    ("optimizer.clip_value", 0.5),
    ("optimizer.clip_norm", 0.5),
    ("schedule.kind", "cosine"),
    ("schedule.warm_up_epochs", 0.5),
    ("schedule.every_epochs", 0.5),
    ("schedule.decay", 0.2),
    ("schedule.epoch_decay", 0.2),
    ("schedule.total_epochs", 0.5),
    ("schedule.final", 0.5),
    ("schedule.patience", 1),
    ("training.batch_size", 0),
    ("training.max_epochs", 9),
    ("training.patience_epochs", 9),
    ("network.frozen", "layer1.weights[0,3], layer2.biases[1]"),
    ("network.cut", "layer1.weights[0,3]"),
    ("network.silenced", "layer1[3]"),
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
    ("data.dataset", "circle"),
]
OF_SOME_DATA = [
    ("data.n_examples", 100),
    ("data.noise", 0.3),
    ("data.train_share", 0.5),
    ("data.imbalance", 0.5),
    ("data.seed", 2),
    ("data.features", "x1, x2, min(x1, x2)"),
    ("data.points", "1,2,0; 3,4,1"),
    ("data.file", "table.csv"),
    ("data.digest", "ab"),
    ("data.delimiter", ";"),
    ("data.decimal", "Decimal comma"),
    ("data.has_header", "no"),
    ("data.input_columns", "0, 2"),
    ("data.target_column", 3),
    ("data.is_regression", "yes"),
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


@pytest.mark.parametrize(("path", "value"), OF_SOME_DATA)
def test_a_setting_of_the_data_rebuilds_only_where_it_counts(path: str, value: object) -> None:
    assert diff(OLD, set_value(OLD, path, value)) is Change.HOT
    using = set_value(OLD, "data.dataset", FIELDS[path].needs_kind[0])
    assert diff(using, set_value(using, path, value)) is Change.REBUILD


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("layer1.activation", "tanh"),
        ("layer2.momentum", 0.2),
        ("layer2.epsilon", 0.2),
        ("layer4.activation", "tanh"),
        ("layer4.layer1.activation", "tanh"),
        ("layer4.layer2.rate", 0.4),
        ("layer6.epsilon", 0.1),
        ("layer7.rate", 0.4),
        ("activation", "tanh"),
    ],
)
def test_hot_in_a_layer(path: str, value: object) -> None:
    new = set_value(DEEP, path, value)
    assert new != DEEP
    assert diff(DEEP, new) is diff(new, DEEP) is Change.HOT


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("layer1.channels", 5),
        ("layer1.kernel_size", 5),
        ("layer1.stride", 2),
        ("layer1.padding", 0),
        ("layer3.size", 3),
        ("layer3.stride", 1),
        ("layer4.layer1.channels", 5),
        ("layer8.units", 17),
    ],
)
def test_rebuild_in_a_layer(path: str, value: object) -> None:
    new = set_value(DEEP, path, value)
    assert diff(DEEP, new) is diff(new, DEEP) is Change.REBUILD


def test_another_kind_or_number_of_layers_rebuilds_also_inside_a_block() -> None:
    for layers in (
        "residual(64)",
        "residual(64,64)",
        "residual(64,dropout0.1)",
        "residual(64,dropout0.2,64)",
    ):
        new = set_value(OLD, "layers", layers)
        other = set_value(OLD, "layers", "residual(64,layernorm)")
        assert diff(new, other) is diff(other, new) is Change.REBUILD


def test_the_tables_above_cover_every_setting() -> None:
    changed = [set_value(OLD, path, value) for path, value in HOT + REBUILD]
    touched = {path for new in changed for path in changed_paths(OLD, new)}
    assert touched == set(FIELDS) - {path for path, _ in OF_SOME_DATA}


def test_nothing() -> None:
    assert diff(OLD, ExperimentConfig()) is Change.NONE
    assert changed_paths(OLD, OLD) == ()


def test_one_rebuild_among_hot_changes_rebuilds() -> None:
    new = set_value(set_value(OLD, "learning_rate", 1), "seed", 8)
    assert diff(OLD, new) is Change.REBUILD
    assert changed_paths(OLD, new) == ("optimizer.learning_rate", "seed")
