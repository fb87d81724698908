"""From a table to a data set: rows chosen, numbers standardised, classes named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.dataset import Dataset
from playground.data.split import stratified_split
from playground.data.table.axes import plane_of
from playground.data.table.cells import Column
from playground.data.table.preview import MAX_CLASSES, row_problems
from playground.data.table.table import Table, read_table
from playground.errors import DataError

TABLE_TITLE = "Table (CSV)"
_N_NAMED = 5


def load_table(
    path: Path | str,
    *,
    delimiter: str,
    decimal: str,
    has_header: bool,
    input_columns: Sequence[int],
    target_column: int,
    is_regression: bool,
    train_share: float,
    seed: int,
    digest: str = "",
) -> Dataset:
    """Return a table as a data set.

    Inputs, and the target of a regression, are standardised: (value − mean) / standard deviation, both of the
    training part. Rows with a cell that can't be used are left out and named in `remarks`.

    Parameters
    ----------
    path : Path or str
    delimiter, decimal : str
    has_header : bool
    input_columns : sequence of int
        Empty: all columns of numbers but the target.
    target_column : int
        −1 is the last one.
    is_regression : bool
    train_share : float
    seed : int
    digest : str
        SHA-256 that the file must have, unless empty.

    Raises
    ------
    DataError
        A sentence that says what can't be, and where.
    """
    if not str(path):
        raise DataError("No table is chosen yet. Open a CSV file.")
    table = read_table(path, delimiter=delimiter, decimal=decimal, has_header=has_header)
    if digest and digest != table.digest:
        raise DataError(f"{table.file_name} has changed since it was chosen. Open it again.")
    target_number = _column_number(table, target_column)
    numbers = _input_numbers(table, input_columns, target_number)
    inputs, target = [table.columns[number] for number in numbers], table.columns[target_number]
    usable = _usable_rows(table, [*inputs, target], (*numbers, target_number))
    values = np.stack([_numbers(column)[usable] for column in inputs], axis=1)
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    if is_regression:
        names: tuple[str, ...] = ()
        labels = np.zeros(len(usable), np.int64)
        y: NDArray[Any] = _target_numbers(target)[usable]
    else:
        names, labels = _classes(target, usable)
        y = labels
    in_train, in_test = stratified_split(labels, train_share, rng)
    means, scales = _spread(values[in_train])
    x = ((values - means) / scales).astype(np.float32)
    target_scale = (0.0, 1.0)
    if is_regression:
        centre, width = _spread(y[in_train, None])
        target_scale = (float(centre[0]), float(width[0]))
        y = ((y[:, None] - centre) / width).astype(np.float32)
    feature_names = tuple(column.name for column in inputs)
    frame = plane_of(x[in_train], means, scales, feature_names)
    points = frame.places(x)
    arrays: list[NDArray[Any]] = [part[rows] for rows in (in_train, in_test) for part in (x, y, points)]
    for array in arrays:
        array.flags.writeable = False
    x_train, y_train, points_train, x_test, y_test, points_test = arrays
    remarks = _remarks(table, (*numbers, target_number), len(usable), input_columns)
    if in_test is in_train:
        remarks += ("No class has a second row to hold out: the test set is the training set.",)
    return Dataset(
        name="table",
        title=table.file_name,
        input_shape=(len(inputs),),
        image_shape=None,
        n_classes=1 if is_regression else len(names),
        class_names=names,
        x_train=x_train,
        y_train=y_train,
        x_test=x_test,
        y_test=y_test,
        is_regression=is_regression,
        points_train=points_train,
        points_test=points_test,
        frame=frame,
        feature_names=feature_names,
        target_name=target.name,
        input_means=means,
        input_scales=scales,
        target_scale=target_scale,
        remarks=remarks,
    )


def _column_number(table: Table, number: int) -> int:
    n_columns = len(table.columns)
    if not -1 <= number < n_columns:
        raise DataError(
            f"{table.file_name} has {n_columns} {'column' if n_columns == 1 else 'columns'}, so there is no "
            f"column {number + 1}. Choose another, or another delimiter."
        )
    return n_columns - 1 if number == -1 else number


def _input_numbers(table: Table, wanted: Sequence[int], target: int) -> tuple[int, ...]:
    if wanted:
        numbers = tuple(_column_number(table, number) for number in wanted)
        if target in numbers:
            raise DataError(
                f"“{table.columns[target].name}” is the target and an input at once: that is too easy. "
                "Take it out of the inputs."
            )
        for number in numbers:
            if not table.columns[number].is_numeric:
                raise DataError(
                    f"“{table.columns[number].name}” holds {_held(table.columns[number])}, and a network "
                    "takes numbers. Choose other input columns."
                )
        return numbers
    numbers = tuple(
        number for number, column in enumerate(table.columns) if number != target and column.is_numeric
    )
    if not numbers:
        raise DataError(
            f"{table.file_name} has no column of numbers besides the target. "
            "Are delimiter and decimal sign right?"
        )
    return numbers


def _held(column: Column) -> str:
    return "nothing" if column.kind == "empty" else "text"


def _usable_rows(table: Table, columns: Sequence[Column], numbers: tuple[int, ...]) -> NDArray[np.int64]:
    bad = np.zeros(table.n_rows, bool)
    for column in columns:
        bad |= column.unusable()
    usable = np.flatnonzero(~bad)
    if not usable.size:
        named = " ".join(row_problems(table, numbers)[:_N_NAMED])
        raise DataError(f"No row of {table.file_name} can be used. {named}")
    return usable


def _numbers(column: Column) -> NDArray[np.float64]:
    assert column.numbers is not None
    return column.numbers


def _target_numbers(target: Column) -> NDArray[np.float64]:
    if target.numbers is None:
        raise DataError(
            f"“{target.name}” holds {_held(target)}, so no number can be predicted from it. Predict a "
            "class, or choose another target."
        )
    return target.numbers


def _classes(target: Column, usable: NDArray[np.int64]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of the classes in order, and the class of each usable row."""
    if target.numbers is not None:
        found, labels = np.unique(target.numbers[usable], return_inverse=True)
        names = tuple(f"{value:.15g}" for value in found)
    else:
        texts = [" ".join(target.cells[row].split()) for row in usable.tolist()]
        names = tuple(sorted(set(texts)))
        place = {name: number for number, name in enumerate(names)}
        labels = np.fromiter(map(place.__getitem__, texts), np.int64, len(texts))
        names = tuple(name if len(name) <= 40 else name[:39] + "…" for name in names)
    if len(names) > MAX_CLASSES:
        way_out = "predict a number instead, or " if target.is_numeric else ""
        raise DataError(
            f"“{target.name}” has {len(names):,} different values; there can be {MAX_CLASSES} classes: "
            f"{way_out}choose another target."
        )
    if len(names) < 2:
        raise DataError(
            f"“{target.name}” is “{names[0]}” in every row: there is nothing to tell apart. "
            "Choose another target."
        )
    return names, labels.astype(np.int64).reshape(-1)


def _spread(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and standard deviation of each column; 1 for a column that is the same in every row."""
    means, scales = values.mean(axis=0), values.std(axis=0)
    flat = ~(scales > 1e-12 * np.maximum(np.abs(means), 1e-30))
    return means, np.where(flat, 1.0, scales)


def _remarks(table: Table, used: tuple[int, ...], n_used: int, wanted: Sequence[int]) -> tuple[str, ...]:
    remarks = []
    n_all = table.n_rows + len(table.ragged)
    if n_used < n_all:
        problems = row_problems(table, used)
        more = f" And {len(problems) - _N_NAMED:,} more." if len(problems) > _N_NAMED else ""
        left_out = f"{n_all - n_used:,} of {n_all:,} rows are left out."
        remarks.append(f"{left_out} {' '.join(problems[:_N_NAMED])}{more}")
    if not wanted:
        text = [c.name for i, c in enumerate(table.columns) if i not in used]
        if text:
            names = ", ".join(f"“{name}”" for name in text[:_N_NAMED])
            remarks.append(
                f"Not used, since they hold no numbers: {names}{' …' if len(text) > _N_NAMED else ''}."
            )
    return tuple(remarks)
