"""A table of numbers: units with z, a and δ, say. Right-aligned, tinted by sign; a row leads to its unit."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.explain.formula.block_widget import BlockWidget
from playground.explain.formula.box import Box, Spot, marks_of
from playground.explain.formula.columns import Setting
from playground.explain.formula.faces import advance
from playground.explain.formula.layout import Style, set_box
from playground.explain.formula.model import Expr, Num, Role, Text
from playground.explain.formula.painter import paint_setting
from playground.explain.formula.scripts import latex_text
from playground.explain.formula.widget import caption_height, paint_caption
from playground.explain.walk.page import Cell, TableBlock

_ROW_PX = 24
_LEAST_HEADER_PX = 26
_MARGIN_PX = 8
_LINE_PX = 17
_LEAST_NAME_PX = 96
_GAP_PX = 18
_LEAST_GAP_PX = 12
"""Fields of colour reach 6 px to both sides of their column."""
_SIZE_PX = 14
_HAIR_PX = 1e-6
_LEAST_SIZE_PX = 11
"""A table that is too wide is set smaller, down to this, before it has to be scrolled."""
_LEAST_TINT, _MOST_TINT = 0.04, 0.34


class TableWidget(BlockWidget):
    """Paints a `TableBlock`; only the rows in sight are set."""

    def __init__(self, object_name: str = "table_block", parent: QWidget | None = None) -> None:
        super().__init__(object_name, "", parent)
        self.setAccessibleName(self.tr("Table"))
        self._block = TableBlock((), ())
        self._boxes: dict[Cell, Box] = {}
        self._size_px = _SIZE_PX
        self._row_px, self._line_px = _ROW_PX, _LINE_PX
        self._header_px = _LEAST_HEADER_PX
        self._caption_px = 0.0
        self._rights: list[float] = []
        self._widths: list[float] = []
        self._wrapped: dict[int, list[str]] = {}
        """Rows whose name takes several lines."""
        self._tops: list[float] = [0.0]
        self._largest: list[float] = []

    def set_block(self, block: TableBlock) -> None:
        """Show `block`; `arrange` sets it."""
        self._block = block
        self._hovered = None
        self._largest = [_largest(block, column) for column in range(len(block.header))]
        self.setAccessibleDescription(block.to_text())

    def arrange(self, width: int) -> None:
        room = width - 2 * _MARGIN_PX
        self._caption_px = caption_height(self._block.caption, self._theme, room)
        n_gaps = max(0, len(self._block.header) - 1)
        usual = self._scaled(_SIZE_PX)
        for size_px in range(usual, _LEAST_SIZE_PX - 1, -1):
            gap: float = _GAP_PX if size_px == usual else _LEAST_GAP_PX
            self._set_size(size_px)
            widths = [self._column_width(column) for column in range(len(self._block.header))]
            narrowed = room - sum(widths[1:]) - gap * n_gaps
            is_named = bool(widths) and all(isinstance(row[0], str) for row in self._block.rows)
            fits = not widths or widths[0] <= narrowed or (is_named and narrowed >= self._least_name_px)
            if fits:
                break
        least = max(self._least_name_px, narrowed)
        self._wrap_names(least if widths and widths[0] > narrowed else math.inf)
        if self._wrapped:
            widths[0] = least
        self._widths = widths
        spare = max(0.0, room - sum(widths) - gap * n_gaps)
        gap = gap + min(spare / n_gaps, 36.0) if n_gaps else 0.0
        right = float(_MARGIN_PX)
        self._rights = []
        for column_width in widths:
            right += column_width
            self._rights.append(right)
            right += gap
        needed = math.ceil(right - gap + _MARGIN_PX - _HAIR_PX) if widths else width
        self.resize(max(width, needed), math.ceil(self._tops[-1]) + _MARGIN_PX)
        self.update()

    def _set_size(self, size_px: int) -> None:
        """Forget what was set in another size."""
        self._size_px = size_px
        self._row_px, self._line_px = self._scaled(_ROW_PX), round(size_px * _LINE_PX / _SIZE_PX)
        self._boxes = {}
        tallest = max((self._box(cell).height for cell in self._block.header), default=0.0)
        self._header_px = max(self._scaled(_LEAST_HEADER_PX), math.ceil(tallest) + 8)

    @property
    def _least_name_px(self) -> int:
        return self._scaled(_LEAST_NAME_PX)

    def _wrap_names(self, room: float) -> None:
        """Break names that are wider than `room`, and place the rows below each other."""
        self._wrapped = {}
        self._tops = [self._top]
        for place, row in enumerate(self._block.rows):
            name = row[0]
            lines = wrapped(name, room, self._size_px) if isinstance(name, str) and room < math.inf else []
            if len(lines) > 1:
                self._wrapped[place] = lines
            self._tops.append(self._tops[-1] + self._row_px + self._line_px * max(0, len(lines) - 1))

    def _column_width(self, column: int) -> float:
        # Setting every cell would cost more than showing the page: the longest of each kind will do.
        longest: dict[bool, Cell] = {}
        for row in self._block.rows:
            cell = row[column]
            has_power = isinstance(cell, Num) and "·" in cell.to_text()
            if has_power not in longest or len(_text(cell)) > len(_text(longest[has_power])):
                longest[has_power] = cell
        return max(self._box(cell).width for cell in (self._block.header[column], *longest.values()))

    @property
    def _top(self) -> float:
        return self._header_px + 4 + self._caption_px

    def _box(self, cell: Cell) -> Box:
        if cell not in self._boxes:
            shown: Expr = Text(cell) if isinstance(cell, str) else cell
            if isinstance(shown, Num):
                # The tint behind it says the sign; coloured figures on it would be hard to read.
                shown = replace(shown, role=Role.NONE)
            self._boxes[cell] = set_box(shown, Style(self._size_px, 1))
        return self._boxes[cell]

    def to_text(self) -> str:
        return self._block.to_text()

    def to_latex(self) -> str:
        def cell_latex(cell: Cell) -> str:
            return latex_text(cell) if isinstance(cell, str) else f"${cell.to_latex()}$"

        rows = [" & ".join(map(cell_latex, row)) for row in (self._block.header, *self._block.rows)]
        columns = "l" + "r" * (len(self._block.header) - 1)
        body = " \\\\\n".join([rows[0] + r" \\ \hline", *rows[1:]]).replace(r"\hline \\", r"\hline")
        return f"\\begin{{tabular}}{{{columns}}}\n{body}\n\\end{{tabular}}"

    # ---- pointing

    def row_at(self, position: QPointF) -> int:
        """The row at a point; −1 for none."""
        row = bisect_right(self._tops, position.y()) - 1
        return row if 0 <= row < len(self._block.rows) else -1

    def _height(self, row: int) -> float:
        return self._tops[row + 1] - self._tops[row]

    def spot_at(self, position: QPointF) -> Spot | None:
        row = self.row_at(position)
        if row < 0:
            return None
        column = next((c for c, right in enumerate(self._rights) if position.x() <= right + 4), -1)
        cell = self._block.rows[row][column] if column >= 0 else ""
        source = cell if isinstance(cell, Expr) else Text(_text(cell))
        return Spot(0.0, self._tops[row], self.width(), self._height(row), source)

    def reference_at(self, position: QPointF) -> str:
        row = self.row_at(position)
        return self._block.references[row] if 0 <= row < len(self._block.references) else ""

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._block.caption:
            area = QRectF(_MARGIN_PX, 4, self.width() - 2 * _MARGIN_PX, self._caption_px)
            paint_caption(painter, self._block.caption, self._theme, area)
        header_top = self._top - self._header_px
        self._paint_row(painter, self._block.header, header_top, self._header_px)
        right = self._rights[-1] if self._rights else 0.0
        line = QRectF(_MARGIN_PX, self._top - 1, right - _MARGIN_PX, 1)
        painter.fillRect(line, QColor(self._theme.border))
        first = max(0, bisect_right(self._tops, event.rect().top()) - 1)
        last = min(len(self._block.rows), bisect_right(self._tops, event.rect().bottom() + 1))
        for row in range(first, last):
            self._paint_background(painter, row)
            self._paint_row(painter, self._block.rows[row], self._tops[row], self._height(row), row)
        self._paint_focus(painter)
        painter.end()

    def _paint_background(self, painter: QPainter, row: int) -> None:
        top, height = self._tops[row], self._height(row)
        band = QRectF(4, top, (self._rights[-1] if self._rights else 0.0), height)
        is_hovered = self._hovered is not None and self._hovered.top == top
        leads_on = row < len(self._block.references) and bool(self._block.references[row])
        if is_hovered and leads_on:
            painter.fillRect(band, QColor(self._theme.hover))
        for column, cell in enumerate(self._block.rows[row]):
            if isinstance(cell, Num) and cell.value != 0 and math.isfinite(cell.value):
                self._paint_tint(painter, cell.value, column, top + (height - self._row_px) / 2)
        if row == self._block.highlight:
            painter.fillRect(QRectF(0, top + 1, 3, height - 2), QColor(self._theme.accent))

    def _paint_tint(self, painter: QPainter, value: float, column: int, top: float) -> None:
        share = abs(value) / self._largest[column] if self._largest[column] else 0.0
        tint = QColor(self._theme.positive if value > 0 else self._theme.negative)
        tint.setAlphaF(_LEAST_TINT + (_MOST_TINT - _LEAST_TINT) * share)
        width = self._widths[column]
        area = QRectF(self._rights[column] - width - 6, top + 2, width + 12, self._row_px - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(area, 3, 3)

    def _paint_row(
        self, painter: QPainter, row: tuple[Cell, ...], top: float, height: float, place: int = -1
    ) -> None:
        for column, cell in enumerate(row):
            if column == 0 and place in self._wrapped:
                self._paint_lines(painter, self._wrapped[place], top)
                continue
            box = self._box(cell)
            left = self._rights[column] - box.width
            if column == 0:
                left = float(_MARGIN_PX)
            is_tall = box.height > 1.6 * self._size_px
            drop = (box.ascent - box.descent) / 2 if is_tall else 0.36 * self._size_px
            baseline = top + height / 2 + drop
            setting = Setting(box.width, box.height, tuple(marks_of(box, left, baseline)), ())
            paint_setting(painter, setting, self._theme, QPointF(0, 0))

    def _paint_lines(self, painter: QPainter, lines: list[str], top: float) -> None:
        baseline = top + self._row_px / 2 + 0.36 * self._size_px
        for place, line in enumerate(lines):
            box = self._box(line)
            marks = tuple(marks_of(box, _MARGIN_PX, baseline + place * self._line_px))
            paint_setting(painter, Setting(box.width, box.height, marks, ()), self._theme, QPointF(0, 0))


def wrapped(text: str, room: float, size: int) -> list[str]:
    """Cut a text at its spaces into lines of at most `room` pixels, if its words allow."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and advance(longer, "upright", size) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.to_text()


def _largest(block: TableBlock, column: int) -> float:
    sizes = [abs(cell.value) for row in block.rows if isinstance(cell := row[column], Num)]
    return max((size for size in sizes if math.isfinite(size)), default=0.0)
