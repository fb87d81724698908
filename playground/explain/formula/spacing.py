"""The spaces between the parts of a row, in ems, and which letters lean. No Qt."""

from __future__ import annotations

import re

from playground.explain.formula.model import Call, Derivative, Expr, Frac, Num, Op, Row, Sum, Text, is_sign

_RELATION = 5 / 18
_BINARY = 4 / 18
_THIN = 3 / 18
_PIECES = re.compile(r"[^\W\d_]{3,}|[^\W\d_]|[^A-Za-zα-ωΑ-Ωℓ]+")


def gap_between(items: tuple[Expr, ...], place: int) -> float:
    """The space before the item at `place` of a row, in ems."""
    if place == 0:
        return 0.0
    before, after = items[place - 1], items[place]
    if _is_empty(before):
        return 0.0
    left = _around(items, place - 1) if isinstance(before, Op) else None
    right = _around(items, place) if isinstance(after, Op) else None
    if isinstance(before, Op) and before.symbol == ",":
        return _THIN
    if isinstance(after, Op) and after.symbol == ",":
        return 0.0
    if left is not None or right is not None:
        return max(left or 0.0, right or 0.0)
    wide = (Num, Frac, Derivative, Sum, Call)
    if isinstance(before, Text) or isinstance(after, Text):
        return _RELATION
    return _THIN if isinstance(before, wide) or isinstance(after, wide) else 0.06


def _around(items: tuple[Expr, ...], place: int) -> float | None:
    op = items[place]
    assert isinstance(op, Op)
    if op.is_relation:
        return _RELATION
    if op.is_binary:
        if is_sign(items, place):
            return 0.05
        return _THIN if op.symbol in "·/" else _BINARY
    return 0.05 if op.symbol in "∂dΔ∇" else None


def _is_empty(expression: Expr) -> bool:
    return isinstance(expression, Row) and not expression.items


def runs_of(text: str) -> list[tuple[str, str]]:
    """Cut a name into (piece, face): letters (i, ij) are italic, words, digits and signs upright."""
    found = _PIECES.findall(text)
    return [(piece, "italic" if len(piece) == 1 and piece.isalpha() else "upright") for piece in found]


def is_break_after(items: tuple[Expr, ...], place: int) -> str:
    """Whether a long row may be broken after this item: `good` (a sum), `bad` (a product) or empty."""
    item = items[place]
    if not isinstance(item, Op) or not item.is_binary or is_sign(items, place):
        return ""
    return "good" if item.symbol in "+−" else "bad"
