"""Settings as a person types them: understood where they are clear, refused in a sentence where not."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine import Dense
from playground.errors import ConfigError
from playground.experiment import (
    ExperimentConfig,
    format_layers,
    get_value,
    hidden_activation,
    hidden_activations,
    set_value,
    with_hidden_activation,
)
from playground.experiment.parsing import parse_layers, parse_number

CONFIG = ExperimentConfig()


@pytest.mark.parametrize(
    ("key", "value", "path", "expected"),
    [
        ("optimizer.learning_rate", "0.1", "optimizer.learning_rate", 0.1),
        ("learning_rate", "0,1", "optimizer.learning_rate", 0.1),
        ("learning-rate", "1e-3", "optimizer.learning_rate", 0.001),
        ("learning_rate", "0,001", "optimizer.learning_rate", 0.001),
        ("learning_rate", 3, "optimizer.learning_rate", 3.0),
        ("optimizer", "SGD", "optimizer.kind", "sgd"),
        ("optimiser", "sgd", "optimizer.kind", "sgd"),
        ("loss", "squared error", "loss.kind", "squared_error"),
        ("activation_", "x", None, None),
        ("batch_size", "1,000", "training.batch_size", 1000),
        ("batch_size", "1e3", "training.batch_size", 1000),
        ("batch_size", "0", "training.batch_size", 0),
        ("seed", "42", "seed", 42),
        ("schedule", "on a plateau", "schedule.kind", "plateau"),
        ("warm_up_epochs", "2", "schedule.warm_up_epochs", 2.0),
        ("class_weights", "Balanced", "loss.class_weights", "balanced"),
        ("clip-norm", "1", "optimizer.clip_norm", 1.0),
        ("weight_decay", "0", "optimizer.weight_decay", 0.0),
        ("schedule.decay", "0.1", "schedule.decay", 0.1),
        ("data.augmentation", "Off", "data.augmentation", "off"),
        ("initialization", "Glorot", "network.initialization", "glorot"),
    ],
)
def test_what_is_typed_is_understood(key: str, value: object, path: str | None, expected: object) -> None:
    if path is None:
        with pytest.raises(ConfigError, match="There is no setting"):
            set_value(CONFIG, key, value)
        return
    changed = get_value(set_value(CONFIG, key, value), path)
    assert changed == expected
    assert type(changed) is type(expected)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("learning_rat", "1", "Did you mean optimizer.learning_rate?"),
        ("optimizer.learningrate", "1", "Did you mean optimizer.learning_rate?"),
        ("batch", "1", "Did you mean training.batch_size?"),
        ("qwxyz", "1", "The settings are: data.dataset"),
        ("activation", "sigmod", "Did you mean sigmoid?"),
        ("optimizer", "adm", "Did you mean adam?"),
        ("learning_rate", "fast", "“fast” is not a number"),
        ("learning_rate", "1,000", "write 1000 or 1.000"),
        ("learning_rate", "nan", "not a finite number"),
        ("learning_rate", "1e999", "not a finite number"),
        ("learning_rate", "-1", "it can be from 0 to 1,000"),
        ("learning_rate", True, "must be a number"),
        ("batch_size", "1.5", "not a whole number"),
        ("batch_size", 1.5, "must be a whole number"),
        ("batch_size", "100001", "from 0 to 100,000 examples"),
        ("seed", "-1", "from 0 to"),
        ("beta1", "1", "from 0 to 0.99999"),
        ("layers", "0", "network.layer1.units is 0; it can be from 1 to 2,048 neurons"),
        ("layers", "100x32", "at most 64 hidden layers"),
        ("layers", "99999999x2", "at most 64 hidden layers"),
        ("layers", "5000", "from 1 to 2,048"),
        ("layers", "a lot", "not a layer"),
        ("layers", "32:swish", "is not one of"),
        ("layer3.units", "5", "There is no hidden layer 3; there are 2"),
        ("layer1.unit", "5", "Did you mean units?"),
        ("layer1.units", "0", "network.layer1.units is 0"),
        ("layer1.layer1.units", "5", "network.layer1 is a dense layer and has no layers inside"),
        ("layer1.rate", "0.1", "A dense layer has no setting “rate”"),
        ("decay", "0.1", "“decay” can be optimizer.decay or schedule.decay; write it out"),
        ("patience", "-1", "schedule.patience is -1"),
        ("schedule", "cosinus", "Did you mean cosine?"),
        ("label_smoothing", "1", "from 0 to 0.99"),
        ("layers", "9" * 9, "network.layer1.units is 999,999,999; it can be"),
        ("layers", "9" * 300, "network.layer1.units is 1e+300"),
        ("layers", "9" * 5000, "a number of so many digits"),
        ("layers", "9" * 5000 + "x4", "a number of so many digits"),
        ("seed", "1" * 5000, "a number of so many digits"),
        ("seed", 10**400, "from 0 to"),
        ("layer1" + "1" * 5000 + ".units", "5", "a number of so many digits"),
        ("frozen", "layer1.weights[" + "1" * 5000 + ",0]", "a number of so many digits"),
        ("learning_rate", 10**400, "from 0 to 1,000"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(key: str, value: object, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        set_value(CONFIG, key, value)
    assert sentence in str(caught.value)
    assert len(str(caught.value)) < 2000


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("128, 64", [128, 64]),
        ("128 64", [128, 64]),
        ("128-64", [128, 64]),
        ("8x32", [32] * 8),
        ("2×16, 8", [16, 16, 8]),
        ("[20]", [20]),
        ("none", []),
        ("", []),
    ],
)
def test_layers_in_short(text: str, units: list[int]) -> None:
    assert [layer.units for layer in parse_layers(text)] == units


def test_layers_with_their_activations() -> None:
    layers = parse_layers("128 relu, 64:tanh, 32", activation="sigmoid")
    assert [layer.activation for layer in layers] == ["relu", "tanh", "sigmoid"]


def test_new_layers_keep_the_activation_of_the_old_ones() -> None:
    config = set_value(set_value(CONFIG, "activation", "tanh"), "layers", "10,10,10")
    assert config.network.layers == (Dense(units=10, activation="tanh"),) * 3


def test_one_layer_is_set_by_its_number_on_the_screen() -> None:
    config = set_value(CONFIG, "network.layer2.activation", "Sigmoid")
    assert [layer.activation for layer in config.network.layers] == ["relu", "sigmoid"]
    config = set_value(config, "layers.1.units", 7)
    assert [layer.units for layer in config.network.layers] == [7, 64]


def test_hidden_activation_leaves_everything_else() -> None:
    config = with_hidden_activation(CONFIG, "tanh")
    assert [layer.activation for layer in config.network.layers] == ["tanh", "tanh"]
    assert with_hidden_activation(config, "relu") == CONFIG


def test_hidden_activation_reaches_into_blocks_and_leaves_what_is_linear() -> None:
    config = set_value(
        CONFIG, "layers", "conv4:identity,bn:relu,residual(conv4,conv4:identity):relu,dropout0.1,8"
    )
    changed = with_hidden_activation(config, "tanh")
    assert hidden_activation(changed) == "tanh"
    assert format_layers(changed.network.layers) == (
        "conv4k3p1:identity, batchnorm:tanh, residual(conv4k3p1:tanh, conv4k3p1:identity):tanh, "
        "dropout0.1, 8:tanh"
    )


def test_a_linear_network_takes_an_activation_where_it_has_weights() -> None:
    config = set_value(CONFIG, "layers", "8:identity,bn,residual(8:identity)")
    assert hidden_activation(config) == "identity"
    changed = with_hidden_activation(config, "relu")
    assert format_layers(changed.network.layers) == "8:relu, batchnorm, residual(8:relu)"


def test_a_network_without_hidden_layers_has_no_hidden_activation() -> None:
    config = set_value(CONFIG, "layers", "none")
    assert hidden_activation(config) is None
    assert hidden_activations(config) == ()


def test_the_activations_of_a_network_are_those_that_bend() -> None:
    def names(layers: str) -> tuple[str, ...]:
        return hidden_activations(set_value(CONFIG, "layers", layers))

    assert names("8:identity, bn:tanh, residual(8:relu, 8:identity), 8:tanh") == ("tanh", "relu")
    assert names("8:identity, 8:identity") == ("identity",)


def test_a_setting_of_a_layer_inside_a_block() -> None:
    config = set_value(CONFIG, "layers", "8,residual(8,residual(dropout0.1,8))")
    config = set_value(config, "layer2.layer2.layer1.rate", "0,4")
    config = set_value(config, "network.layer2.activation", "relu")
    assert (
        format_layers(config.network.layers) == "8:relu, residual(8:relu, residual(dropout0.4, 8:relu)):relu"
    )


def test_the_config_that_is_changed_stays_what_it_was() -> None:
    set_value(CONFIG, "learning_rate", 5)
    assert ExperimentConfig() == CONFIG


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read_as_it_is_written(number: float) -> None:
    assert parse_number(repr(number)) == number


@given(st.text(max_size=30))
def test_no_text_ends_in_anything_but_a_value_or_a_sentence(text: str) -> None:
    for key in ("learning_rate", "batch_size", "layers", "activation", text):
        # Any other error fails the test.
        with contextlib.suppress(ConfigError):
            set_value(CONFIG, key, text)
