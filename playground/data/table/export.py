"""Examples written as a table, whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.atomic_file import write_atomically
from playground.data.dataset import Dataset
from playground.errors import DataError, FileFormatError

_LETTERS = "ABCDEF"


def export_csv(source: Dataset | Sequence[tuple[float, float, float]], path: Path | str) -> int:
    """Write examples as CSV (UTF-8, commas, a line of names), and return how many there are.

    Parameters
    ----------
    source : Dataset or sequence of points
        Training examples, then test examples: points of the plane, the columns of a table in their own units,
        or pixels. Or painted points (x₁, x₂, class).
    path : Path or str

    Raises
    ------
    DataError
        If the file can't be written; what was there stays.
    """
    header, rows = _of_dataset(source) if isinstance(source, Dataset) else _of_points(source)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    try:
        write_atomically(Path(path), text.getvalue().encode("utf-8"))
    except (FileFormatError, ValueError) as error:
        raise DataError(str(error)) from error
    return len(rows)


def _of_points(points: Iterable[tuple[float, float, float]]) -> tuple[list[str], list[list[str]]]:
    rows = [[f"{x1:.7g}", f"{x2:.7g}", _LETTERS[int(label)]] for x1, x2, label in points]
    return ["x1", "x2", "class"], rows


def _of_dataset(dataset: Dataset) -> tuple[list[str], list[list[str]]]:
    parts: list[NDArray[Any]]
    if dataset.input_means is not None and dataset.input_scales is not None:
        names = list(dataset.feature_names)
        parts = [x * dataset.input_scales + dataset.input_means for x in (dataset.x_train, dataset.x_test)]
    elif dataset.points_train is not None and dataset.points_test is not None:
        names, parts = ["x1", "x2"], [dataset.points_train, dataset.points_test]
    else:
        names = [f"pixel{number}" for number in range(1, dataset.x_train.shape[1] + 1)]
        parts = [dataset.x_train, dataset.x_test]
    values = np.concatenate(parts)
    targets = _targets(dataset, np.concatenate([dataset.y_train, dataset.y_test]))
    rows = [[*row, target] for row, target in zip(_texts(values), targets, strict=True)]
    return [*names, dataset.target_name or "class"], rows


def _texts(values: NDArray[Any]) -> list[list[str]]:
    """The numbers as text; each different one is put into words once, since pixels have few greys."""
    different, places = np.unique(values, return_inverse=True)
    texts = np.array([f"{value:.7g}" for value in different.tolist()], dtype=object)
    rows: list[list[str]] = texts[places.reshape(values.shape)].tolist()
    return rows


def _targets(dataset: Dataset, y: NDArray[Any]) -> list[str]:
    if dataset.is_regression:
        return [f"{value:.7g}" for value in dataset.in_own_units(y[:, 0].astype(np.float64))]
    return [dataset.class_names[label] for label in y]
