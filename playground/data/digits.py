"""The handwritten digits in the box: 5,000 of MNIST and 1,797 of UCI; see `resources/digits/NOTICE.md`."""

from __future__ import annotations

import io
import zipfile

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Dataset, FloatArray, IntArray
from playground.data.resources import read_bytes
from playground.errors import DataError

TITLE = "Handwritten digits"
GROUP_NAMES = ("MNIST (USA)", "UCI (Turkey)")
IMAGE_SHAPE = (28, 28)


def to_grey(levels: NDArray[np.uint8]) -> FloatArray:
    """Turn grey levels 0…255 into rows of float32 in 0…1, read-only."""
    grey = np.divide(levels.reshape(len(levels), -1), np.float32(255))
    grey.flags.writeable = False
    return grey


def _whole_numbers(values: NDArray[np.uint8]) -> IntArray:
    numbers = values.astype(np.int64)
    numbers.flags.writeable = False
    return numbers


def load_digits() -> Dataset:
    """Load the bundled digits: 5,797 to learn from and 1,000 held out, 100 of each class.

    Raises
    ------
    DataError
        If the file is missing or damaged.
    """
    packed = read_bytes("digits", "digits.npz")
    try:
        with np.load(io.BytesIO(packed), allow_pickle=False) as archive:
            images, labels, sources = archive["images"], archive["labels"], archive["sources"]
            n_train = int(archive["n_train"])
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise DataError(
            "The digits that belong to the program are damaged. Install the program again."
        ) from error
    grey, y, groups = to_grey(images), _whole_numbers(labels), _whole_numbers(sources)
    return Dataset(
        name="digits",
        title=TITLE,
        input_shape=(grey.shape[1],),
        image_shape=IMAGE_SHAPE,
        n_classes=10,
        class_names=tuple("0123456789"),
        x_train=grey[:n_train],
        y_train=y[:n_train],
        x_test=grey[n_train:],
        y_test=y[n_train:],
        group_names=GROUP_NAMES,
        group_train=groups[:n_train],
        group_test=groups[n_train:],
    )
