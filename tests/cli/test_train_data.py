"""`train` on data of the plane, of a table and of one's own, as people ask for them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.__main__ import main
from playground.data import append_drawing


def events(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_other_data_bring_what_fits_them_and_what_is_set_afterwards_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["train", "digits", "--json", "--epochs", "2", "--set", "data.dataset=spiral"]
    assert main([*arguments, "--set", "layers=6:tanh", "--set", "noise=0"]) == 0
    started, *_, finished = events(capsys)
    assert started["layers"] == [2, 6, 2]
    assert started["n_train"] == 350
    assert isinstance(finished["test_accuracy"], float)


def test_a_regression_has_a_loss_and_no_accuracy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "digits", "--json", "--epochs", "2", "--set", "data.dataset=sine"]) == 0
    *_, finished = events(capsys)
    assert finished["test_accuracy"] is None
    assert isinstance(finished["test_loss"], float)
    model = str(tmp_path / "sine.bpp")
    assert main(["train", "sine", "--epochs", "2", "--output", model]) == 0
    assert "accuracy" not in capsys.readouterr().out
    assert main(["evaluate", model, "--json"]) == 0
    (figures,) = events(capsys)
    assert figures["loss"] == pytest.approx(finished["test_loss"])
    assert "accuracy" not in figures


def test_a_network_of_other_data_is_not_tested_on_digits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = str(tmp_path / "circle.bpp")
    assert main(["train", "circle", "--epochs", "1", "--output", model]) == 0
    assert main(["evaluate", model, "--data", "digits"]) == 2
    assert "learns “circle”" in capsys.readouterr().err
    assert main(["evaluate", model]) == 0


def test_a_table_is_trained_on_and_says_which_rows_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,kind\n" + "1,2,x\n2,1,y\n" * 20 + "oops,1,y\n")
    model = tmp_path / "mine.bpp"
    assert main(["train", str(path), "--epochs", "2", "--output", str(model)]) == 0
    assert "1 of 41 rows are left out. Line 42: “a” is no number (“oops”)." in capsys.readouterr().out
    assert main(["evaluate", str(model), "--json"]) == 0
    (figures,) = events(capsys)
    assert figures["n"] == 12
    assert set(figures["per_class_accuracy"]) == {"x", "y"}  # type: ignore[call-overload]  # JSON


def test_collected_digits_are_trained_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for label in (3, 4):
        append_drawing(tmp_path / "mine.npz", np.random.default_rng(label).random(784), label)
    assert main(["train", str(tmp_path / "mine.npz"), "--json", "--epochs", "2"]) == 0
    started, *_ = events(capsys)
    assert started["n_train"] == 1
    assert started["n_test"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["sine", "--set", "loss=hinge"], "Hinge is a loss for classes, but these data ask for a number."),
        (["circle", "--set", "features=x1, log(x2)"], "“log(x2)” has no finite value at"),
        (["circle", "--set", "features=x1, sin x2"], "sin at place 1 needs brackets"),
        (["circle", "--set", "layers=conv4,8"], "these data are rows of 2 numbers. Take it out"),
        (["digits", "--set", "data.dataset=own_digits"], "No drawings are collected yet."),
        (["digits", "--set", "data.dataset=table"], "No table is chosen yet. Open a CSV file."),
        (["paint", "--set", "points="], "Nothing is painted yet."),
    ],
)
def test_what_cant_be_is_told(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *arguments]) != 0
    assert sentence in capsys.readouterr().err
