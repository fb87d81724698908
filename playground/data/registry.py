"""Every data set that an experiment can name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from playground.data.dataset import Dataset
from playground.data.digits import TITLE, load_digits
from playground.data.own_digits import OWN_TITLE
from playground.data.planar import CLASS_PATTERNS, VALUE_SURFACES
from playground.data.planar.painted import TITLE as PAINTED_TITLE
from playground.data.table import TABLE_TITLE
from playground.data.textbook import (
    NEURON_TITLE,
    TWO_LAYER_TITLE,
    load_textbook_neuron,
    load_two_layer_example,
)
from playground.errors import DataError

_DIVIDED = ("train_share", "seed")
_GENERATED = ("n_examples", "noise", *_DIVIDED, "features")
_FROM_FILE = ("file", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetEntry:
    """What is known about a data set without loading it."""

    title: str
    kind: str
    """`digits` | `plane` (generated or painted) | `table` | `own` (digits that somebody drew) | `book`."""
    uses: tuple[str, ...]
    """Settings of the data that count for it; the others are ignored."""
    input_shape: tuple[int, ...] | None = None
    """None where it depends on settings or on a file."""
    n_classes: int | None = None
    """Outputs: 1 for a regression; None where it depends on settings or on a file."""
    image_shape: tuple[int, int] | None = None
    is_regression: bool = False
    load: Callable[[], Dataset] | None = None
    """Of a set without settings."""

    @property
    def number_type(self) -> type[np.floating[Any]]:
        """What its values are, and all that is computed from them.

        float32, twice as fast. Worked examples of books are followed to their last printed digit, which needs
        float64, and they are so small that it costs nothing.
        """
        return np.float64 if self.kind == "book" else np.float32


DATASETS: dict[str, DatasetEntry] = {
    "digits": DatasetEntry(
        title=TITLE,
        kind="digits",
        uses=("augmentation",),
        input_shape=(784,),
        n_classes=10,
        image_shape=(28, 28),
        load=load_digits,
    ),
    **{
        name: DatasetEntry(
            title=pattern.title, kind="plane", uses=(*_GENERATED, "imbalance"), n_classes=pattern.n_classes
        )
        for name, pattern in CLASS_PATTERNS.items()
    },
    **{
        name: DatasetEntry(
            title=surface.title, kind="plane", uses=_GENERATED, n_classes=1, is_regression=True
        )
        for name, surface in VALUE_SURFACES.items()
    },
    "paint": DatasetEntry(title=PAINTED_TITLE, kind="plane", uses=("points", "features", *_DIVIDED)),
    "table": DatasetEntry(
        title=TABLE_TITLE,
        kind="table",
        uses=(
            *_FROM_FILE,
            "delimiter",
            "decimal",
            "has_header",
            "input_columns",
            "target_column",
            "is_regression",
            *_DIVIDED,
        ),
    ),
    "own_digits": DatasetEntry(
        title=OWN_TITLE,
        kind="own",
        uses=(*_FROM_FILE, "augmentation"),
        input_shape=(784,),
        n_classes=10,
        image_shape=(28, 28),
    ),
    "textbook_neuron": DatasetEntry(
        title=NEURON_TITLE,
        kind="book",
        uses=(),
        input_shape=(1,),
        n_classes=1,
        is_regression=True,
        load=load_textbook_neuron,
    ),
    "two_layer_example": DatasetEntry(
        title=TWO_LAYER_TITLE,
        kind="book",
        uses=(),
        input_shape=(2,),
        n_classes=2,
        is_regression=True,
        load=load_two_layer_example,
    ),
}
"""Name in `DataConfig.dataset` → entry."""


def datasets_using(setting: str) -> tuple[str, ...]:
    """Names of the data sets for which a setting of the data counts."""
    return tuple(name for name, entry in DATASETS.items() if setting in entry.uses)


@cache
def load_dataset(name: str) -> Dataset:
    """Load a data set that has no settings by its name; a second call returns the same object.

    For the others see `playground.experiment.load_data`.

    Raises
    ------
    DataError
        If there is no such data set, or its file can't be read.
    """
    if name not in DATASETS:
        raise DataError(f"There is no data set called “{name}”. Choose one of: {', '.join(DATASETS)}.")
    load = DATASETS[name].load
    if load is None:
        raise DataError(f"“{name}” needs settings; it can't be loaded by its name alone.")
    return load()
