"""Experiments as JSON: what is written is read back, what is wrong is told with its path."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from experiment_strategies import configs
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import ConfigError, FileFormatError
from playground.experiment import (
    EXAMPLES,
    FIELDS,
    ExperimentConfig,
    from_json,
    problems,
    set_value,
    to_dict,
    to_json,
)
from playground.experiment.marks import MARK_PATHS


@given(configs())
def test_what_is_written_is_read_back(config: ExperimentConfig) -> None:
    found = problems(config)
    if found:
        # Each setting is allowed; only shapes or size of all together may be refused, or else the marks.
        paths = {path for path, _ in found}
        assert paths <= MARK_PATHS or [path.startswith("network.layer") for path, _ in found] == [True]
        with pytest.raises(ConfigError):
            from_json(to_json(config))
    else:
        assert from_json(to_json(config)) == config


@given(configs(any_shape=False))
def test_what_can_be_run_is_read_back(config: ExperimentConfig) -> None:
    assert problems(config) == []
    assert from_json(to_json(config)) == config


@pytest.mark.parametrize("key", EXAMPLES)
def test_examples_survive_a_file(key: str) -> None:
    assert from_json(to_json(EXAMPLES[key].config)) == EXAMPLES[key].config


def document(**changes: Any) -> dict[str, Any]:
    return {"format": "backprop-playground experiment", "version": 1, "experiment": {}} | changes


def test_missing_settings_take_their_defaults() -> None:
    assert from_json(document()) == ExperimentConfig()
    assert from_json(document(experiment={"seed": 3})).seed == 3


def test_a_whole_number_is_a_number() -> None:
    config = from_json(document(experiment={"optimizer": {"learning_rate": 1}}))
    assert config.optimizer.learning_rate == 1.0
    assert isinstance(config.optimizer.learning_rate, float)


@pytest.mark.parametrize(
    ("experiment", "sentence"),
    [
        ({"optimzer": {}}, "no setting “optimzer”. Did you mean optimizer?"),
        ({"optimizer": {"learning_rat": 1}}, "“optimizer.learning_rat”. Did you mean learning_rate?"),
        ({"optimizer": {"learning_rate": "fast"}}, "optimizer.learning_rate is “fast”; it must be a number"),
        ({"optimizer": {"learning_rate": None}}, "optimizer.learning_rate is None; it must be a number"),
        ({"optimizer": {"learning_rate": 10**400}}, "optimizer.learning_rate is far too large"),
        ({"optimizer": {"kind": ["sgd"]}}, "optimizer.kind is"),
        ({"optimizer": []}, "optimizer is []"),
        ({"training": {"batch_size": 3.5}}, "training.batch_size is 3.5; it must be a whole number"),
        ({"training": {"batch_size": True}}, "must be a whole number"),
        ({"seed": "7"}, "seed is “7”; it must be a whole number"),
        ({"network": {"layers": {}}}, "network.layers must be a list"),
        ({"network": {"layers": [{"units": 3}]}}, "network.layer1 must be an object with a “kind”"),
        ({"network": {"layers": [{"kind": "danse", "units": 3}]}}, "network.layer1.kind is 'danse'"),
        ({"network": {"layers": [{"kind": "dense"}]}}, "network.layer1 doesn't say its units"),
        ({"network": {"layers": [{"kind": "conv"}]}}, "Did you mean conv2d?"),
        ({"network": {"layers": [{"kind": "residual"}]}}, "network.layer1 doesn't say its layers"),
        (
            {"network": {"layers": [{"kind": "residual", "layers": 3}]}},
            "network.layer1.layers must be a list",
        ),
        (
            {"network": {"layers": [{"kind": "residual", "layers": [{"kind": "dense", "unit": 3}]}]}},
            "“network.layer1.layer1.unit”. Did you mean units?",
        ),
        (
            {"network": {"layers": [{"kind": "dropout", "rate": 1}]}},
            "network.layer1.rate is 1; it can be from 0 to 0.99",
        ),
        (
            {
                "network": {
                    "layers": [{"kind": "dense", "units": 3}, {"kind": "flatten"}, {"kind": "max_pool2d"}]
                }
            },
            "Layer 3 (max pooling) works on pictures",
        ),
        ({"schedule": {"kind": "cosinus"}}, "schedule.kind is “cosinus”; it must be one of constant"),
        ({"network": {"layers": [{"kind": "dense", "units": 3, "size": 1}]}}, "“network.layer1.size”"),
        ({"network": {"layers": [{"kind": "dense", "units": "3"}]}}, "network.layer1.units is “3”"),
        ({"network": {"layers": [{"kind": "dense", "units": 0}]}}, "network.layer1.units is 0"),
        ({"network": {"layers": [{"kind": "dense", "units": 2}] * 65}}, "at most 64"),
        ([], "must be an object"),
        (None, "must be an object"),
    ],
)
def test_a_wrong_setting_is_named(experiment: Any, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        from_json(document(experiment=experiment))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON: Expecting property name"),
        ("[1]", "not an experiment file"),
        ("{}", "not an experiment file"),
        (json.dumps(document(version=99)), "version 99; this program reads up to 1"),
        (json.dumps(document(version="1")), "doesn't say its version"),
        (json.dumps(document(version=True)), "doesn't say its version"),
        (json.dumps(document(experiment={"seed": float("nan")})), "holds NaN"),
        ('{"format": 1, "format": 2}', "“format” stands twice"),
        ("[" * 100_000, "far too deep"),
        ('{"a": ' + "9" * 10_000 + "}", "too long"),
        (" " * 5_000_000, "too long"),
    ],
)
def test_what_is_no_experiment_file_is_told(text: str, sentence: str) -> None:
    with pytest.raises(FileFormatError) as caught:
        from_json(text)
    assert sentence in str(caught.value)


def test_blocks_stand_in_blocks() -> None:
    config = set_value(ExperimentConfig(), "layers", "residual(64,residual(64,dropout0.2):tanh)")
    assert problems(config)  # 784 pixels can't be added to 64 numbers
    config = set_value(ExperimentConfig(), "layers", "64,residual(64,residual(64,dropout0.2):tanh)")
    (_, block) = to_dict(config)["network"]["layers"]
    assert [layer["kind"] for layer in block["layers"]] == ["dense", "residual"]
    assert block["layers"][1]["layers"][1] == {"kind": "dropout", "rate": 0.2}
    assert from_json(to_json(config)) == config


def test_a_file_made_before_there_were_schedules_is_read() -> None:
    old = {
        "loss": {"kind": "squared_error", "l2": 0.1},
        "network": {"layers": [{"kind": "dense", "units": 3, "activation": "tanh"}]},
        "optimizer": {"kind": "adam", "learning_rate": 0.1, "momentum": 0.9, "epsilon": 1e-8},
    }
    config = from_json(document(experiment=old))
    assert config.loss.l2 == 0.1
    assert config.schedule.kind == "constant"
    assert config.optimizer.clip_norm == 0.0


def test_blocks_deeper_than_anyone_needs_are_refused() -> None:
    layer: dict[str, Any] = {"kind": "dense", "units": 3}
    for _ in range(50):
        layer = {"kind": "residual", "layers": [layer]}
    with pytest.raises(ConfigError, match="too deep in blocks"):
        from_json(document(experiment={"network": {"layers": [layer]}}))


def test_plain_values_hold_nothing_but_json() -> None:
    config = EXAMPLES["vanishing_gradients"].config
    assert json.loads(json.dumps(to_dict(config))) == to_dict(config)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["data", "network", "loss", "optimizer", "schedule", "training", "seed"]), json_values)
def test_no_value_anywhere_ends_in_anything_but_a_config_or_a_sentence(section: str, value: Any) -> None:
    # Any other error fails the test.
    with contextlib.suppress(ConfigError):
        assert problems(from_json(document(experiment={section: value}))) == []


@given(st.sampled_from([path for path in FIELDS if "." in path]), json_values)
def test_no_setting_takes_a_value_that_is_not_its_own(path: str, value: Any) -> None:
    section, name = path.split(".")
    with contextlib.suppress(ConfigError):
        assert problems(from_json(document(experiment={section: {name: value}}))) == []
