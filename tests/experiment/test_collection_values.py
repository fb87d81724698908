"""Lists of formulas, points, columns and addresses: read as people type them, refused in sentences."""

from __future__ import annotations

from typing import Any

import pytest

from playground.errors import ConfigError
from playground.experiment import DataConfig, ExperimentConfig, get_value, set_value
from playground.experiment.collection_values import split_outside_brackets

CONFIG = ExperimentConfig()


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("features", "x1, x2", ("x1", "x2")),
        ("features", "x1; min(x1, x2); sin(max(x1, x2))", ("x1", "min(x1, x2)", "sin(max(x1, x2))")),
        ("points", "1,2,0; -3.5,1e-1,2", ((1.0, 2.0, 0.0), (-3.5, 0.1, 2.0))),
        ("points", "", ()),
        ("input_columns", "0, 3 ,2", (0, 3, 2)),
        ("input_columns", "none", ()),
        ("has_header", "No", False),
        ("data.is_regression", "true", True),
        ("data.file", " folder/my file.csv ", "folder/my file.csv"),
        ("delimiter", ";", ";"),
        ("delimiter", "\t", "\t"),
        ("delimiter", " ", " "),
        ("delimiter", "tab", "\t"),
        ("delimiter", "Semicolon", ";"),
        ("decimal", ",", ","),
        ("frozen", "layer1.weights[0,3], layer2.biases[1]", ("layer1.weights[0,3]", "layer2.biases[1]")),
        ("cut", "layer2.layer1.weights[3,0]", ("layer2.layer1.weights[3,0]",)),
        ("silenced", "layer1[3]", ("layer1[3]",)),
        ("silenced", "", ()),
    ],
)
def test_what_is_typed_is_understood(path: str, text: str, value: object) -> None:
    assert get_value(set_value(CONFIG, path, text), path) == value


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("features", "x1, x9", "“x9” at place 1 is unknown"),
        ("features", "", "data.features has 0 entries; there can be from 1 to 20"),
        ("features", "x1, x1", "names something twice"),
        ("features", ", ".join(f"x1+{i}" for i in range(21)), "21 entries"),
        ("features", (3,), "a formula is text"),
        ("features", ["x1"], "must be a list"),
        ("points", "1,2", "write x1, x2 and class"),
        ("points", "1,2,6", "a point of class 6; classes go from 0 to 5"),
        ("points", "1,2,0.5", "a point of class 0.5"),
        ("points", "101,2,0", "points can be up to 100 away from 0"),
        ("points", ((float("nan"), 0.0, 0.0),), "a point at nan"),
        ("points", ((True, 0.0, 0.0),), "a point is x₁, x₂ and class"),
        ("points", ((0.0, 0.0, 0.0),) * 5001, "5,001 entries"),
        ("input_columns", "a", "“a” is not a number"),
        ("input_columns", (-1,), "columns are whole numbers from 0"),
        ("input_columns", (1, 1), "names something twice"),
        ("has_header", "perhaps", "neither yes nor no"),
        ("has_header", 1, "must be true or false"),
        ("file", "a\nb", "signs in it that no text of one line has"),
        ("file", "a" * 5000, "too long"),
        ("file", 3, "must be text"),
        ("delimiter", "#", "is not one of"),
        ("frozen", "weights", "an address is like layer2.weights[3,1]"),
        ("cut", "layer1.weights[0,3], layer1.weights[0,3]", "names something twice"),
        ("silenced", (4,), "an address is like"),
    ],
)
def test_what_cant_be_is_told(path: str, value: Any, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        set_value(CONFIG, path, value)
    assert sentence in str(caught.value)


def test_commas_inside_brackets_divide_nothing() -> None:
    assert split_outside_brackets("a[1,2],b;min(x,(y,z))") == ["a[1,2]", "b", "min(x,(y,z))"]


def test_the_defaults_are_those_of_the_config() -> None:
    assert set_value(CONFIG, "features", "x1,x2").data == DataConfig()
