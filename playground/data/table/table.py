"""A table file, read: columns with their kinds, and the rows that had to be left out."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.data.table.cells import Column, read_column
from playground.data.table.guessing import guess_decimal, guess_delimiter, guess_header
from playground.data.table.reading import TableText, read_table_text
from playground.data.table.rows import split_rows
from playground.errors import DataError

_N_KEPT, _N_PROBE = 2, 2000
_WHOLE = re.compile(r"[+-]?\d+")
_kept: OrderedDict[tuple[object, ...], Table] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """The columns of a file."""

    file_name: str
    encoding: str
    digest: str
    delimiter: str
    decimal: str
    has_header: bool
    columns: tuple[Column, ...]
    lines: Sequence[int]
    """Line of the file in which each row begins."""
    ragged: tuple[tuple[int, int], ...]
    """(line, number of cells) of the rows left out, since they have more or fewer cells than the others."""

    @property
    def n_rows(self) -> int:
        """Rows with the right number of cells, without the header."""
        return len(self.lines)

    def ragged_sentences(self) -> list[str]:
        """Each row that was left out for its number of cells."""
        own = len(self.columns)
        return [
            f"Line {line} has {n} {'cell' if n == 1 else 'cells'}; the table has {own} columns."
            for line, n in self.ragged
        ]


def read_table(
    path: Path | str,
    *,
    delimiter: str | None = None,
    decimal: str | None = None,
    has_header: bool | None = None,
) -> Table:
    """Read a table; what is None is guessed. The newest tables are kept as long as their files don't change.

    Raises
    ------
    DataError
        If the file can't be read as a table.
    """
    path = Path(path)
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise DataError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}.") from error
    file = (str(path), status.st_mtime_ns, status.st_size)
    with _lock:
        found = _kept.get((*file, delimiter, decimal, has_header))
        if found is None:
            found = parse_table(read_table_text(path), delimiter, decimal, has_header)
            # Asked for again with what was guessed it is the same.
            _kept[(*file, delimiter, decimal, has_header)] = found
            _kept[(*file, found.delimiter, found.decimal, found.has_header)] = found
            while len(_kept) > 2 * _N_KEPT:
                _kept.popitem(last=False)
    return found


def parse_table(
    source: TableText, delimiter: str | None, decimal: str | None, has_header: bool | None
) -> Table:
    """Cut a text into columns; what is None is guessed."""
    delimiter = delimiter or guess_delimiter(source.text)
    decimal = decimal or guess_decimal(source.text, delimiter)
    rows = split_rows(source.text, delimiter, source.name)
    cells, lines, ragged = rows.cells, rows.lines, rows.ragged
    begins_ragged = bool(ragged) and ragged[0][0] < lines[0]
    if begins_ragged and delimiter == ",":
        _check_commas(cells, ragged[0], source.name)
    if has_header is None:
        has_header = guess_header(cells, decimal)
    names = [f"Column {number}" for number in range(1, rows.n_columns + 1)]
    # A first line of another length is left out like any other. It may have been the names, or stand above
    # them.
    if has_header and (not begins_ragged or guess_header(cells, decimal)):
        names = _distinct(cells[0], names)
        cells, lines = cells[1:], lines[1:]
    if not cells:
        raise DataError(f"{source.name} has column names, but no rows below them.")
    columns = tuple(
        read_column(name, column, decimal)
        for name, column in zip(names, zip(*cells, strict=True), strict=True)
    )
    return Table(
        file_name=source.name,
        encoding=source.encoding,
        digest=source.digest,
        delimiter=delimiter,
        decimal=decimal,
        has_header=has_header,
        columns=columns,
        lines=lines,
        ragged=ragged,
    )


def _check_commas(cells: Sequence[Sequence[str]], first: tuple[int, int], name: str) -> None:
    """Raise `DataError` if the rows below the names are cut at the commas within their numbers, too."""
    line, n_names = first
    columns = list(zip(*cells[:_N_PROBE], strict=True))
    n_halves, number = 0, 0
    while number + 1 < len(columns):
        is_cut = all(map(_WHOLE.fullmatch, columns[number])) and all(map(str.isdigit, columns[number + 1]))
        n_halves += is_cut
        number += 2 if is_cut else 1
    if 2 <= n_names < len(columns) <= n_names + n_halves:
        raise DataError(
            f"{name} has {n_names} cells in line {line} and {len(columns)} in the lines below: the commas in "
            "its numbers divide columns, too. Save it with semicolons between the columns, or with decimal "
            "points."
        )


def _distinct(header: Sequence[str], numbered: Sequence[str]) -> list[str]:
    """Names without blanks and repetitions, of a length that fits on a screen."""
    found: list[str] = []
    taken: set[str] = set()
    for cell, default in zip(header, numbered, strict=True):
        plain = " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())[:60]
        name, number = plain or default, 2
        while name in taken:
            name, number = f"{plain or default} ({number})", number + 1
        taken.add(name)
        found.append(name)
    return found
