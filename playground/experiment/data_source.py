"""From the settings of the data to the data: loaded or made once, the newest few kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, fields, replace
from pathlib import Path

from playground.data import DATASETS, Dataset, generate, load_dataset, load_own_digits, load_table, painted
from playground.data.planar.painted import n_painted_classes
from playground.errors import DataError
from playground.experiment.config import DataConfig

_N_KEPT = 4
_kept: OrderedDict[tuple[DataConfig, tuple[int, int]], Dataset | DataError] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataShape:
    """What a network needs to know of its data."""

    input_shape: tuple[int, ...]
    n_outputs: int
    """Number of classes, or 1 for a regression."""
    image_shape: tuple[int, int] | None = None
    is_regression: bool = False
    is_guess: bool = False
    """The table can't be read at present."""


def load_data(data: DataConfig) -> Dataset:
    """Return the data that these settings describe; the same settings give the same object again.

    Raises
    ------
    DataError
        If a file is missing, changed or can't be used, or a formula has no value somewhere.
    """
    if data.dataset in DATASETS and DATASETS[data.dataset].load is not None:
        return load_dataset(data.dataset)
    key = (_only_used(data), _stamp(data))
    with _lock:
        found = _kept.get(key)
        if found is None:
            try:
                found = _make(key[0])
            except DataError as error:
                # Kept too: a large file that can't be used isn't read again for every look at its settings.
                found = error
            _kept[key] = found
            if len(_kept) > _N_KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
    if isinstance(found, DataError):
        raise DataError(str(found))
    return found


def data_shape(data: DataConfig) -> DataShape:
    """Return the shapes of the data; only a table has to be loaded for that.

    For a table that can't be loaded they are a guess: opening an experiment doesn't need its file, training
    does.
    """
    entry = DATASETS[data.dataset]
    if entry.kind == "table":
        return _table_shape(data)
    n_outputs = n_painted_classes(data.points) if data.dataset == "paint" else entry.n_classes
    assert n_outputs is not None
    return DataShape(
        input_shape=entry.input_shape or (len(data.features),),
        n_outputs=n_outputs,
        image_shape=entry.image_shape,
        is_regression=entry.is_regression,
    )


def holds_out(data: DataConfig) -> bool:
    """Whether some examples are kept from training; where there is but one of each class, none are."""
    if data.dataset == "paint":
        labels = [label for _, _, label in data.points]
        return len(set(labels)) < len(labels)
    return DATASETS[data.dataset].kind != "book"


def _table_shape(data: DataConfig) -> DataShape:
    try:
        dataset = load_data(data)
    except DataError:
        n_inputs = len(data.input_columns) or 2
        return DataShape(
            input_shape=(n_inputs,),
            n_outputs=1 if data.is_regression else 2,
            is_regression=data.is_regression,
            is_guess=True,
        )
    return DataShape(
        input_shape=dataset.input_shape, n_outputs=dataset.n_classes, is_regression=dataset.is_regression
    )


def _only_used(data: DataConfig) -> DataConfig:
    """The same data, with the settings that don't count at their defaults."""
    if data.dataset not in DATASETS:
        raise DataError(
            f"There is no data set called “{data.dataset}”. Choose one of: " + ", ".join(DATASETS) + "."
        )
    uses = {"dataset", *DATASETS[data.dataset].uses} - {"augmentation"}
    plain = DataConfig()
    unused = {f.name: getattr(plain, f.name) for f in fields(DataConfig) if f.name not in uses}
    return replace(data, **unused)


def _stamp(data: DataConfig) -> tuple[int, int]:
    """Time and size of the file, so that a changed one is read again."""
    if "file" not in DATASETS[data.dataset].uses or not data.file:
        return 0, 0
    try:
        status = Path(data.file).stat()
    except (OSError, ValueError):
        return -1, -1
    return status.st_mtime_ns, status.st_size


def _make(data: DataConfig) -> Dataset:
    if data.dataset == "paint":
        return painted(data.points, train_share=data.train_share, seed=data.seed, features=data.features)
    if data.dataset == "own_digits":
        if not data.file:
            raise DataError("No drawings are collected yet. Draw a digit, say what it is, and keep it.")
        return load_own_digits(data.file)
    if data.dataset == "table":
        return load_table(
            data.file,
            delimiter=data.delimiter,
            decimal=data.decimal,
            has_header=data.has_header,
            input_columns=data.input_columns,
            target_column=data.target_column,
            is_regression=data.is_regression,
            train_share=data.train_share,
            seed=data.seed,
            digest=data.digest,
        )
    return generate(
        data.dataset,
        n_examples=data.n_examples,
        noise=data.noise,
        train_share=data.train_share,
        imbalance=data.imbalance,
        seed=data.seed,
        features=data.features,
    )
