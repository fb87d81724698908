"""Labelled pictures from npz and IDX files."""

import contextlib

import numpy as np
import pytest

from playground.data import load_files
from playground.errors import DataError

IMAGES = np.arange(2 * 28 * 28, dtype=np.uint16).reshape(2, 28, 28).astype(np.uint8)
LABELS = np.array([3, 7], np.uint8)


def write_idx(path, values):
    sizes = b"".join(n.to_bytes(4, "big") for n in values.shape)
    path.write_bytes(bytes([0, 0, 8, values.ndim]) + sizes + values.tobytes())
    return path


def test_npz_with_writers(tmp_path):
    path = tmp_path / "drawings.npz"
    np.savez_compressed(path, x=IMAGES, y=LABELS, writer=np.array(["ann", "bob"]))
    pictures = load_files(path)
    np.testing.assert_array_equal(pictures.images, IMAGES)
    assert pictures.labels.tolist() == [3, 7]
    assert pictures.labels.dtype == np.int64
    assert pictures.writers == ("ann", "bob")


def test_idx_finds_its_labels(tmp_path):
    images = write_idx(tmp_path / "my-images-idx3-ubyte", IMAGES)
    write_idx(tmp_path / "my-labels-idx1-ubyte", LABELS)
    pictures = load_files(images)
    assert pictures.labels.tolist() == [3, 7]
    assert pictures.writers is None


def test_idx_with_labels_named(tmp_path):
    images, labels = write_idx(tmp_path / "a.idx", IMAGES), write_idx(tmp_path / "b.idx", LABELS)
    assert load_files(images, labels).labels.tolist() == [3, 7]
    with pytest.raises(DataError, match=r"labels of a\.idx"):
        load_files(images)


@pytest.mark.parametrize(
    ("arrays", "complaint"),
    [
        ({"x": IMAGES}, "needs an array `x`"),
        ({"x": IMAGES, "y": LABELS + 0.5}, "labels that are no whole numbers"),
        ({"x": IMAGES, "y": LABELS * np.nan}, "labels that are no whole numbers"),
        ({"x": IMAGES, "y": LABELS.astype(str)}, "labels that are no whole numbers"),
        ({"x": IMAGES, "y": LABELS[:1]}, "2 pictures and 1 labels"),
        ({"x": IMAGES / 255, "y": LABELS}, "float64"),
        ({"x": IMAGES[0], "y": LABELS}, "shape"),
        ({"x": IMAGES, "y": LABELS, "writer": np.array(["ann"])}, "each needs one"),
        ({"x": np.array([None]), "y": LABELS}, "can't be read"),
    ],
)
def test_parts_that_do_not_fit_are_told(tmp_path, arrays, complaint):
    path = tmp_path / "bad.npz"
    np.savez(path, **arrays)
    with pytest.raises(DataError, match=complaint):
        load_files(path)


def test_a_damaged_npz_is_told(tmp_path):
    path = tmp_path / "bad.npz"
    np.savez_compressed(path, x=IMAGES, y=LABELS)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(300):
        damaged = bytearray(whole)
        damaged[rng.integers(len(whole))] ^= 1 << rng.integers(8)
        path.write_bytes(damaged)
        with contextlib.suppress(DataError):
            assert (load_files(path).images == IMAGES).all()


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DataError, match="There is no file"):
        load_files(tmp_path / "nothing.idx")


def test_a_file_that_is_no_npz_is_told(tmp_path):
    path = tmp_path / "bad.npz"
    path.write_text("hello")
    with pytest.raises(DataError, match="can't be read"):
        load_files(path)


@pytest.mark.shared_data
def test_pen_digits(shared_data):
    pictures = load_files(shared_data / "pendigits_tra_28x28.npz")
    assert pictures.images.shape == (7494, 28, 28)
    assert pictures.writers is not None
    assert len(set(pictures.writers)) == 30
