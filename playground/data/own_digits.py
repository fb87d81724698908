"""Digits that somebody drew and labelled: a file that grows, and the data set made of it.

An npz file with `images` (n, 28, 28) as grey levels and `labels` (n,). Which drawings are held out follows
from each drawing itself, so that it stays so however many are added.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.atomic_file import write_atomically
from playground.data.dataset import Dataset, IntArray
from playground.data.digits import IMAGE_SHAPE, to_grey
from playground.errors import DataError, FileFormatError

OWN_TITLE = "Digits of your own"
MAX_DRAWINGS = 20_000
_N_PIXELS = IMAGE_SHAPE[0] * IMAGE_SHAPE[1]
_MEMBERS = {"images.npy": 200 + MAX_DRAWINGS * _N_PIXELS, "labels.npy": 200 + MAX_DRAWINGS}
_TEST_SHARE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Collection:
    """Drawings and what they show, in the order in which they were collected."""

    images: NDArray[np.uint8]
    """Shape (n, 28, 28), 0…255, ink bright."""
    labels: NDArray[np.uint8]
    """0…9."""

    def __len__(self) -> int:
        return len(self.labels)


def read_collection(path: Path | str) -> Collection:
    """Read a file of collected drawings.

    Raises
    ------
    DataError
        If it can't be read, is no such file, or is damaged.
    """
    path = Path(path)
    try:
        if path.stat().st_size > sum(_MEMBERS.values()) + 10_000:
            raise DataError(f"{path.name} is too large for a collection of drawings.")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise DataError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}.") from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
        if sizes.keys() != _MEMBERS.keys() or any(sizes[name] > _MEMBERS[name] for name in sizes):
            raise DataError(f"{path.name} is no collection of drawings.")
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            images, labels = archive["images"], archive["labels"]
    # What zipfile and NumPy raise for damaged bytes.
    except (
        OSError, ValueError, KeyError, EOFError, NotImplementedError, RuntimeError, SyntaxError, TypeError,
        TokenError, MemoryError, zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise DataError(f"{path.name} is no collection of drawings, or it is damaged.") from error
    return _checked(images, labels, path.name)


def _checked(images: NDArray[Any], labels: NDArray[Any], name: str) -> Collection:
    right_types = images.dtype == np.uint8 and labels.dtype == np.uint8
    if not right_types or images.shape != (*labels.shape, *IMAGE_SHAPE) or labels.ndim != 1:
        raise DataError(f"{name} is no collection of drawings of 28×28 pixels with a label each.")
    if len(labels) == 0:
        raise DataError(f"{name} holds no drawings yet.")
    if labels.max() > 9:
        raise DataError(f"{name} is damaged: a label is {labels.max()}, and digits go from 0 to 9.")
    return Collection(images=images, labels=labels)


def append_drawing(path: Path | str, picture: NDArray[np.floating[Any]], label: int) -> int:
    """Add one drawing to the file, which is made if it isn't there, and return how many it holds then.

    Parameters
    ----------
    path : Path or str
    picture : ndarray, shape (784,) or (28, 28)
        As the network receives it, 0…1.
    label : int
        0…9.

    Raises
    ------
    DataError
        If the picture or the label can't be, the file is full, damaged, or can't be written. What was in the
        file stays.
    """
    path = Path(path)
    if np.size(picture) != _N_PIXELS or not np.all(np.isfinite(picture)) or not 0 <= label <= 9:
        raise DataError("A drawing to be collected has 28×28 finite pixels and a label from 0 to 9.")
    levels = np.round(255 * np.clip(np.reshape(picture, (1, *IMAGE_SHAPE)), 0, 1)).astype(np.uint8)
    images, labels = levels, np.array([label], np.uint8)
    if path.exists():
        held = read_collection(path)
        images, labels = np.concatenate([held.images, levels]), np.append(held.labels, labels)
    if len(labels) > MAX_DRAWINGS:
        raise DataError(f"{path.name} is full: a collection holds {MAX_DRAWINGS:,} drawings. Begin another.")
    packed = io.BytesIO()
    np.savez_compressed(packed, images=images, labels=labels)
    try:
        # The first drawing of a person: the folder of the program's data isn't there yet.
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, packed.getvalue())
    except (FileFormatError, OSError) as error:
        raise DataError(f"The drawing wasn't kept. {error}") from error
    return len(labels)


def load_own_digits(path: Path | str) -> Dataset:
    """Return a file of collected drawings as a data set of ten classes, however few it holds.

    About a fifth is held out, at least one if there are two. A single drawing is both learned and tested.
    """
    collection = read_collection(path)
    in_train, in_test = _division(collection.images)
    grey = to_grey(collection.images)
    y = collection.labels.astype(np.int64)
    arrays: list[NDArray[Any]] = [grey[in_train], y[in_train], grey[in_test], y[in_test]]
    for array in arrays:
        array.flags.writeable = False
    x_train, y_train, x_test, y_test = arrays
    return Dataset(
        name="own_digits",
        title=OWN_TITLE,
        input_shape=(_N_PIXELS,),
        image_shape=IMAGE_SHAPE,
        n_classes=10,
        class_names=tuple("0123456789"),
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
    )


def _division(images: NDArray[np.uint8]) -> tuple[IntArray, IntArray]:
    """Rows to train on and rows held out, by the hash of each drawing."""
    shares = np.array(
        [int.from_bytes(hashlib.sha256(image.tobytes()).digest()[:8]) / 2**64 for image in images]
    )
    if len(images) == 1:
        return np.array([0]), np.array([0])
    held_out = shares < _TEST_SHARE
    if not held_out.any():
        held_out[np.argmin(shares)] = True
    if held_out.all():
        held_out[np.argmax(shares)] = False
    return np.flatnonzero(~held_out), np.flatnonzero(held_out)
