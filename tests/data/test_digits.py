"""The bundled digits are what their notice says, divided fairly, and look like MNIST."""

import hashlib

import numpy as np
import pytest

from playground.data import digits as digits_module
from playground.data import load_files
from playground.data.digits import load_digits, to_grey
from playground.data.resources import read_bytes
from playground.errors import DataError


def levels(grey):
    return np.rint(grey * 255).astype(np.uint8)


def all_pictures(digits):
    return (
        np.concatenate([digits.x_train, digits.x_test]),
        np.concatenate([digits.y_train, digits.y_test]),
        np.concatenate([digits.group_train, digits.group_test]),
    )


def test_sizes_and_types(digits):
    assert digits.x_train.shape == (5797, 784)
    assert digits.x_test.shape == (1000, 784)
    assert digits.x_train.dtype == np.float32
    assert digits.y_train.dtype == np.int64
    assert digits.input_shape == (784,)
    assert digits.image_shape == (28, 28)
    assert digits.n_classes == len(digits.class_names) == 10
    assert (digits.n_train, digits.n_test) == (5797, 1000)


def test_grey_levels_are_exactly_0_to_1(digits):
    x, _, _ = all_pictures(digits)
    assert x.min() == 0.0
    assert x.max() == 1.0
    np.testing.assert_array_equal(to_grey(levels(x)), x)


def test_arrays_cannot_be_changed(digits):
    for array in (digits.x_train, digits.y_train, digits.x_test, digits.y_test):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_every_class_and_source_is_held_out_equally(digits):
    for group, per_class in ((0, 75), (1, 25)):
        held_out = digits.y_test[digits.group_test == group]
        np.testing.assert_array_equal(np.bincount(held_out, minlength=10), per_class)
    np.testing.assert_array_equal(np.bincount(digits.y_train[digits.group_train == 0]), 425)


def test_no_picture_twice(digits):
    x, _, _ = all_pictures(digits)
    assert len({picture.tobytes() for picture in levels(x)}) == len(x) == 6797


def test_the_split_follows_from_the_pictures_alone(digits):
    """Held out are, of each class and source, the pictures with the smallest SHA-256."""
    x, y, group = all_pictures(digits)
    keys = np.array([hashlib.sha256(picture.tobytes()).hexdigest() for picture in levels(x)])
    is_test = np.arange(len(x)) >= digits.n_train
    for source in (0, 1):
        for label in range(10):
            members = (group == source) & (y == label)
            assert max(keys[members & is_test]) < min(keys[members & ~is_test])


def test_uci_digits_are_placed_like_mnist(digits):
    """Ink fills a 20×20 box in one direction, its centre of mass in the middle, as much of it as in MNIST."""
    x, _, group = all_pictures(digits)
    pictures = x[group == 1].reshape(-1, 28, 28).astype(np.float64)
    place = np.arange(28) + 0.5
    mass = pictures.sum((1, 2))
    assert np.abs((pictures.sum(2) @ place) / mass - 14.5).max() <= 0.51
    assert np.abs((pictures.sum(1) @ place) / mass - 14.5).max() <= 0.51
    rows, columns = (pictures > 0.3).any(2).sum(1), (pictures > 0.3).any(1).sum(1)
    longer = np.maximum(rows, columns)
    assert longer.max() <= 20
    assert np.median(longer) == 20
    assert pictures.mean() == pytest.approx(x[group == 0].mean(), rel=0.1)


def test_a_damaged_file_is_told(monkeypatch):
    packed = bytearray(read_bytes("digits", "digits.npz"))
    packed[len(packed) // 2] ^= 1
    monkeypatch.setattr(digits_module, "read_bytes", lambda *parts: bytes(packed))
    with pytest.raises(DataError, match="damaged"):
        load_digits()


@pytest.mark.shared_data
def test_mnist_part_is_from_the_training_images_and_not_from_the_test_images(digits, shared_data):
    x, y, group = all_pictures(digits)
    mnist = shared_data / "mnist"
    train = load_files(mnist / "train-images-idx3-ubyte.gz")
    test = load_files(mnist / "t10k-images-idx3-ubyte.gz")
    label_of = {
        picture.tobytes(): int(label) for picture, label in zip(train.images, train.labels, strict=True)
    }
    tests = {picture.tobytes() for picture in test.images}
    ours = [picture.tobytes() for picture in levels(x[group == 0])]
    assert [label_of[key] for key in ours] == y[group == 0].tolist()
    assert not tests.intersection(ours)


def test_the_file_is_small():
    assert len(read_bytes("digits", "digits.npz")) < 1_500_000
