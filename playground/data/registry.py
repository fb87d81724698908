"""Every data set that an experiment can name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from playground.data.dataset import Dataset
from playground.data.digits import TITLE, load_digits
from playground.errors import DataError


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """A data set's title for the screen, how to load it, and its shapes, known without loading it."""

    title: str
    load: Callable[[], Dataset]
    input_shape: tuple[int, ...]
    n_classes: int
    image_shape: tuple[int, int] | None = None


DATASETS: dict[str, DatasetEntry] = {
    "digits": DatasetEntry(TITLE, load_digits, input_shape=(784,), n_classes=10, image_shape=(28, 28)),
}
"""Name in `DataConfig.dataset` → entry."""


@cache
def load_dataset(name: str) -> Dataset:
    """Load a data set by its name; a second call returns the same object.

    Raises
    ------
    DataError
        If there is no such data set, or its file can't be read.
    """
    try:
        entry = DATASETS[name]
    except KeyError:
        known = ", ".join(DATASETS)
        raise DataError(f"There is no data set called “{name}”. Choose one of: {known}.") from None
    return entry.load()
