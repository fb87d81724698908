"""Labelled pictures from files: MNIST's pairs of IDX files, and npz files with `x` and `y`."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.idx import read_idx
from playground.errors import DataError

_UNREADABLE = (
    OSError,
    ValueError,
    TypeError,
    SyntaxError,
    TokenError,
    EOFError,
    MemoryError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledPictures:
    """Pictures as grey levels, what each shows, and who wrote it where that is known."""

    images: NDArray[np.uint8]
    """Shape (n, height, width), 0…255, ink bright."""
    labels: NDArray[np.int64]
    writers: tuple[str, ...] | None = None


def load_files(path: str | Path, labels: str | Path | None = None) -> LabelledPictures:
    """Load labelled pictures.

    Parameters
    ----------
    path : str or Path
        An npz file with `x` (n, height, width), `y` (n,) and perhaps `writer` (n,); or an IDX file of images.
    labels : str or Path, optional
        The IDX file of labels. For an image file named as MNIST's are (`…-images-idx3-ubyte…`) it is found
        by itself.

    Raises
    ------
    DataError
        If a file can't be read or the parts don't fit each other.
    """
    path = Path(path)
    if path.suffix == ".npz":
        images, classes, writers = _read_npz(path)
    else:
        label_path = Path(labels) if labels is not None else _label_path(path)
        images, classes, writers = read_idx(path), read_idx(label_path), None
    if images.ndim != 3 or images.dtype != np.uint8:
        raise DataError(
            f"{path.name} should hold grey pictures as bytes of shape (n, height, width); "
            f"it holds {images.dtype} of shape {images.shape}."
        )
    if classes.shape != images.shape[:1] or (writers is not None and len(writers) != len(images)):
        raise DataError(
            f"{path.name} has {len(images):,} pictures and {classes.size:,} labels; each needs one."
        )
    is_whole = classes.dtype.kind in "uib" or (
        classes.dtype.kind == "f" and np.isfinite(classes).all() and (classes == np.rint(classes)).all()
    )
    if not is_whole:
        raise DataError(f"{path.name} has labels that are no whole numbers.")
    return LabelledPictures(images=images, labels=classes.astype(np.int64), writers=writers)


def _label_path(path: Path) -> Path:
    if not path.is_file():
        raise DataError(f"There is no file {path}.")
    name = path.name.replace("images", "labels").replace("idx3", "idx1")
    if name == path.name:
        raise DataError(f"Which file holds the labels of {path.name}? Name it too.")
    return path.with_name(name)


def _read_npz(path: Path) -> tuple[NDArray[Any], NDArray[Any], tuple[str, ...] | None]:
    try:
        # Opened here, since NumPy leaves a damaged one open.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            writers = tuple(str(name) for name in archive["writer"]) if "writer" in archive else None
            return archive["x"], archive["y"], writers
    except KeyError as error:
        raise DataError(f"{path.name} needs an array `x` (pictures) and one `y` (labels).") from error
    # Besides what says that it is no npz, what NumPy and zipfile let through when they read a damaged one.
    except _UNREADABLE as error:
        raise DataError(f"{path.name} can't be read as an npz file: {error}.") from error
