"""Lines of a block: aligned at =, each symbol above its number, long sums broken after their operators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from playground.explain.formula.box import Box, Mark, Spot, marks_of, spots_of
from playground.explain.formula.layout import Style, run, set_box
from playground.explain.formula.line import FormulaLine
from playground.explain.formula.model import EMPTY, Expr, Op, Role, Row, Text
from playground.explain.formula.spacing import gap_between, is_break_after

# In ems.
_BETWEEN_ROWS = 0.42
_BETWEEN_STRIPS = 0.75
_BETWEEN_LINES = 1.1
_NOTE_GAP = 1.2
_ROW_ASCENT, _ROW_DESCENT = 0.72, 0.24
_WIDEST_LEFT = 0.5


@dataclass(frozen=True, slots=True)
class Cell:
    """A symbol and the number below it."""

    upper: Box | None
    lower: Box | None
    gap: float
    is_relation: bool = False
    breaks_after: bool = False
    breaks_badly: bool = False
    """A product, which is broken only if nothing else helps."""

    @property
    def width(self) -> float:
        """Of the wider one."""
        return max(box.width if box is not None else 0.0 for box in (self.upper, self.lower))


@dataclass(frozen=True, slots=True)
class Setting:
    """A block that is set: everything to paint, and where each node is."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    spots: tuple[Spot, ...]


def set_lines(lines: Iterable[FormulaLine], size: int, room: float) -> Setting:
    """Set lines below each other within `room` pixels; what can't be broken may be wider."""
    style = Style(size)
    strips = [[_strip(parts, style) for parts in _rows_of(line)] for line in lines]
    notes = [line.note for line in lines]
    anchor = _anchor([strip for line in strips for strip in line], room)
    page = _Page(size)
    for place, (line, note) in enumerate(zip(strips, notes, strict=True)):
        for number, strip in enumerate(line):
            first = _BETWEEN_LINES if place and not number else _BETWEEN_STRIPS if number else 0.0
            for part, (indent, cells) in enumerate(_broken(strip, anchor, room, size)):
                page.add(indent, cells, (_BETWEEN_STRIPS if part else first) * size)
        if note:
            page.add_note(run(note, "upright", round(0.85 * size)), Text(note), room)
    return page.done()


Pair = tuple[tuple[Expr, ...] | None, tuple[Expr, ...] | None]


def _rows_of(line: FormulaLine) -> list[Pair]:
    symbols = _items(line.symbols)
    result = () if line.result is None else (Op("="), line.result)
    if line.numbers is None:
        return [(symbols + result, None)]
    numbers = _items(line.numbers)
    if _are_parallel(symbols, numbers):
        return [(symbols + (EMPTY,) * len(result), numbers + result)]
    starts = bool(numbers) and isinstance(numbers[0], Op) and numbers[0].is_relation
    has_relation = any(isinstance(item, Op) and item.is_relation for item in symbols)
    prefix = () if starts or not has_relation else (Op("="),)
    return [(symbols, None), (None, prefix + numbers + result)]


def _are_parallel(symbols: tuple[Expr, ...], numbers: tuple[Expr, ...]) -> bool:
    """Whether each symbol has its number: the same operators stand in the same places."""
    if len(symbols) != len(numbers) or len(symbols) < 2:
        return False
    return all(_may_stand_above(*pair) for pair in zip(symbols, numbers, strict=True))


def _may_stand_above(symbol: Expr, number: Expr) -> bool:
    if isinstance(symbol, Op) and isinstance(number, Op):
        return symbol.symbol == number.symbol or (symbol.is_relation and number.is_relation)
    return not isinstance(symbol, Op) and not isinstance(number, Op)


def _items(expression: Expr) -> tuple[Expr, ...]:
    return expression.items if isinstance(expression, Row) else (expression,)


def _strip(pair: Pair, style: Style) -> list[Cell]:
    upper, lower = pair
    count = len(upper if upper is not None else lower or ())
    return [_cell(upper, lower, place, style) for place in range(count)]


def _cell(upper: tuple[Expr, ...] | None, lower: tuple[Expr, ...] | None, place: int, style: Style) -> Cell:
    rows = [row for row in (upper, lower) if row is not None]
    ops = [item for row in rows if isinstance(item := row[place], Op)]
    # Columns of unequal width need a little more air than a plain row.
    gap = max(gap_between(row, place) + (0.05 if place else 0.0) for row in rows) * style.size
    breaks = [is_break_after(row, place) for row in rows]
    return Cell(
        _set(upper[place], style) if upper is not None else None,
        _set(lower[place], style) if lower is not None else None,
        gap,
        any(op.is_relation for op in ops),
        "good" in breaks,
        "bad" in breaks,
    )


def _set(expression: Expr, style: Style) -> Box | None:
    return None if expression == EMPTY else set_box(expression, style)


def _left_width(strip: list[Cell]) -> float | None:
    """Width of what is before the first relation; None if there is no relation."""
    x = 0.0
    for cell in strip:
        if cell.is_relation:
            return x + cell.gap
        x += cell.gap + cell.width
    return None


def _anchor(strips: list[list[Cell]], room: float) -> float:
    """Where the relations of all lines stand."""
    lefts = [left for strip in strips if (left := _left_width(strip)) is not None]
    return max([left for left in lefts if left <= _WIDEST_LEFT * room], default=0.0)


def _broken(strip: list[Cell], anchor: float, room: float, size: int) -> list[tuple[float, list[Cell]]]:
    """Cut a strip into pieces that fit; (indent, cells) each."""
    left = _left_width(strip)
    start = max(0.0, anchor - left) if left is not None and left <= anchor else 0.0
    relation = next((cell for cell in strip if cell.is_relation), None)
    base = anchor if left is not None and left <= anchor else 0.0
    further = base + (relation.width + 5 / 18 * size if relation is not None else 0.0)
    pieces: list[tuple[float, list[Cell]]] = []
    rest, indent = strip, start
    while rest:
        end = _fitting(rest, room - indent)
        pieces.append((indent, rest[:end]))
        rest = rest[end:]
        indent = base if rest and rest[0].is_relation else further
    return pieces


def _fitting(cells: list[Cell], room: float) -> int:
    """How many cells go on this line."""
    x = 0.0
    good = bad = 0
    for place, cell in enumerate(cells):
        if place and cell.is_relation and _has_term(cells[:place]):
            good = place
        x += (cell.gap if place else 0.0) + cell.width
        if x > room and (good or bad):
            return good or bad
        if cell.breaks_after:
            good = place + 1
        elif cell.breaks_badly:
            bad = place + 1
    return len(cells)


def _has_term(cells: list[Cell]) -> bool:
    """Whether a relation already stands before: only from the second one on may a line begin with it."""
    return any(cell.is_relation for cell in cells[:-1])


class _Page:
    """Collects pieces from top to bottom."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._y = 0.0
        self._width = 0.0
        self._last = (0.0, 0.0)
        self._marks: list[Mark] = []
        self._spots: list[Spot] = []

    def add(self, indent: float, cells: list[Cell], gap: float) -> None:
        """One piece: the symbols, and the numbers below them."""
        self._y += gap
        centres, x = [], indent
        for place, cell in enumerate(cells):
            x += cell.gap if place else 0.0
            centres.append(x + cell.width / 2)
            x += cell.width
        rows = [[cell.upper for cell in cells], [cell.lower for cell in cells]]
        shown = [row for row in rows if any(box is not None for box in row)]
        for number, row in enumerate(shown):
            if number:
                self._y += _BETWEEN_ROWS * self._size
            self._add_row(row, centres)
        slant = max((box.slant for row in shown for box in row[-1:] if box is not None), default=0.0)
        self._width = max(self._width, x + slant)

    def _add_row(self, row: list[Box | None], centres: list[float]) -> None:
        boxes = [box for box in row if box is not None]
        ascent = max([_ROW_ASCENT * self._size, *(box.ascent for box in boxes)])
        descent = max([_ROW_DESCENT * self._size, *(box.descent for box in boxes)])
        baseline = self._y + ascent
        right = 0.0
        for box, centre in zip(row, centres, strict=True):
            if box is not None:
                right = centre + box.width / 2
                self._place(box, centre - box.width / 2, baseline)
        self._y = baseline + descent
        self._last = (right, baseline)

    def add_note(self, box: Box, note: Text, room: float) -> None:
        """A muted remark after the last row, or below it."""
        right, baseline = self._last
        x = right + _NOTE_GAP * self._size
        if x + box.width > room:
            x, baseline = 0.0, self._y + _BETWEEN_ROWS * self._size + box.ascent
            self._y = baseline + box.descent
        self._marks += marks_of(box, x, baseline, Role.MUTED)
        self._spots.append(Spot(x, baseline - box.ascent, box.width, box.height, note))
        self._width = max(self._width, x + box.width)

    def _place(self, box: Box, x: float, baseline: float) -> None:
        self._marks += marks_of(box, x, baseline)
        self._spots += spots_of(box, x, baseline)

    def done(self) -> Setting:
        """What has been collected."""
        return Setting(self._width, self._y, tuple(self._marks), tuple(self._spots))
