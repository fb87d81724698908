"""A sum of many products: the largest one by one, the rest as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.explain.formula.line import FormulaLine, bracketed
from playground.explain.formula.model import EMPTY, Expr, Op, Role, Row, Text
from playground.explain.walk.page import Cell, TableBlock
from playground.explain.walk.words import num, tr

MOST_IN_FORMULA = 3
MOST_IN_TABLE = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One product of a sum."""

    name: str
    left_symbol: Expr
    right_symbol: Expr
    left: Any
    right: Any
    left_reference: str = ""
    right_reference: str = ""

    @property
    def product(self) -> float:
        """left · right, of the numbers as they are shown: 0.2 · 0.1 makes 0.02."""
        return num(self.left).value * num(self.right).value


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The largest products of a sum, largest first, and how much all the others are together."""

    shown: tuple[Term, ...]
    places: tuple[int, ...]
    """Which terms of all they are."""
    n_all: int
    total: float
    """The sum over all, as the engine has it."""

    def rest(self, n_shown: int) -> float:
        """What the terms after the first `n_shown` come to."""
        return self.total - sum(term.product for term in self.shown[:n_shown])


def largest_terms(
    products: NDArray[Any], total: float, make: Callable[[int], Term], most: int = MOST_IN_TABLE
) -> Terms:
    """Rank products by size; `make` builds the term of a place."""
    size = np.abs(products)
    if len(size) > 4 * most:
        best = np.argpartition(-size, most - 1)[:most]
        order = best[np.argsort(-size[best], kind="stable")]
    else:
        order = np.argsort(-size, kind="stable")[:most]
    places = tuple(int(place) for place in order)
    return Terms(shown=tuple(make(p) for p in places), places=places, n_all=len(products), total=total)


def sum_line(
    left: Expr,
    terms: Terms,
    result: Any,
    extra: Sequence[tuple[Expr, Any, str]] = (),
    most: int = MOST_IN_FORMULA,
) -> FormulaLine:
    """left = l₁·r₁ + l₂·r₂ + (the rest) + extra, numbers below."""
    symbols: list[Expr] = [left, Op("=")]
    numbers: list[Expr] = [EMPTY, Op("=")]

    def add(symbol: Expr, number: Expr) -> None:
        if len(symbols) > 2:
            symbols.append(Op("+"))
            numbers.append(Op("+"))
        symbols.append(symbol)
        numbers.append(bracketed(number, numbers))

    n_shown = min(len(terms.shown), terms.n_all if terms.n_all <= most + 1 else most)
    shown = list(range(n_shown))
    if n_shown == terms.n_all:
        shown.sort(key=lambda i: terms.places[i])
    for term in (terms.shown[i] for i in shown):
        add(term.left_symbol, num(term.left, term.left_reference))
        symbols.append(Op("·"))
        numbers.append(Op("·"))
        symbols.append(term.right_symbol)
        numbers.append(bracketed(num(term.right, term.right_reference), numbers))
    if terms.n_all > n_shown:
        words = tr("{0} more").format(f"{terms.n_all - n_shown:,}")
        add(Text(words, role=Role.MUTED), num(terms.rest(n_shown)))
    for symbol, value, reference in extra:
        add(symbol, num(value, reference))
    return FormulaLine(Row(tuple(symbols)), Row(tuple(numbers)), num(result, role=Role.EMPHASIS))


def terms_table(
    terms: Terms, header: tuple[Cell, Cell, Cell, Cell], extra: Sequence[tuple[str, Any]], total: Any
) -> TableBlock:
    """Name, both factors and the product of the largest terms; the rest and the extras; the total."""
    rows: list[tuple[Cell, ...]] = []
    references: list[str] = []
    for term in terms.shown:
        rows.append(
            (
                term.name,
                num(term.left, term.left_reference),
                num(term.right, term.right_reference),
                num(term.product, role=Role.SIGN),
            )
        )
        references.append(term.right_reference or term.left_reference)
    if terms.n_all > len(terms.shown):
        words = tr("{0} others together").format(f"{terms.n_all - len(terms.shown):,}")
        rows.append((words, "", "", num(terms.rest(len(terms.shown)), role=Role.SIGN)))
        references.append("")
    for name, value in extra:
        rows.append((name, "", "", num(value, role=Role.SIGN)))
        references.append("")
    rows.append((tr("Sum"), "", "", num(total, role=Role.EMPHASIS)))
    references.append("")
    return TableBlock(header, tuple(rows), references=tuple(references))
