"""Typesetting: a formula becomes boxes, with the distances of a textbook (Knuth 1984, TeXbook, app. G)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from playground.explain.formula.box import Box, Glyphs, Rule, beside
from playground.explain.formula.faces import advance, ink_of, math_axis, metrics_of
from playground.explain.formula.model import (
    Bar,
    Call,
    Derivative,
    Expr,
    Frac,
    Hat,
    Matrix,
    Num,
    Op,
    Paren,
    Prime,
    Root,
    Row,
    Sub,
    Sum,
    Sup,
    Text,
    Var,
)
from playground.explain.formula.number import before_power, number_parts
from playground.explain.formula.spacing import gap_between, runs_of
from playground.explain.formula.tall import bracketed_box, matrix_box, root_box

_SCRIPT = 0.7
_SMALLEST_PX = 9
_BIG = 1.55


@dataclass(frozen=True, slots=True)
class Style:
    """In what size a part is set."""

    size: int
    """Pixels of the letters."""
    depth: int = 0
    """0: on its own line (fractions at full size); 1: inside a fraction; 2: a script."""

    def script(self) -> Style:
        """The style of sub- and superscripts."""
        return Style(max(min(_SMALLEST_PX, self.size), round(self.size * _SCRIPT)), 2)

    def inner(self) -> Style:
        """The style of the parts of a fraction."""
        return replace(self, depth=1) if self.depth == 0 else self.script()


def set_box(expression: Expr, style: Style) -> Box:
    """Set one formula on one line."""
    return replace(_SETTERS[type(expression)](expression, style), source=expression)


def run(text: str, face: str, size: int) -> Box:
    """Letters of one face."""
    metrics, ink = metrics_of(face, size), ink_of(text, face, size)
    # A line of text is as high as its capitals even if it has none: lines then lie evenly.
    ascent = max(-ink.top(), metrics.capHeight())
    slant = max(0.0, ink.right() - advance(text, face, size)) if face == "italic" else 0.0
    descent = max(0.0, ink.bottom())
    return Box(advance(text, face, size), ascent, descent, Glyphs(text, face, size), (), None, slant)


def _num(node: Num, style: Style) -> Box:
    decimal, exponent = number_parts(node.value, node.digits)
    box = run(decimal, "upright", style.size)
    if exponent is None:
        return box
    power = run(str(exponent).replace("-", "−"), "upright", style.script().size)
    ten = _with_scripts(run("10", "upright", style.size), None, power, style)
    gap = 0.12 * style.size
    before = before_power(decimal, "·")
    if not before.endswith("·"):
        return beside([(0.0, run(before, "upright", style.size)), (0.0, ten)]) if before else ten
    return beside([(0.0, box), (gap, run("·", "upright", style.size)), (gap, ten)])


def _var(node: Var, style: Style) -> Box:
    name = letters(node.name, style)
    if not node.sub and not node.sup:
        return name
    small = style.script()
    sub = letters(node.sub, small) if node.sub else None
    sup = letters(node.sup, small) if node.sup else None
    return _with_scripts(name, sub, sup, style)


def letters(text: str, style: Style) -> Box:
    """Single letters in italics; words, digits and signs upright."""
    boxes = [(0.0, run(piece, face, style.size)) for piece, face in runs_of(text)]
    return boxes[0][1] if len(boxes) == 1 else beside(boxes)


def _with_scripts(base: Box, sub: Box | None, sup: Box | None, style: Style) -> Box:
    size = style.size
    parts = [(0.0, 0.0, base)]
    right, ascent, descent = base.width, base.ascent, base.descent
    up = max(0.40 * size, base.ascent - 0.30 * size)
    down = max(0.20 * size, base.descent - 0.02 * size)
    if sup is not None and sub is not None:
        down += max(0.0, 0.12 * size - ((up - sup.descent) - (sub.ascent - down))) * 0.5
        up += max(0.0, 0.12 * size - ((up - sup.descent) - (sub.ascent - down)))
    if sup is not None:
        x = base.width + base.slant + 0.05 * size
        parts.append((x, -up, sup))
        right, ascent = max(right, x + sup.width), max(ascent, up + sup.ascent)
    if sub is not None:
        x = base.width + 0.03 * size
        parts.append((x, down, sub))
        right, descent = max(right, x + sub.width), max(descent, down + sub.descent)
    return Box(right + 0.04 * size, ascent, descent, None, tuple(parts))


def _text(node: Text, style: Style) -> Box:
    return run(node.text, "upright", style.size)


def _op(node: Op, style: Style) -> Box:
    symbol = "−" if node.symbol == "-" else node.symbol
    return run(symbol, "italic" if symbol in "ℓ" else "upright", style.size)


def _row(node: Row, style: Style) -> Box:
    boxes = []
    for place, item in enumerate(node.items):
        boxes.append((gap_between(node.items, place) * style.size, set_box(item, style)))
    return beside(boxes)


def _frac(node: Frac, style: Style) -> Box:
    return fraction(set_box(node.numerator, style.inner()), set_box(node.denominator, style.inner()), style)


def fraction(top: Box, bottom: Box, style: Style) -> Box:
    """One box over another, the bar on the axis."""
    size, axis = style.size, math_axis(style.size)
    thickness = rule_thickness(size)
    gap = (0.18 if style.depth == 0 else 0.13) * size
    overhang, side = 0.12 * size, 0.08 * size
    width = max(top.width + top.slant, bottom.width + bottom.slant) + 2 * overhang
    up = axis + thickness / 2 + gap + top.descent
    down = -axis + thickness / 2 + gap + bottom.ascent
    parts = (
        (side + (width - top.width) / 2, -up, top),
        (side, -axis, Box(width, thickness / 2, thickness / 2, Rule(width, thickness))),
        (side + (width - bottom.width) / 2, down, bottom),
    )
    return Box(width + 2 * side, up + top.ascent, down + bottom.descent, None, parts)


def rule_thickness(size: int) -> float:
    """Of bars and roots."""
    return max(1.0, size / 17)


def _sup(node: Sup, style: Style) -> Box:
    return _with_scripts(set_box(node.shown_base, style), None, set_box(node.power, style.script()), style)


def _sub(node: Sub, style: Style) -> Box:
    return _with_scripts(set_box(node.base, style), set_box(node.index, style.script()), None, style)


def _paren(node: Paren, style: Style) -> Box:
    return bracketed_box(set_box(node.body, style), node.opening, node.closing, style.size)


def _sum(node: Sum, style: Style) -> Box:
    big = round(style.size * (_BIG if style.depth == 0 else 1.2))
    ink = ink_of(node.symbol, "big", big)
    axis = math_axis(style.size)
    lowered = ink.center().y() + axis
    sign = Box(ink.width(), -ink.top(), ink.bottom(), Glyphs(node.symbol, "big", big))
    ascent, descent = sign.ascent + lowered, sign.descent - lowered
    small = style.script()
    above = set_box(node.upper, small) if node.upper is not None else None
    below = set_box(node.lower, small) if node.lower is not None else None
    width = max([sign.width, *(box.width for box in (above, below) if box is not None)])
    gap = 0.16 * style.size
    parts = [((width - sign.width) / 2 - ink.left(), -lowered, replace(sign, width=sign.width))]
    if above is not None:
        y = ascent + gap + above.descent
        parts.append(((width - above.width) / 2, -y, above))
        ascent = y + above.ascent
    if below is not None:
        y = descent + gap + below.ascent
        parts.append(((width - below.width) / 2, y, below))
        descent = y + below.descent
    whole = Box(width, ascent, descent, None, tuple(parts))
    return beside([(0.0, whole), (0.2 * style.size, set_box(node.body, style))])


def _call(node: Call, style: Style) -> Box:
    if isinstance(node.name, str):
        word = len(node.name) > 1
        name = run(node.name, "upright", style.size) if word else letters(node.name, style)
    else:
        name = set_box(node.name, style)
    inside: list[tuple[float, Box]] = []
    for place, argument in enumerate(node.arguments):
        if place:
            inside.append((0.0, run(",", "upright", style.size)))
        inside.append((0.22 * style.size if place else 0.0, set_box(argument, style)))
    arguments = bracketed_box(beside(inside), "(", ")", style.size)
    return beside([(0.0, name), (name.slant + 0.04 * style.size, arguments)])


def _prime(node: Prime, style: Style) -> Box:
    base = set_box(node.body, style)
    mark = run("′", "upright", style.size)
    # The prime of text faces sits at its own height already.
    return beside([(0.0, base), (base.slant, mark)])


def _accent(node: Hat | Bar, style: Style) -> Box:
    body = node.body
    if isinstance(body, Var) and (body.sub or body.sup):
        # The accent is for the letter, not for its indices.
        bare = _accent(type(node)(Var(body.name)), style)
        small = style.script()
        sub = letters(body.sub, small) if body.sub else None
        sup = letters(body.sup, small) if body.sup else None
        return _with_scripts(bare, sub, sup, style)
    base = set_box(body, style)
    size = style.size
    ink = _ink_top(base, size)
    if isinstance(node, Bar):
        thickness = rule_thickness(size)
        bar = Box(base.width * 0.8, thickness, 0.0, Rule(base.width * 0.8, thickness))
        y = ink + 0.12 * size
        return Box(
            base.width, y + thickness, base.descent, None, ((0, 0, base), (base.width * 0.15, -y, bar))
        )
    hat = run("ˆ", "upright", size)
    hat_ink = ink_of("ˆ", "upright", size)
    # Centred over the letter and its lean; its foot just above the letter.
    x = base.width / 2 + 0.10 * size - hat_ink.center().x()
    y = ink + 0.06 * size + hat_ink.bottom()
    parts = ((0.0, 0.0, base), (x, -y, hat))
    return Box(base.width, max(base.ascent, y - hat_ink.top()), base.descent, None, parts, None, base.slant)


def _ink_top(base: Box, size: int) -> float:
    if isinstance(base.ink, Glyphs):
        return -ink_of(base.ink.text, base.ink.face, base.ink.size).top()
    return base.ascent


def _root(node: Root, style: Style) -> Box:
    return root_box(set_box(node.body, style), style.size, rule_thickness(style.size))


def _derivative(node: Derivative, style: Style) -> Box:
    return _frac(node.fraction, style)


def _matrix(node: Matrix, style: Style) -> Box:
    cells = [[set_box(cell, style.inner()) for cell in row] for row in node.rows]
    return matrix_box(cells, style.size)


_SETTERS: dict[type[Expr], Callable[[Any, Style], Box]] = {
    Num: _num,
    Var: _var,
    Text: _text,
    Op: _op,
    Row: _row,
    Frac: _frac,
    Sup: _sup,
    Sub: _sub,
    Paren: _paren,
    Sum: _sum,
    Call: _call,
    Prime: _prime,
    Hat: _accent,
    Bar: _accent,
    Root: _root,
    Derivative: _derivative,
    Matrix: _matrix,
}
