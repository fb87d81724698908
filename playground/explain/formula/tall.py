"""What grows with what is in it: brackets, roots, matrices."""

from __future__ import annotations

from playground.explain.formula.box import Box, Glyphs, Stretched, beside
from playground.explain.formula.faces import advance, ink_of, math_axis


def bracketed_box(body: Box, opening: str, closing: str, size: int) -> Box:
    """`body` between brackets that are as high as it."""
    half = max(body.ascent - math_axis(size), body.descent + math_axis(size)) + 0.06 * size
    inside = 0.04 * size
    parts = []
    if opening:
        parts.append((0.0, _bracket(opening, half, size)))
    parts.append((inside if opening else 0.0, body))
    if closing:
        parts.append((max(inside, body.slant), _bracket(closing, half, size)))
    return beside(parts)


def _bracket(sign: str, half: float, size: int) -> Box:
    ink = ink_of(sign, "upright", size)
    if half <= ink.height() / 2 + 0.20 * size and sign != "‖":
        return Box(advance(sign, "upright", size), -ink.top(), ink.bottom(), Glyphs(sign, "upright", size))
    axis = math_axis(size)
    thickness = max(1.0, size / 15)
    width = {"|": 0.22, "‖": 0.40}.get(sign, 0.30 + 0.03 * min(4.0, half / size)) * size
    ascent, descent = half + axis, half - axis
    return Box(width, ascent, descent, Stretched(sign, width, ascent, descent, thickness))


def root_box(body: Box, size: int, thickness: float) -> Box:
    """`body` under a root."""
    above, hook = 0.14 * size, 0.62 * size
    ascent = max(body.ascent, 0.7 * size) + above + thickness
    descent = max(body.descent, 0.04 * size)
    width = hook + body.width + body.slant + 0.10 * size
    sign = Box(width, ascent, descent, Stretched("√", width, ascent, descent, thickness, 0.9 * hook))
    return Box(width + 0.04 * size, ascent, descent, None, ((0.0, 0.0, sign), (hook, 0.0, body)))


def matrix_box(cells: list[list[Box]], size: int) -> Box:
    """Cells in columns, in square brackets, centred on the axis."""
    n_columns = max(len(row) for row in cells)
    widths = [max(row[c].width for row in cells if c < len(row)) for c in range(n_columns)]
    ascents = [max([0.70 * size, *(box.ascent for box in row)]) for row in cells]
    descents = [max([0.22 * size, *(box.descent for box in row)]) for row in cells]
    between, across = 0.25 * size, 0.7 * size
    height = sum(ascents) + sum(descents) + between * (len(cells) - 1)
    top = -(height / 2 + math_axis(size))
    parts = []
    y = top
    for row, ascent, descent in zip(cells, ascents, descents, strict=True):
        x = 0.0
        y += ascent
        for box, width in zip(row, widths, strict=False):
            parts.append((x + width - box.width, y, box))
            x += width + across
        y += descent + between
    body = Box(sum(widths) + across * (n_columns - 1), -top, height + top, None, tuple(parts))
    return bracketed_box(body, "[", "]", size)
