"""A first look at a table: what it holds, what is wrong with it, and what one would predict."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playground.data.table.cells import Column
from playground.data.table.table import Table, read_table

N_ROWS, N_EXAMPLES, MAX_PROBLEMS = 50, 3, 1000
MAX_CLASSES = 20
_TARGET_NAMES = ("target", "label", "class", "y", "species", "category", "outcome", "result", "quality")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPreview:
    """What a column holds."""

    name: str
    kind: str
    """`number`, `whole`, `text` or `empty`."""
    examples: tuple[str, ...]
    n_missing: int
    n_bad: int
    """Cells that are no numbers in a column of numbers."""
    n_distinct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePreview:
    """What a dialog shows before a table is opened."""

    path: str
    digest: str
    encoding: str
    delimiter: str
    decimal: str
    has_header: bool
    columns: tuple[ColumnPreview, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first rows as text."""
    n_rows: int
    problems: tuple[str, ...]
    """One sentence for each row that can't be used whole, at most 1,000."""
    n_problems: int
    input_columns: tuple[int, ...]
    target_column: int
    is_regression: bool
    """What it would be opened as."""


def preview(
    path: Path | str,
    *,
    delimiter: str | None = None,
    decimal: str | None = None,
    has_header: bool | None = None,
) -> TablePreview:
    """Look at a table; what is None is guessed.

    Raises
    ------
    DataError
        If the file can't be read as a table.
    """
    table = read_table(path, delimiter=delimiter, decimal=decimal, has_header=has_header)
    columns = tuple(_look_at(column) for column in table.columns)
    target = _guess_target(columns)
    inputs = tuple(
        number
        for number, column in enumerate(columns)
        if number != target and column.kind in ("number", "whole")
    )
    problems = row_problems(table)
    return TablePreview(
        path=str(path),
        digest=table.digest,
        encoding=table.encoding,
        delimiter=table.delimiter,
        decimal=table.decimal,
        has_header=table.has_header,
        columns=columns,
        rows=tuple(zip(*(column.cells[:N_ROWS] for column in table.columns), strict=True)),
        n_rows=table.n_rows,
        problems=tuple(problems[:MAX_PROBLEMS]),
        n_problems=len(problems),
        input_columns=inputs,
        target_column=target,
        is_regression=_is_quantity(columns[target]),
    )


def row_problems(table: Table, used: tuple[int, ...] | None = None) -> list[str]:
    """A sentence for each row of the table that can't be used whole, with its line and column.

    Parameters
    ----------
    table : Table
    used : tuple of int, optional
        Only the cells of these columns count; None: of all that aren't empty.
    """
    found = [
        (line, sentence) for (line, _), sentence in zip(table.ragged, table.ragged_sentences(), strict=True)
    ]
    by_row: dict[int, list[str]] = {}
    for number, column in enumerate(table.columns):
        if column.kind == "empty" if used is None else number not in used:
            continue
        for row in np.flatnonzero(column.unusable()):
            by_row.setdefault(int(row), []).append(f"“{column.name}” {column.complaint(int(row))}")
    found += [
        (table.lines[row], f"Line {table.lines[row]}: {', '.join(what[:5])}.") for row, what in by_row.items()
    ]
    return [sentence for _, sentence in sorted(found)]


def _look_at(column: Column) -> ColumnPreview:
    unusable = column.unusable()
    missing = column.missing() if unusable.any() else unusable
    held = [cell for cell in column.cells[:1000] if cell.strip()]
    if column.numbers is not None:
        n_distinct = int(np.unique(column.numbers[~unusable]).size)
    else:
        n_distinct = len({cell.strip() for cell in column.cells} - {""})
    return ColumnPreview(
        name=column.name,
        kind=column.kind,
        examples=tuple(cell.strip()[:40] for cell in dict.fromkeys(held))[:N_EXAMPLES],
        n_missing=int(missing.sum()),
        n_bad=int((unusable & ~missing).sum()),
        n_distinct=n_distinct,
    )


def _is_quantity(column: ColumnPreview) -> bool:
    if column.kind == "number":
        return column.n_distinct > 2
    return column.kind == "whole" and column.n_distinct > MAX_CLASSES


def _guess_target(columns: tuple[ColumnPreview, ...]) -> int:
    """A column named as targets are, else the last of few classes in words, else the last one of numbers."""
    able = [number for number, column in enumerate(columns) if column.n_distinct > 1] or [len(columns) - 1]
    for number in able:
        if columns[number].name.casefold() in _TARGET_NAMES:
            return number
    few = [n for n in able if columns[n].kind == "text" and columns[n].n_distinct <= MAX_CLASSES]
    numeric = [n for n in able if columns[n].kind in ("number", "whole")]
    if not few and len(numeric) == 1:
        # It has to be the input.
        numeric = [n for n in able if n not in numeric]
    return (few or numeric or able)[-1]
