"""A line of a formula: symbols above, the numbers of this very step below, in the same columns. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from playground.explain.formula.model import EMPTY, Expr, Num, Op, Paren, Row


@dataclass(frozen=True, slots=True)
class FormulaLine:
    """Symbols, and the same with numbers.

    If `symbols` and `numbers` are rows with equally many parts, each part stands above its number; otherwise
    the two are aligned at their first relation.
    """

    symbols: Expr
    numbers: Expr | None = None
    result: Expr | None = None
    """What the numbers come to; set as "= result"."""
    note: str = ""
    """A few muted words beside it."""

    def to_text(self) -> str:
        """Symbols = numbers = result, as one line."""
        parts = [self.symbols.to_text()]
        if self.numbers is not None:
            parts.append((self.numbers if self.has_relation else _equals(self.numbers)).to_text())
        if self.result is not None:
            parts.append(f"= {self.result.to_text()}")
        return " ".join(parts) + (f"  ({self.note})" if self.note else "")

    @property
    def has_relation(self) -> bool:
        """Whether the numbers have a relation of their own, or one has to be set before them."""
        return any(isinstance(item, Op) and item.is_relation for item in _items(self.numbers))

    def latex_rows(self) -> list[str]:
        r"""Rows for an `aligned` environment, with & before the relation."""
        rows = [_at_relation(self.symbols)]
        if self.numbers is not None:
            rows.append(_at_relation(self.numbers if self.has_relation else _equals(self.numbers)))
        if self.result is not None:
            rows.append(f"&= {self.result.to_latex()}")
        return rows


def _items(expression: Expr | None) -> tuple[Expr, ...]:
    if isinstance(expression, Row):
        return expression.items
    return () if expression is None else (expression,)


def _equals(numbers: Expr) -> Row:
    return Row((Op("="), *_items(numbers)))


def _at_relation(expression: Expr) -> str:
    items = _items(expression)
    for place, item in enumerate(items):
        if isinstance(item, Op) and item.is_relation:
            before, after = Row(items[:place]).to_latex(), Row(items[place + 1 :]).to_latex()
            return f"{before} &{item.to_latex()} {after}".strip()
    return f"& {expression.to_latex()}"


def lines_to_text(lines: tuple[FormulaLine, ...]) -> str:
    """Plain text, a line each."""
    return "\n".join(line.to_text() for line in lines)


def lines_to_latex(lines: tuple[FormulaLine, ...]) -> str:
    r"""One `aligned` environment."""
    rows = [row for line in lines for row in line.latex_rows()]
    body = " \\\\\n".join(f"  {row}" for row in rows)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def paired(*parts: Op | tuple[Expr, Expr | None], result: Expr | None = None, note: str = "") -> FormulaLine:
    """A line from (symbol, number) pairs with operators between; a number of None leaves its place empty.

    ``paired((z, None), Op("="), (w, Num(0.5)), Op("·"), (x, Num(2.0)), result=Num(1.0))``
    """
    symbols: list[Expr] = []
    numbers: list[Expr] = []
    for part in parts:
        if isinstance(part, Op):
            symbols.append(part)
            numbers.append(part)
        else:
            symbols.append(part[0])
            numbers.append(EMPTY if part[1] is None else bracketed(part[1], numbers))
    has_numbers = any(not isinstance(number, Op) and number != EMPTY for number in numbers)
    return FormulaLine(Row(tuple(symbols)), Row(tuple(numbers)) if has_numbers else None, result, note)


def bracketed(number: Expr, before: list[Expr] | tuple[Expr, ...]) -> Expr:
    """`number` in brackets where its minus would collide with the operator before it."""
    follows = bool(before) and isinstance(before[-1], Op) and before[-1].is_binary
    if follows and isinstance(number, Num) and number.value < 0:
        return Paren(number)
    return number


def product(*factors: Expr, sign: str = "·") -> Row:
    """Factors with `sign` between them."""
    return _joined(factors, sign)


def total(*terms: Expr) -> Row:
    """Terms with + between them."""
    return _joined(terms, "+")


def _joined(items: tuple[Expr, ...], sign: str) -> Row:
    parts: list[Expr] = []
    for place, item in enumerate(items):
        if place:
            parts.append(Op(sign))
        parts.append(bracketed(item, parts))
    return Row(tuple(parts))
