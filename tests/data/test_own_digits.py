"""Drawings are kept, whole, in a file that grows; which are held out never changes."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest

from playground.data import append_drawing, load_own_digits, read_collection
from playground.errors import DataError

RNG = np.random.default_rng(3)


def filled(path: Path, n: int) -> np.ndarray:
    pictures = np.random.default_rng(n).random((n, 784)).astype(np.float32)
    for number, picture in enumerate(pictures, start=1):
        assert append_drawing(path, picture, number % 10) == number
    return pictures


def test_what_is_collected_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    pictures = filled(path, 12)
    held = read_collection(path)
    assert len(held) == 12
    assert held.labels.tolist() == [number % 10 for number in range(1, 13)]
    assert np.abs(held.images.reshape(12, -1) / 255 - pictures).max() <= 0.5 / 255 + 1e-6
    assert [file.name for file in tmp_path.iterdir()] == ["mine.npz"]


@pytest.mark.parametrize("n", [1, 2, 3, 30])
def test_a_few_drawings_are_a_data_set(n: int, tmp_path: Path) -> None:
    filled(tmp_path / "mine.npz", n)
    dataset = load_own_digits(tmp_path / "mine.npz")
    assert dataset.n_classes == 10
    assert dataset.image_shape == (28, 28)
    assert dataset.n_train >= 1
    assert dataset.n_test >= 1
    assert dataset.n_train + dataset.n_test == max(n, 2)
    assert not dataset.x_train.flags.writeable
    assert 0 <= dataset.x_train.min() <= dataset.x_train.max() <= 1


def test_what_is_held_out_stays_held_out_as_the_collection_grows(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    filled(path, 30)
    before = {row.tobytes() for row in load_own_digits(path).x_test}
    for picture in RNG.random((20, 784)):
        append_drawing(path, picture, 4)
    assert before <= {row.tobytes() for row in load_own_digits(path).x_test}


@pytest.mark.parametrize(
    ("picture", "label"),
    [(np.zeros(784), 10), (np.zeros(784), -1), (np.zeros(783), 1), (np.full(784, np.nan), 1)],
)
def test_what_is_no_drawing_is_refused_and_the_file_stays(
    picture: np.ndarray, label: int, tmp_path: Path
) -> None:
    path = tmp_path / "mine.npz"
    filled(path, 2)
    before = path.read_bytes()
    with pytest.raises(DataError, match="28×28"):
        append_drawing(path, picture, label)
    assert path.read_bytes() == before


def test_no_damaged_file_is_taken_and_none_ends_in_another_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    filled(path, 3)
    sound = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(300):
        damaged = bytearray(sound)
        damaged[int(rng.integers(len(damaged)))] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged[: int(rng.integers(len(damaged)))] if rng.random() < 0.3 else damaged)
        # Any other error fails the test. What loads has a flipped bit that says nothing, as in a date.
        with contextlib.suppress(DataError):
            assert len(read_collection(path)) == 3


@pytest.mark.parametrize(
    "arrays",
    [
        {"x": np.zeros(3)},
        {"images": np.zeros((2, 28, 28), np.uint8), "labels": np.zeros(3, np.uint8)},
        {"images": np.zeros((2, 28, 28)), "labels": np.zeros(2, np.uint8)},
        {"images": np.zeros((2, 20, 20), np.uint8), "labels": np.zeros(2, np.uint8)},
        {"images": np.zeros((2, 28, 28), np.uint8), "labels": np.full(2, 12, np.uint8)},
        {"images": np.zeros((0, 28, 28), np.uint8), "labels": np.zeros(0, np.uint8)},
        {"images": np.array([{}], object), "labels": np.zeros(1, np.uint8)},
    ],
)
def test_other_arrays_are_no_collection(arrays: dict[str, np.ndarray], tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", **arrays)  # type: ignore[arg-type]  # arrays by their names
    with pytest.raises(DataError, match=r"other\.npz"):
        read_collection(tmp_path / "other.npz")


def test_a_missing_file_and_a_folder_that_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="can't be read"):
        load_own_digits(tmp_path / "nothing.npz")
    # The first drawing of somebody who has kept nothing yet.
    assert append_drawing(tmp_path / "no" / "folder" / "mine.npz", np.zeros(784), 1) == 1
    with pytest.raises(DataError, match="wasn't kept"):
        append_drawing(tmp_path / "no" / "folder" / "mine.npz" / "under_a_file.npz", np.zeros(784), 1)
