"""Marks that go with their layers, and those that are refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from playground.engine import Dense, Dropout, Residual
from playground.errors import ConfigError
from playground.experiment.codec import from_dict, to_dict
from playground.experiment.config import DataConfig, ExperimentConfig, NetworkConfig
from playground.experiment.fitting import fitted
from playground.experiment.marks import marks_of, with_fitting_marks, with_other_layers
from playground.experiment.validation import problems, validate

A, B, C = Dense(units=4), Dense(units=3), Dense(units=5)
FROZEN = (
    "layer1.weights[1,3]",
    "layer1.biases[0]",
    "layer2.weights[3,2]",
    "layer2.biases[2]",
    "layer3.weights[2,4]",
    "layer3.biases[4]",
    "layer4.weights[4,0]",
    "layer4.biases[0]",
)


def marked(*layers, **marks) -> ExperimentConfig:
    config = ExperimentConfig(
        data=DataConfig(dataset="circle"), network=NetworkConfig(layers=layers, **marks)
    )
    validate(config)
    return config


def test_marks_that_do_not_fit_are_refused_with_a_sentence():
    config = marked(A, B)
    for field, address, words in [
        ("frozen", "layer9.biases[0]", "no parameters called layer9.biases"),
        ("cut", "layer1.weights[2,0]", "lies outside"),
        ("cut", "layer1.biases[0]", "is no weight"),
        ("silenced", "layer1[4]", r"layer1\[0\] to layer1\[3\]"),
    ]:
        wrong = replace(config, network=replace(config.network, **{field: (address,)}))
        ((path, sentence),) = problems(wrong)
        assert path == f"network.{field}"
        with pytest.raises(ConfigError, match=words):
            from_dict(json.loads(json.dumps(to_dict(wrong))))
        assert address in sentence


def test_marks_of_an_experiment_whose_table_is_not_there_are_not_judged(tmp_path):
    data = DataConfig(dataset="table", file=str(tmp_path / "gone.csv"), target_column=2)
    config = replace(marked(A), data=data)
    assert problems(replace(config, network=replace(config.network, frozen=("layer1.weights[9,3]",)))) == []


def test_a_layer_taken_out_takes_its_marks_and_the_links_around_it():
    config = marked(A, B, C, frozen=FROZEN, silenced=("layer1[0]", "layer2[1]", "layer3[3]"))
    changed = with_other_layers(config, (A, C), (0, 2))
    assert changed.network.frozen == (
        "layer1.weights[1,3]",
        "layer1.biases[0]",
        "layer2.biases[4]",
        "layer3.weights[4,0]",
        "layer3.biases[0]",
    )
    assert changed.network.silenced == ("layer1[0]", "layer2[3]")
    assert problems(changed) == []


def test_a_layer_put_in_moves_the_marks_after_it():
    config = marked(A, B, cut=("layer1.weights[0,0]", "layer2.weights[1,1]", "layer3.weights[2,0]"))
    changed = with_other_layers(config, (A, A, B), (0, None, 1))
    assert changed.network.cut == ("layer1.weights[0,0]", "layer4.weights[2,0]")


def test_dropout_in_between_leaves_the_links():
    config = marked(A, B, cut=("layer2.weights[1,1]",), frozen=("layer3.biases[0]",))
    changed = with_other_layers(config, (A, Dropout(rate=0.5), B), (0, None, 1))
    assert (changed.network.cut, changed.network.frozen) == (("layer3.weights[1,1]",), ("layer4.biases[0]",))
    assert with_other_layers(changed, (A, B), (0, 2)) == config


def test_units_that_are_gone_take_their_marks():
    config = marked(
        A, B, silenced=("layer1[1]", "layer1[3]"), cut=("layer2.weights[3,0]", "layer2.weights[0,0]")
    )
    changed = with_other_layers(config, (Dense(units=2), B), range(2))
    assert (changed.network.silenced, changed.network.cut) == (("layer1[1]",), ("layer2.weights[0,0]",))


def test_layers_inside_a_block_are_renamed_there():
    block = Residual(layers=(Dense(units=4), Dense(units=4)))
    config = marked(
        A, block, frozen=("layer2.layer2.biases[1]", "layer2.layer1.biases[0]", "layer1.biases[1]")
    )
    changed = with_other_layers(config, (block.layers[1],), (1,), (1,))
    assert changed.network.layers == (A, Residual(layers=(Dense(units=4),)))
    assert changed.network.frozen == ("layer2.layer1.biases[1]", "layer1.biases[1]")


def test_other_data_bring_another_network_without_marks():
    suggested = fitted(replace(ExperimentConfig(), data=DataConfig(dataset="circle")), ExperimentConfig())
    config = replace(suggested, network=replace(suggested.network, silenced=("layer1[0]",)))
    digits = fitted(replace(config, data=DataConfig()), config)
    assert digits.network.layers != config.network.layers
    assert not any(marks_of(digits.network))


def test_a_feature_less_takes_only_the_marks_on_its_weights():
    config = marked(A, frozen=("layer1.weights[1,0]", "layer1.weights[0,0]"))
    fewer = fitted(replace(config, data=replace(config.data, features=("x1",))), config)
    assert fewer.network.frozen == ("layer1.weights[0,0]",)
    assert with_fitting_marks(fewer) is fewer
