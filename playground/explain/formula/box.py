"""Boxes of a formula that is set: a width, a height above and a depth below the baseline, and the ink.

x runs to the right, y down, (0, 0) is the left end of the baseline. No Qt, so that a test can ask whether
anything overlaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.explain.formula.model import Expr, Role


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A run of letters in one face."""

    text: str
    face: str
    """`upright`, `italic` or `big` (the sign of a sum)."""
    size: int
    """Pixels."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The bar of a fraction, centred on its height."""

    width: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Stretched:
    """A sign that grows: a bracket, or a root over something."""

    sign: str
    width: float
    ascent: float
    descent: float
    thickness: float
    hook: float = 0.0
    """Width of the tick before the bar of a root."""


Ink = Glyphs | Rule | Stretched


@dataclass(frozen=True, slots=True)
class Box:
    """A part that is set; `ink` is its own, `parts` are (x, y, box)."""

    width: float
    ascent: float
    descent: float
    ink: Ink | None = None
    parts: tuple[tuple[float, float, Box], ...] = ()
    source: Expr | None = None
    """The node that this box shows."""
    slant: float = 0.0
    """How far the top of an italic letter leans over its right end."""

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.ascent + self.descent


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of ink in its place, in the role of its nearest coloured node."""

    x: float
    y: float
    ink: Ink
    role: Role
    value: float | None = None
    """Of the number that it belongs to; for the colour of its sign."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node is: (left, top, width, height)."""

    left: float
    top: float
    width: float
    height: float
    source: Expr

    def contains(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether the point is in it."""
        inside_x = self.left - margin <= x <= self.left + self.width + margin
        return inside_x and self.top - margin <= y <= self.top + self.height + margin


def marks_of(
    box: Box, x: float = 0.0, y: float = 0.0, role: Role = Role.NONE, value: float | None = None
) -> Iterator[Mark]:
    """All ink of a box, placed."""
    if box.source is not None:
        role = box.source.role or role
        value = getattr(box.source, "value", value)
    if box.ink is not None:
        yield Mark(x, y, box.ink, role, value)
    for dx, dy, part in box.parts:
        yield from marks_of(part, x + dx, y + dy, role, value)


def spots_of(box: Box, x: float = 0.0, y: float = 0.0) -> Iterator[Spot]:
    """All nodes of a box, outer ones first."""
    if box.source is not None:
        yield Spot(x, y - box.ascent, box.width, box.height, box.source)
    for dx, dy, part in box.parts:
        yield from spots_of(part, x + dx, y + dy)


def beside(boxes: list[tuple[float, Box]], source: Expr | None = None) -> Box:
    """Boxes on one baseline, each after a gap."""
    x, ascent, descent = 0.0, 0.0, 0.0
    parts = []
    for gap, box in boxes:
        x += gap
        parts.append((x, 0.0, box))
        x += box.width
        ascent, descent = max(ascent, box.ascent), max(descent, box.descent)
    slant = boxes[-1][1].slant if boxes else 0.0
    return Box(x, ascent, descent, None, tuple(parts), source, slant)
