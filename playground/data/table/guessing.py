"""What the first lines of a table give away: delimiter, decimal sign, and whether they begin with names."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Sequence

from playground.data.table.cells import is_missing, to_number

DELIMITERS = (",", ";", "\t", "|", " ")
_N_LINES = 200
_MAX_CHARACTERS = 200_000
_WITH_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_WITH_POINT = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?")


def first_lines(text: str) -> list[str]:
    """The first lines that aren't empty."""
    head = text[:_MAX_CHARACTERS].split("\n")
    if len(text) > _MAX_CHARACTERS and len(head) > 1:
        head.pop()
    return [line for line in head if line.strip()][:_N_LINES]


def guess_delimiter(text: str) -> str:
    """The sign that cuts most lines into the same number of cells, more than one."""
    lines = first_lines(text)
    best, best_score = ",", (0.0, 0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _rows(lines, delimiter)]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        if width < 2:
            continue
        agreeing = count / len(widths)
        # A comma inside numbers agrees in every line too; then another sign divides the columns as well.
        cells = [cell for row in _rows(lines, delimiter)[1:] for cell in row]
        numeric = sum(_looks_numeric(cell) for cell in cells) / max(len(cells), 1)
        whole = sum(_is_one_cell(cell) for cell in cells) / max(len(cells), 1)
        score = (round(agreeing, 2) + 0.5 * numeric, whole, -DELIMITERS.index(delimiter))
        if score > best_score:
            best, best_score = delimiter, score
    return best


def guess_decimal(text: str, delimiter: str) -> str:
    """The comma, if more cells are numbers with a comma than with a point."""
    if delimiter == ",":
        # Only quoted cells can have a decimal comma then.
        cells = [cell for row in _rows(first_lines(text), delimiter) for cell in row if "," in cell]
    else:
        cells = [cell for row in _rows(first_lines(text), delimiter) for cell in row]
    with_comma = sum(_WITH_COMMA.fullmatch(cell.strip()) is not None for cell in cells)
    with_point = sum(_WITH_POINT.fullmatch(cell.strip()) is not None for cell in cells)
    return "," if with_comma > with_point else "."


def guess_header(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether the first row is names: no numbers in it, and numbers below, or nothing of it repeated."""
    first, below = rows[0], rows[1:_N_LINES]
    if not below or any(not math.isnan(to_number(cell, decimal)) for cell in first):
        return False
    if all(is_missing(cell) for cell in first):
        return False
    for column in range(len(first)):
        held = [row[column] for row in below if column < len(row) and not is_missing(row[column])]
        n_numeric = sum(not math.isnan(to_number(cell, decimal)) for cell in held)
        if held and 2 * n_numeric > len(held):
            return True
    seen = {cell for row in below for cell in row}
    return len(set(first)) == len(first) and not seen.intersection(first)


def _rows(lines: list[str], delimiter: str) -> list[list[str]]:
    if delimiter == " " and not any('"' in line for line in lines):
        return [line.split() for line in lines]
    try:
        return [row for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True) if row]
    except csv.Error:
        return []


def _is_one_cell(cell: str) -> bool:
    """Whether no other sign would divide it; what looks like a number stands as it is."""
    return _looks_numeric(cell) or not any(sign in cell for sign in DELIMITERS if sign != " ")


def _looks_numeric(cell: str) -> bool:
    text = cell.strip()
    return not math.isnan(to_number(text, ".")) or _WITH_COMMA.fullmatch(text) is not None
