"""Whatever names an experiment opens it, or says why not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground.data import append_drawing
from playground.engine import Dense
from playground.errors import ConfigError, DataError, FileFormatError
from playground.experiment import (
    EXAMPLES,
    ExperimentConfig,
    load_data,
    open_example,
    open_file,
    problems,
    save_model,
    to_json,
)
from playground.experiment.config import NetworkConfig
from playground.experiment.opening import open_named


def test_an_example_by_its_key() -> None:
    opened = open_named("vanishing_gradients")
    assert opened.config == EXAMPLES["vanishing_gradients"].config
    assert opened.parameters is None
    assert opened.title == "Vanishing gradients"


def test_an_experiment_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("\ufeff" + to_json(ExperimentConfig(seed=3)), encoding="utf-8")
    assert open_file(path).config == ExperimentConfig(seed=3)
    assert open_named(str(path)).title == "mine"


def test_a_trained_network(tmp_path: Path) -> None:
    config = ExperimentConfig(network=NetworkConfig(layers=(Dense(units=2),)))
    weights = np.ones(784 * 2 + 2 + 2 * 10 + 10, np.float32)
    save_model(tmp_path / "mine.bpp", config, weights)
    opened = open_named(str(tmp_path / "mine.bpp"))
    assert opened.config == config
    assert opened.parameters is not None
    assert np.array_equal(opened.parameters, weights)


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"no example “digit”\. Did you mean digits\?"):
        open_named("digit")
    with pytest.raises(ConfigError, match=r"Did you mean bottleneck\?"):
        open_example("bottlneck")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n\xff", "neither an experiment nor a trained network"),
        ("notes.txt", b"hello", "not JSON"),
        ("half.bpp", b"PK\x03\x04abc", "damaged"),
        ("wrong.json", to_json(ExperimentConfig()).replace("0.001", "-5").encode(), "learning_rate is -5"),
        ("large.json", b" " * 17_000_000, "too large"),
    ],
)
def test_other_files_are_told_by_name(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileFormatError) as caught:
        open_file(tmp_path / name)
    assert sentence in str(caught.value)
    assert name in str(caught.value)


def test_a_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileFormatError, match="directory"):
        open_file(tmp_path)
    with pytest.raises(FileFormatError, match="No such file"):
        open_file(tmp_path / "nothing.json")


def test_a_table_opens_as_an_experiment_on_it(tmp_path: Path) -> None:
    path = tmp_path / "iris.CSV"
    path.write_text("a;b;kind\n" + "1,5;2,5;x\n2,5;1,5;y\n" * 10)
    opened = open_named(str(path))
    assert opened.title == "iris"
    assert opened.parameters is None
    data = opened.config.data
    assert (data.dataset, data.delimiter, data.decimal, data.target_column) == ("table", ";", ",", 2)
    assert problems(opened.config) == []
    assert load_data(data).class_names == ("x", "y")


def test_drawings_of_ones_own_open_as_an_experiment_on_them(tmp_path: Path) -> None:
    append_drawing(tmp_path / "mine.npz", np.zeros(784), 3)
    opened = open_file(tmp_path / "mine.npz")
    assert opened.config.data.dataset == "own_digits"
    assert load_data(opened.config.data).n_train == 1


@pytest.mark.parametrize(("name", "content"), [("bad.csv", b"a\0b"), ("bad.npz", b"PK"), ("none.csv", b"")])
def test_a_table_or_collection_that_cant_be_used_is_told(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=name):
        open_file(tmp_path / name)
