"""Formulas as values: what they say, without how they look. No Qt.

Each node knows itself as plain text (`to_text`, Unicode) and as LaTeX (`to_latex`, for inside of $…$);
`layout` sets it on the screen. A node has a `role`, the name of what its colour means; the theme has the
colour.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from playground.explain.formula.number import number_latex, number_parts, number_text
from playground.explain.formula.scripts import (
    latex_letters,
    latex_symbol,
    latex_text,
    subscript,
    superscript,
)


class Role(StrEnum):
    """What the colour of a node means; a node without one takes that of the node around it."""

    NONE = ""
    NEUTRAL = "neutral"
    MUTED = "muted"
    SIGN = "sign"
    """A number in the colour of its sign."""
    POSITIVE = "positive"
    NEGATIVE = "negative"
    FORWARD = "forward"
    """What flows forward: activations."""
    BACKWARD = "backward"
    """What flows back: blame, the deltas."""
    EMPHASIS = "emphasis"


@dataclass(frozen=True, slots=True)
class Expr:
    """A formula or a part of one."""

    role: Role = field(default=Role.NONE, kw_only=True)

    def to_text(self) -> str:
        """Plain text with Unicode signs."""
        raise NotImplementedError

    def to_latex(self) -> str:
        """LaTeX for math mode."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Num(Expr):
    """A number with so many significant digits; `value` keeps all of them."""

    value: float
    digits: int = 4
    reference: str = ""
    """What a click on it asks for, e.g. `unit:layer2:3`; empty: nothing."""

    def to_text(self) -> str:
        return number_text(self.value, self.digits)

    def to_latex(self) -> str:
        return number_latex(self.value, self.digits)


@dataclass(frozen=True, slots=True)
class Var(Expr):
    """A symbol in italics with a sub- and a superscript, e.g. Var("w", "23", "(2)")."""

    name: str
    sub: str = ""
    sup: str = ""
    reference: str = ""

    def to_text(self) -> str:
        return (
            self.name
            + (subscript(self.sub) if self.sub else "")
            + (superscript(self.sup) if self.sup else "")
        )

    def to_latex(self) -> str:
        sub = f"_{{{latex_letters(self.sub)}}}" if self.sub else ""
        sup = f"^{{{latex_letters(self.sup)}}}" if self.sup else ""
        return latex_symbol(self.name) + sub + sup


@dataclass(frozen=True, slots=True)
class Text(Expr):
    """Upright words."""

    text: str

    def to_text(self) -> str:
        return self.text

    def to_latex(self) -> str:
        return latex_text(self.text)


RELATIONS = frozenset("=≈≤≥<>≠←→↦∈≡")
BINARY = frozenset("+−·×⊙∗/±")


@dataclass(frozen=True, slots=True)
class Op(Expr):
    """An operator, relation or comma: + − · × ⊙ = ≈ ← , … Spaces come by themselves."""

    symbol: str

    @property
    def is_relation(self) -> bool:
        """Whether lines are aligned at it."""
        return self.symbol in RELATIONS

    @property
    def is_binary(self) -> bool:
        """Whether it stands between two terms (at the beginning of a row it is a sign)."""
        return self.symbol in BINARY

    def to_text(self) -> str:
        return "−" if self.symbol == "-" else self.symbol

    def to_latex(self) -> str:
        return latex_symbol(self.symbol)


@dataclass(frozen=True, slots=True)
class Row(Expr):
    """Parts one after another."""

    items: tuple[Expr, ...]

    def to_text(self) -> str:
        text = ""
        for place, item in enumerate(self.items):
            piece = item.to_text()
            if isinstance(item, Frac) and piece.startswith("−") and _follows_binary(self.items, place):
                # Set as a fraction it needs none, but in one line the two signs would collide.
                piece = f"({piece})"
            if isinstance(item, Op) and (
                item.is_relation or (item.is_binary and not is_sign(self.items, place))
            ):
                text = f"{text.rstrip()} {piece} " if text else f"{piece} "
            elif isinstance(item, Op) and item.symbol == ",":
                text += f"{piece} "
            elif text and _needs_gap(self.items[place - 1], item):
                text += f" {piece}"
            else:
                text += piece
        return text.strip()

    def to_latex(self) -> str:
        return " ".join(latex for item in self.items if (latex := item.to_latex()))


def _follows_binary(items: tuple[Expr, ...], place: int) -> bool:
    before = items[place - 1] if place else None
    return isinstance(before, Op) and before.is_binary and not is_sign(items, place - 1)


def is_sign(items: tuple[Expr, ...], place: int) -> bool:
    """Whether the operator at `place` of a row belongs to what follows it: −x, = −x."""
    before = items[place - 1] if place else None
    return before is None or (
        isinstance(before, Op) and (before.is_relation or before.is_binary or before.symbol in ",([")
    )


def _needs_gap(before: Expr, after: Expr) -> bool:
    """Whether two neighbours without an operator would run into each other: Σ x y, 2 numbers, words."""
    if isinstance(before, Op) or isinstance(after, Op):
        return False
    return isinstance(before, (Text, Num, Call, Sum)) or isinstance(after, (Text, Num, Sum, Call))


@dataclass(frozen=True, slots=True)
class Frac(Expr):
    """One over the other."""

    numerator: Expr
    denominator: Expr

    def to_text(self) -> str:
        return f"{_grouped(self.numerator)}/{_grouped(self.denominator)}"

    def to_latex(self) -> str:
        return rf"\frac{{{self.numerator.to_latex()}}}{{{self.denominator.to_latex()}}}"


def _grouped(expression: Expr) -> str:
    text = expression.to_text()
    if isinstance(expression, Paren):
        return text
    is_one = isinstance(expression, (Num, Var, Text, Call, Hat, Bar, Prime, Sub, Sup)) or " " not in text
    return text if is_one and "/" not in text and "·10" not in text else f"({text})"


@dataclass(frozen=True, slots=True)
class Sup(Expr):
    """Raised: x²."""

    base: Expr
    power: Expr

    def to_text(self) -> str:
        return _grouped(self.shown_base) + superscript(self.power.to_text())

    @property
    def shown_base(self) -> Expr:
        """The base, in brackets if it is a sum, a fraction, or a number with a power of its own."""
        base = self.base
        has_power = isinstance(base, Num) and number_parts(base.value, base.digits)[1] is not None
        return Paren(base) if has_power or isinstance(base, (Row, Frac, Derivative, Sum)) else base

    def to_latex(self) -> str:
        return f"{{{self.shown_base.to_latex()}}}^{{{self.power.to_latex()}}}"


@dataclass(frozen=True, slots=True)
class Sub(Expr):
    """Lowered: f with an index that is a formula itself."""

    base: Expr
    index: Expr

    def to_text(self) -> str:
        return self.base.to_text() + subscript(self.index.to_text())

    def to_latex(self) -> str:
        return f"{{{self.base.to_latex()}}}_{{{self.index.to_latex()}}}"


@dataclass(frozen=True, slots=True)
class Paren(Expr):
    """Brackets that grow with what is in them; also |x| and ‖x‖."""

    body: Expr
    opening: str = "("
    closing: str = ")"

    def to_text(self) -> str:
        return f"{self.opening}{self.body.to_text()}{self.closing}"

    def to_latex(self) -> str:
        opening, closing = (r"\|" if sign == "‖" else sign for sign in (self.opening, self.closing))
        return rf"\left{opening} {self.body.to_latex()} \right{closing}"


@dataclass(frozen=True, slots=True)
class Sum(Expr):
    """A big sigma with its limits before `body`."""

    body: Expr
    lower: Expr | None = None
    upper: Expr | None = None
    symbol: str = "∑"
    """`∑` or `∏`."""

    def to_text(self) -> str:
        sign = "Σ" if self.symbol == "∑" else "Π"
        lower = subscript(self.lower.to_text()) if self.lower is not None else ""
        upper = superscript(self.upper.to_text()) if self.upper is not None else ""
        return f"{sign}{lower}{upper} {self.body.to_text()}"

    def to_latex(self) -> str:
        lower = f"_{{{self.lower.to_latex()}}}" if self.lower is not None else ""
        upper = f"^{{{self.upper.to_latex()}}}" if self.upper is not None else ""
        return ("\\sum" if self.symbol == "∑" else "\\prod") + f"{lower}{upper} {self.body.to_latex()}"


@dataclass(frozen=True, slots=True)
class Call(Expr):
    """A function of something: names of one letter in italics (σ), longer ones upright (exp, max)."""

    name: str | Expr
    arguments: tuple[Expr, ...]

    def to_text(self) -> str:
        name = self.name if isinstance(self.name, str) else self.name.to_text()
        return f"{name}({', '.join(argument.to_text() for argument in self.arguments)})"

    def to_latex(self) -> str:
        name = _latex_function(self.name) if isinstance(self.name, str) else self.name.to_latex()
        inside = ", ".join(argument.to_latex() for argument in self.arguments)
        return rf"{name}\left( {inside} \right)"


def _latex_function(name: str) -> str:
    if name in {"exp", "max", "min", "ln", "log", "tanh", "cos", "sin"}:
        return f"\\{name}"
    return latex_symbol(name) if len(name) == 1 else rf"\operatorname{{{name}}}"


@dataclass(frozen=True, slots=True)
class Prime(Expr):
    """The derivative of a function: f′."""

    body: Expr

    def to_text(self) -> str:
        return f"{self.body.to_text()}′"

    def to_latex(self) -> str:
        return f"{self.body.to_latex()}'"


@dataclass(frozen=True, slots=True)
class Hat(Expr):
    """ŷ, m̂."""

    body: Expr

    def to_text(self) -> str:
        return _accented(self.body.to_text(), "\u0302")

    def to_latex(self) -> str:
        return rf"\hat{{{self.body.to_latex()}}}"


@dataclass(frozen=True, slots=True)
class Bar(Expr):
    """A mean: x̄."""

    body: Expr

    def to_text(self) -> str:
        return _accented(self.body.to_text(), "\u0304")

    def to_latex(self) -> str:
        return rf"\bar{{{self.body.to_latex()}}}"


def _accented(text: str, accent: str) -> str:
    return unicodedata.normalize("NFC", text[:1] + accent) + text[1:]


@dataclass(frozen=True, slots=True)
class Root(Expr):
    """A square root."""

    body: Expr

    def to_text(self) -> str:
        text = self.body.to_text()
        is_one = isinstance(self.body, (Num, Var, Hat, Paren)) and "·" not in text
        return f"√{text}" if is_one else f"√({text})"

    def to_latex(self) -> str:
        return rf"\sqrt{{{self.body.to_latex()}}}"


@dataclass(frozen=True, slots=True)
class Derivative(Expr):
    """∂L/∂w, set as a fraction."""

    of: Expr
    by: Expr
    sign: str = "∂"

    @property
    def fraction(self) -> Frac:
        """The same, written out."""
        return Frac(Row((Op(self.sign), self.of)), Row((Op(self.sign), self.by)), role=self.role)

    def to_text(self) -> str:
        return f"{self.sign}{self.of.to_text()}/{self.sign}{self.by.to_text()}"

    def to_latex(self) -> str:
        return self.fraction.to_latex()


@dataclass(frozen=True, slots=True)
class Matrix(Expr):
    """Rows of a matrix in square brackets."""

    rows: tuple[tuple[Expr, ...], ...]

    def to_text(self) -> str:
        return "[" + "; ".join(", ".join(cell.to_text() for cell in row) for row in self.rows) + "]"

    def to_latex(self) -> str:
        inside = r" \\ ".join(" & ".join(cell.to_latex() for cell in row) for row in self.rows)
        return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}"


def vector(items: tuple[Expr, ...]) -> Matrix:
    """A column."""
    return Matrix(tuple((item,) for item in items))


EMPTY = Row(())
"""Nothing: the place of a symbol that has no number below it."""
