"""`evaluate`: the digits in the box, MNIST's own files, and what can't be used."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from cli_command import FAST, Command

from playground.data import load_dataset


@pytest.fixture
def model(command: Command, tmp_path: Path) -> Path:
    path = tmp_path / "small.bpp"
    command("train", "--epochs", 4, *FAST, "--output", path)
    return path


def write_idx(path: Path, array: np.ndarray) -> Path:
    header = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(header + array.astype(np.uint8).tobytes()))
    return path


def test_digits_in_the_box(model: Path, command: Command) -> None:
    (figures,) = command("evaluate", model, "--json").lines
    assert figures["trained"] is True
    assert figures["n"] == load_dataset("digits").n_test
    assert figures["correct"] / figures["n"] == pytest.approx(figures["accuracy"])
    assert 0.5 < figures["accuracy"] < 1
    assert list(figures["per_class_accuracy"]) == [str(k) for k in range(10)]
    # The set is balanced, so the mean over the classes is the whole.
    assert np.mean(list(figures["per_class_accuracy"].values())) == pytest.approx(
        figures["accuracy"], abs=0.01
    )


def test_idx_files_give_the_same_as_the_set_they_were_made_from(
    model: Path, command: Command, tmp_path: Path
) -> None:
    dataset = load_dataset("digits")
    images = write_idx(
        tmp_path / "some-images-idx3-ubyte.gz", np.rint(dataset.x_test * 255).reshape(-1, 28, 28)
    )
    labels = write_idx(tmp_path / "some-labels-idx1-ubyte.gz", dataset.y_test)
    (box,) = command("evaluate", model, "--json").lines
    for data in ([images], [images, labels]):
        (figures,) = command("evaluate", model, "--data", *data, "--json").lines
        assert figures["correct"] == box["correct"]
        assert figures["loss"] == pytest.approx(box["loss"], rel=1e-5)


def test_a_class_without_examples_has_no_accuracy(model: Path, command: Command, tmp_path: Path) -> None:
    np.savez(tmp_path / "ones.npz", x=np.zeros((3, 28, 28), np.uint8), y=np.ones(3, np.int64))
    (figures,) = command("evaluate", model, "--data", tmp_path / "ones.npz", "--json").lines
    assert figures["per_class_accuracy"]["0"] is None
    assert figures["per_class_accuracy"]["1"] is not None
    assert "–" in command("evaluate", model, "--data", tmp_path / "ones.npz").out


def test_an_untrained_example_is_said_to_be_one(command: Command) -> None:
    outcome = command("evaluate", "digits")
    assert "before training" in outcome.out
    assert command("evaluate", "digits", "--json").lines[0]["trained"] is False


def test_the_trained_network_says_what_its_figure_is_worth(command: Command) -> None:
    outcome = command("evaluate")
    assert outcome.code == 0
    assert "has learned from many of these very pictures" in outcome.out


@pytest.mark.parametrize(
    ("x", "y", "sentence"),
    [
        (np.zeros((2, 8, 8), np.uint8), np.zeros(2, np.int64), "8×8 pixels; this network takes 784 inputs"),
        (np.zeros((2, 28, 28), np.uint8), np.array([3, 11]), "from 3 to 11; they must be 0 to 9"),
        (np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64), "holds no pictures"),
        (np.zeros((2, 28, 28), np.uint8), np.zeros(3, np.int64), "each needs one"),
    ],
)
def test_what_does_not_fit_is_told(
    x: np.ndarray, y: np.ndarray, sentence: str, model: Path, command: Command, tmp_path: Path
) -> None:
    np.savez(tmp_path / "odd.npz", x=x, y=y)
    outcome = command("evaluate", model, "--data", tmp_path / "odd.npz")
    assert outcome.code == 1
    assert sentence in outcome.err


def test_missing_files(model: Path, command: Command, tmp_path: Path) -> None:
    outcome = command("evaluate", model, "--data", tmp_path / "no-images-idx3-ubyte")
    assert (outcome.code, "no-images-idx3-ubyte" in outcome.err) == (1, True)
    assert command("evaluate", tmp_path / "nothing.bpp").code == 2
    assert command("evaluate", model, "--data", "a", "b", "c").code == 2
