"""The data follow from their settings, once; settings that don't count make no other data."""

from __future__ import annotations

import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.data import DATASETS, STARTER_POINTS, append_drawing, load_dataset, preview
from playground.errors import DataError
from playground.experiment import DataConfig, data_shape, load_data, table_data
from playground.training.session import Session

CIRCLE = DataConfig(dataset="circle")


def table(folder: Path, n_inputs: int = 3) -> Path:
    path = folder / "table.csv"
    rng = np.random.default_rng(1)
    values = rng.normal(size=(60, n_inputs))
    rows = [",".join(f"{v:.4f}" for v in row) + (",b" if row[0] > 0 else ",a") for row in values]
    path.write_text("\n".join([",".join([*(f"c{i}" for i in range(n_inputs)), "kind"]), *rows]))
    return path


def test_the_same_settings_give_the_same_object() -> None:
    assert load_data(CIRCLE) is load_data(DataConfig(dataset="circle"))
    assert load_data(DataConfig()) is load_dataset("digits")


@pytest.mark.parametrize(
    "changes",
    [{"augmentation": "off"}, {"file": "x.csv"}, {"points": STARTER_POINTS}, {"is_regression": True}],
)
def test_a_setting_that_doesnt_count_makes_no_other_data(changes: dict[str, Any]) -> None:
    assert load_data(replace(CIRCLE, **changes)) is load_data(CIRCLE)


@pytest.mark.parametrize(
    "changes",
    [
        {"n_examples": 100},
        {"noise": 0.2},
        {"train_share": 0.5},
        {"imbalance": 0.5},
        {"seed": 2},
        {"features": ("x1",)},
    ],
)
def test_a_setting_that_counts_makes_other_data(changes: dict[str, Any]) -> None:
    before, after = load_data(CIRCLE), load_data(replace(CIRCLE, **changes))
    assert before.x_train.tobytes() != after.x_train.tobytes()


def test_the_newest_few_are_kept() -> None:
    first = load_data(replace(CIRCLE, seed=100))
    for seed in range(101, 104):
        load_data(replace(CIRCLE, seed=seed))
        assert load_data(replace(CIRCLE, seed=100)) is first
    for seed in range(104, 109):
        load_data(replace(CIRCLE, seed=seed))
    assert load_data(replace(CIRCLE, seed=100)) is not first


def test_a_table_is_read_by_its_path_and_again_when_it_changes(tmp_path: Path) -> None:
    path = table(tmp_path)
    data = table_data(preview(path))
    dataset = load_data(data)
    assert dataset.feature_names == ("c0", "c1", "c2")
    assert data_shape(data).input_shape == (3,)
    assert data_shape(data).n_outputs == 2
    assert load_data(data) is dataset
    path.write_text(path.read_text() + "\n1,2,3,a\n")
    with pytest.raises(DataError, match="has changed since it was chosen"):
        load_data(data)
    assert load_data(replace(data, digest="")) is not dataset


def test_a_table_that_is_gone_still_has_a_shape_to_open_its_experiment_with(tmp_path: Path) -> None:
    data = DataConfig(dataset="table", file=str(tmp_path / "gone.csv"), input_columns=(0, 2, 3))
    assert data_shape(data).input_shape == (3,)
    with pytest.raises(DataError, match=r"gone\.csv can't be read"):
        load_data(data)


def test_drawings_of_ones_own_are_read_again_as_they_grow(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    append_drawing(path, np.full(784, 0.5), 3)
    data = DataConfig(dataset="own_digits", file=str(path))
    assert load_data(data).n_train == 1
    append_drawing(path, np.full(784, 0.7), 4)
    assert load_data(data).n_train + load_data(data).n_test == 2
    with pytest.raises(DataError, match="No drawings are collected yet"):
        load_data(replace(data, file=""))


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(DataError, match="There is no data set called “letters”"):
        load_data(DataConfig(dataset="letters"))


def _digest_of(data: DataConfig) -> bytes:
    return load_data(data).x_train.tobytes()


def test_another_process_makes_the_same_bits(tmp_path: Path) -> None:
    configs = [replace(CIRCLE, seed=5), table_data(preview(table(tmp_path)))]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_digest_of, configs) == [_digest_of(data) for data in configs]


@pytest.mark.parametrize("name", [name for name, entry in DATASETS.items() if entry.kind == "plane"])
def test_a_run_on_any_set_of_the_plane_learns(name: str) -> None:
    from playground.experiment import ExperimentConfig, fitted

    data = DataConfig(dataset=name)
    session = Session(fitted(replace(ExperimentConfig(), data=data), ExperimentConfig()))
    session.evaluate_now()
    before = session.evaluation
    for _ in range(10):
        session.run_epoch()
    after = session.evaluation
    assert before is not None
    assert after is not None
    assert after.train_loss < 0.95 * before.train_loss
    assert np.isnan(after.test_accuracy) == DATASETS[name].is_regression
