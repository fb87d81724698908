"""The table of settings covers the config, and its limits hold its own suggestions and defaults."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest

from playground.engine import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, SCHEDULES
from playground.engine.layers import LAYERS
from playground.engine.specs import Conv2d, Residual
from playground.experiment import (
    FIELDS,
    LAYER_FIELDS,
    LAYER_KINDS,
    ExperimentConfig,
    Field,
    FieldKind,
    LayerKind,
    default_layer,
    get_value,
    problems,
)
from playground.experiment.config import NetworkConfig
from playground.experiment.fields import LEARNING_RATES
from playground.experiment.layer_kinds import setting_names
from playground.experiment.validation import field_problem

ALL = [*FIELDS.values(), *(field for kind in LAYER_KINDS.values() for field in kind.fields.values())]


def config_paths() -> set[str]:
    paths = set()
    for part in dataclasses.fields(ExperimentConfig):
        value = getattr(ExperimentConfig(), part.name)
        if dataclasses.is_dataclass(value):
            paths |= {f"{part.name}.{field.name}" for field in dataclasses.fields(value)}
        else:
            paths.add(part.name)
    return paths


def test_every_setting_of_the_config_is_in_the_table_and_no_other() -> None:
    assert set(FIELDS) == config_paths()


def test_every_layer_of_the_engine_is_in_the_table_with_every_setting() -> None:
    assert {kind.spec for kind in LAYER_KINDS.values()} == {*LAYERS, Residual}
    for name, kind in LAYER_KINDS.items():
        assert name == kind.kind == kind.spec.kind
        assert list(setting_names(kind.spec)) == list(kind.fields)


@pytest.mark.parametrize("kind", LAYER_KINDS.values(), ids=lambda kind: kind.kind)
@pytest.mark.parametrize("shape", [(784,), (3, 14, 14)], ids=["row", "pictures"])
def test_a_layer_from_the_menu_is_allowed(kind: LayerKind, shape: tuple[int, ...]) -> None:
    layer = default_layer(kind.kind, shape)
    for name, field in kind.fields.items():
        if field.kind is not FieldKind.LAYERS:
            assert field_problem(field, getattr(layer, name), name) is None
    start = () if len(shape) == 1 else (Conv2d(channels=3, stride=2, padding=1),)
    if len(shape) == 1 and kind.needs_picture:
        return
    network = NetworkConfig(layers=(*start, layer))
    assert problems(ExperimentConfig(network=network)) == []


def test_a_kind_of_layer_says_in_one_sentence_what_it_is_for() -> None:
    for kind in LAYER_KINDS.values():
        assert kind.label[0].isupper()
        assert kind.help.endswith(".")
        assert kind.help.count(".") == 1


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.path)
def test_a_field_explains_itself(field: Field) -> None:
    assert field.label
    assert field.help.endswith(".")
    # Cause and effect take more than a caption.
    assert len(field.help.split()) >= 15


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.path)
def test_what_a_field_offers_is_allowed(field: Field) -> None:
    offered = [choice.value for choice in field.choices] or list(field.suggestions)
    assert [field_problem(field, value, field.path) for value in offered] == [None] * len(offered)
    if field.kind is FieldKind.CHOICE:
        assert offered


@pytest.mark.parametrize("path", [path for path in FIELDS if path != "network.layers"])
def test_defaults_are_allowed(path: str) -> None:
    assert field_problem(FIELDS[path], get_value(ExperimentConfig(), path), path) is None


@pytest.mark.parametrize(
    ("path", "registry"),
    [
        ("loss.kind", LOSSES),
        ("optimizer.kind", OPTIMIZERS),
        ("schedule.kind", SCHEDULES),
        ("network.initialization", INITIALIZERS),
    ],
)
def test_choices_are_what_the_engine_offers(path: str, registry: dict[str, object]) -> None:
    assert [choice.value for choice in FIELDS[path].choices] == list(registry)


def test_each_activation_has_a_name_for_people() -> None:
    labels = {choice.value: choice.label for choice in LAYER_FIELDS["activation"].choices}
    assert list(labels) == list(ACTIVATIONS)
    assert labels["relu"] == "ReLU"


def test_learning_rates_go_from_a_hundred_thousandth_to_ten_in_steps_of_three() -> None:
    assert LEARNING_RATES[0] == 0.00001
    assert LEARNING_RATES[-1] == 10
    ratios = [after / before for before, after in pairwise(LEARNING_RATES)]
    assert all(2.9 < ratio < 3.5 for ratio in ratios)


def test_a_setting_that_only_some_optimisers_use_says_so() -> None:
    assert FIELDS["optimizer.momentum"].needs_kind == ("momentum", "nesterov")
    assert "adam" in FIELDS["optimizer.beta1"].needs_kind
    assert FIELDS["optimizer.learning_rate"].needs_kind == ()
