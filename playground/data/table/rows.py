"""Text cut into rows and cells, each row with the line where it begins."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from playground.errors import DataError

MAX_ROWS, MAX_COLUMNS, MAX_CELL = 200_000, 1000, 100_000
_N_PROBE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a table that have the right number of cells."""

    cells: list[list[str]]
    lines: Sequence[int]
    """Line of the file in which each row begins, counted from 1."""
    n_columns: int
    ragged: tuple[tuple[int, int], ...]
    """(line, number of cells) of the rows left out."""


def split_rows(text: str, delimiter: str, name: str) -> Rows:
    """Cut a text into rows; empty lines don't count.

    Raises
    ------
    DataError
        If there is no row, or something in it is beyond the limits.
    """
    cells, lines = _read(text, delimiter, name)
    if not cells:
        raise DataError(f"{name} has no rows.")
    widths = Counter(map(len, cells[:_N_PROBE]))
    n_columns = max(widths, key=lambda width: (widths[width], width))
    if n_columns > MAX_COLUMNS:
        raise DataError(f"{name} has {n_columns:,} columns; a table can have up to {MAX_COLUMNS:,}.")
    if len(cells) > MAX_ROWS + 1:
        raise DataError(f"{name} has {len(cells):,} rows; a table can have up to {MAX_ROWS:,}.")
    ragged: tuple[tuple[int, int], ...] = ()
    if set(map(len, cells)) != {n_columns}:
        ragged = tuple(
            (line, len(row)) for row, line in zip(cells, lines, strict=True) if len(row) != n_columns
        )
        kept = [i for i, row in enumerate(cells) if len(row) == n_columns]
        cells, lines = [cells[i] for i in kept], [lines[i] for i in kept]
    return Rows(cells=cells, lines=lines, n_columns=n_columns, ragged=ragged)


def _read(text: str, delimiter: str, name: str) -> tuple[list[list[str]], Sequence[int]]:
    quoted = '"' in text
    if delimiter == " " and not quoted:
        # Columns set apart by any number of spaces.
        found = [line.split() for line in text.split("\n")]
        lines: Sequence[int] = range(1, len(found) + 1)
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
        csv.field_size_limit(MAX_CELL)
        try:
            if quoted:
                found, lines = [], []
                begins = 1
                for row in reader:
                    found.append(row)
                    lines.append(begins)
                    begins = reader.line_num + 1
                _check_closed(text, lines[-1] if lines else 1, delimiter, name)
            else:
                found = list(reader)
                lines = range(1, len(found) + 1)
        except csv.Error as error:
            line = reader.line_num
            hint = "A quotation mark may not be closed." if quoted else "It may be no table."
            raise DataError(f"{name} can't be read from line {line} on: {error}. {hint}") from error
    if all(map(any, found)):
        return found, lines
    kept = [i for i, row in enumerate(found) if any(cell.strip() for cell in row)]
    return [found[i] for i in kept], [lines[i] for i in kept]


def _check_closed(text: str, line: int, delimiter: str, name: str) -> None:
    """Raise `DataError` if the last row has several lines since a quotation mark in it isn't closed."""
    rest = text.split("\n")[line - 1 :]
    n_below = sum(bool(row.strip()) for row in rest[1:])
    if not n_below:
        return
    try:
        list(csv.reader(io.StringIO("\n".join(rest), newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise DataError(
                f"{name} has a quotation mark in line {line} that is not closed: the {n_below:,} "
                f"{'line' if n_below == 1 else 'lines'} below would be part of that cell."
            ) from None
