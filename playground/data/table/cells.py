"""Cells into numbers, and what isn't one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LARGEST = 1e30
"""Numbers beyond this can't be standardised in 32 bits."""
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-", "."})
_MIN_NUMERIC_SHARE = 0.6
_COMMA_AS_POINT = str.maketrans({",": ".", ".": "x", "_": "x"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """One column of a table."""

    name: str
    kind: str
    """`number`, `whole` (numbers without fraction), `text`, or `empty`."""
    cells: Sequence[str]
    numbers: NDArray[np.float64] | None
    """Of `number` and `whole`: one a row, NaN where there is none."""

    @property
    def is_numeric(self) -> bool:
        """Whether it holds numbers."""
        return self.numbers is not None

    def missing(self) -> NDArray[np.bool_]:
        """Where a cell is empty, or says so."""
        if self.numbers is not None:
            missing = ~np.isfinite(self.numbers)
            for row in np.flatnonzero(missing).tolist():
                missing[row] = is_missing(self.cells[row])
            return missing
        return np.fromiter(map(is_missing, self.cells), bool, len(self.cells))

    def unusable(self) -> NDArray[np.bool_]:
        """Where a cell can't be used: missing, or no number among numbers."""
        return ~np.isfinite(self.numbers) if self.numbers is not None else self.missing()

    def complaint(self, row: int) -> str:
        """What is wrong with an unusable cell, as the rest of a sentence that names the column."""
        cell = self.cells[row].strip()
        if is_missing(cell):
            return "is empty" if not cell else f"is missing (“{cell}”)"
        shown = cell if len(cell) <= 30 else cell[:29] + "…"
        number = to_number(cell, ".")
        return f"is too large (“{shown}”)" if abs(number) > LARGEST else f"is no number (“{shown}”)"


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return cell.strip().casefold() in _MISSING


def to_number(cell: str, decimal: str) -> float:
    """The number in a cell, or NaN."""
    text = cell.translate(_COMMA_AS_POINT) if decimal == "," else cell
    try:
        # Python reads 1_000 as a thousand; in a table it is more likely a name.
        return math.nan if "_" in text else float(text)
    except ValueError:
        return math.nan


def read_column(name: str, cells: Sequence[str], decimal: str) -> Column:
    """Find out what a column holds: numbers, if most cells that hold anything are some."""
    numbers = _all_numbers(cells, decimal)
    if numbers is None:
        # One of the first thousand cells tells a text at once.
        sample = [cell for cell in cells[:1000] if not is_missing(cell)]
        if _numeric_share(sample, decimal) < 0.5 and len(sample) > 20:
            return Column(name=name, kind="text", cells=cells, numbers=None)
        numbers = np.array([to_number(cell, decimal) for cell in cells])
    numbers[~(np.abs(numbers) <= LARGEST)] = math.nan
    finite = np.isfinite(numbers)
    n_held = int(finite.sum())
    if n_held < len(cells):
        n_held_cells = n_held + sum(not is_missing(cells[row]) for row in np.flatnonzero(~finite).tolist())
        if n_held_cells == 0:
            return Column(name=name, kind="empty", cells=cells, numbers=None)
        if n_held < _MIN_NUMERIC_SHARE * n_held_cells:
            return Column(name=name, kind="text", cells=cells, numbers=None)
    held = numbers[finite]
    kind = "whole" if np.all(held == np.floor(held)) else "number"
    return Column(name=name, kind=kind, cells=cells, numbers=numbers)


def _all_numbers(cells: Sequence[str], decimal: str) -> NDArray[np.float64] | None:
    """The fast road: every cell is a number as it stands, or None."""
    texts = [cell.translate(_COMMA_AS_POINT) for cell in cells] if decimal == "," else cells
    try:
        numbers = np.fromiter(map(float, texts), np.float64, len(texts))
    except ValueError:
        return None
    return None if any("_" in cell for cell in cells) else numbers


def _numeric_share(cells: Sequence[str], decimal: str) -> float:
    if not cells:
        return 1.0
    return sum(not math.isnan(to_number(cell, decimal)) for cell in cells) / len(cells)
