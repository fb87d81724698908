"""The waterfall of factors on the screen, a row each from the loss down to the weight."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from playground.explain.formula.block_widget import BlockWidget
from playground.explain.formula.box import Box, Spot, marks_of
from playground.explain.formula.columns import Setting
from playground.explain.formula.layout import Style, set_box
from playground.explain.formula.model import Expr, Num, Role, Text
from playground.explain.formula.painter import paint_setting
from playground.explain.formula.widget import caption_height, paint_caption
from playground.explain.microscope.waterfall import Bar, Waterfall, waterfall
from playground.explain.walk.page import WaterfallBlock
from playground.theme import Theme

_LEAST_ROW_PX = 28
_MANY = 10
"""From so many factors on rows are low and small, so that one sees the whole fall at once."""
_LOW_ROW_PX, _LOW_SIZE_PX, _LOW_BAR_PX = 17, 12, 11
_PALE = 0.35
"""Opacity of what isn't a slope, where slopes are told apart."""
_AXIS_PX = 22
_BOTTOM_PX = 8
_MARGIN_PX = 8
_GAP_PX = 12
_BAR_PX = 14
_SIZE_PX = 14
_TICK_ROOM_PX = 44
_MOST_LABEL = 0.38
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class WaterfallWidget(BlockWidget):
    """Paints a `WaterfallBlock`."""

    def __init__(self, object_name: str = "waterfall_block", parent: QWidget | None = None) -> None:
        super().__init__(object_name, "", parent)
        self.setAccessibleName(self.tr("Factors of the gradient on a logarithmic scale"))
        self._block = WaterfallBlock("", (), 1.0)
        self._falls = waterfall(())
        self._labels: list[Box] = []
        self._values: list[Box] = []
        self._label_right = 0.0
        self._row_px = _LEAST_ROW_PX
        self._size_px, self._bar_px = _SIZE_PX, _BAR_PX
        self._plot = QRectF()
        self._top = 0.0

    @property
    def falls(self) -> Waterfall:
        """The bars shown."""
        return self._falls

    def set_block(self, block: WaterfallBlock) -> None:
        """Show `block`; `arrange` sets it."""
        self._block = block
        self._hovered = None
        self._falls = waterfall([value for _, value in block.factors])
        self.setAccessibleDescription(block.to_text())

    def _set_boxes(self) -> None:
        """Set labels and numbers, and take the height of a row from them."""
        factors = self._block.factors
        is_long = len(factors) >= _MANY
        self._size_px = self._scaled(_LOW_SIZE_PX if is_long else _SIZE_PX)
        self._bar_px = self._scaled(_LOW_BAR_PX if is_long else _BAR_PX)
        style = Style(self._size_px, 1)
        self._labels = [set_box(_shown(label), style) for label, _ in factors]
        tallest = max((box.height for box in self._labels), default=0.0)
        low = self._scaled(_LOW_ROW_PX if is_long else _LEAST_ROW_PX)
        self._row_px = max(low, math.ceil(tallest) + (0 if is_long else 8))
        self._values = [set_box(Num(value, role=Role.SIGN), style) for _, value in factors]
        self._values.append(set_box(Num(self._block.product, role=Role.SIGN), style))

    def arrange(self, width: int) -> None:
        self._set_boxes()
        self._top = 4 + _AXIS_PX + caption_height(self._block.title, self._theme, width - 2 * _MARGIN_PX)
        label = max((box.width for box in self._labels), default=0.0)
        self._label_right = _MARGIN_PX + min(label, _MOST_LABEL * width)
        value = max((box.width for box in self._values), default=0.0)
        left = self._label_right + _GAP_PX
        right = width - _MARGIN_PX - value - _GAP_PX
        rows = len(self._block.factors) + 1
        self._plot = QRectF(left, self._top, max(60.0, right - left), rows * self._row_px)
        self.resize(
            max(width, math.ceil(self._plot.right() + _GAP_PX + value + _MARGIN_PX)), self._needed(rows)
        )
        self.update()

    def _needed(self, rows: int) -> int:
        return math.ceil(self._top) + rows * self._row_px + _BOTTOM_PX

    def to_text(self) -> str:
        return self._block.to_text()

    def to_latex(self) -> str:
        labels = [label if isinstance(label, Expr) else Text(label) for label, _ in self._block.factors]
        symbols = r" \cdot ".join(label.to_latex() for label in labels)
        numbers = r" \cdot ".join(_latex_factor(value) for _, value in self._block.factors)
        product = Num(self._block.product).to_latex()
        return f"\\begin{{aligned}}\n  & {symbols} \\\\\n  &= {numbers} = {product}\n\\end{{aligned}}"

    def spot_at(self, position: QPointF) -> Spot | None:
        row = math.floor((position.y() - self._top) / self._row_px)
        values = [*(value for _, value in self._block.factors), self._block.product]
        if not 0 <= row < len(values):
            return None
        return Spot(0.0, self._top + row * self._row_px, self.width(), self._row_px, Num(values[row]))

    def tip_at(self, position: QPointF) -> str:
        spot = self.spot_at(position)
        if spot is None or not isinstance(spot.source, Num):
            return ""
        row = round((spot.top - self._top) / self._row_px)
        exact = repr(float(spot.source.value)).replace("-", "−")
        if row == len(self._block.factors):
            return self.tr("The product of all factors: {value}").format(value=exact)
        product = math.prod(value for _, value in self._block.factors[: row + 1])
        return self.tr("Factor {value}\nProduct so far {product}").format(
            value=exact, product=repr(float(product)).replace("-", "−")
        )

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(_MARGIN_PX, 4, self.width() - 2 * _MARGIN_PX, self._top - _AXIS_PX)
        paint_caption(painter, self._block.title, self._theme, area)
        if self._hovered is not None:
            band = QRectF(4, self._hovered.top, self.width() - 8, self._row_px)
            painter.fillRect(band, QColor(self._theme.hover))
        self._paint_axis(painter)
        for row, bar in enumerate(self._falls.bars):
            self._paint_bar(painter, row, bar)
            self._paint_label(painter, row)
        self._paint_product(painter)
        for row, box in enumerate(self._values):
            baseline = self._middle(row) + 0.36 * self._size_px
            _paint_box(painter, box, self.width() - _MARGIN_PX - box.width, baseline, self._theme)
        self._paint_focus(painter)
        painter.end()

    def _middle(self, row: int) -> float:
        return self._top + (row + 0.5) * self._row_px

    def _x(self, exponent: float) -> float:
        return self._plot.left() + self._falls.place(exponent) * self._plot.width()

    def _paint_axis(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._theme.small_px)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        for power in self._falls.ticks(max(2, int(self._plot.width() // _TICK_ROOM_PX))):
            x = round(self._x(power)) + 0.5
            painter.setPen(QPen(QColor(self._theme.border if power == 0 else self._theme.grid), 1))
            painter.drawLine(QLineF(x, self._plot.top(), x, self._plot.bottom()))
            text = "1" if power == 0 else "10" + str(power).translate(_RAISED)
            painter.setPen(QColor(self._theme.text_muted))
            painter.drawText(QPointF(x - metrics.horizontalAdvance(text) / 2, self._plot.top() - 6), text)

    def _paint_bar(self, painter: QPainter, row: int, bar: Bar) -> None:
        middle = self._middle(row)
        colour = QColor(self._theme.positive if bar.value > 0 else self._theme.negative)
        if bar.start == -math.inf:
            return
        start, end = self._x(bar.start), self._x(bar.end)
        # A factor of about one is still to be seen.
        left, width = min(start, end), max(2.0, abs(end - start))
        area = QRectF(left, middle - self._bar_px / 2, width, self._bar_px)
        if bar.end == -math.inf:
            painter.setPen(QPen(QColor(self._theme.error), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(start, middle), QPointF(end, middle))
            painter.drawLine(QPointF(end, middle - 6), QPointF(end, middle + 6))
            return
        if self._block.slopes and row not in self._block.slopes:
            colour.setAlphaF(_PALE)
        painter.fillRect(area, colour)
        _paint_head(painter, start, end, middle, self._theme.surface)
        painter.setPen(QPen(QColor(self._theme.text_muted), 1))
        painter.drawLine(
            QPointF(end, middle + self._bar_px / 2),
            QPointF(end, middle + self._row_px - self._bar_px / 2),
        )

    def _paint_label(self, painter: QPainter, row: int) -> None:
        box = self._labels[row]
        painter.save()
        painter.setClipRect(
            QRectF(0, self._middle(row) - self._row_px / 2, self._label_right + 4, self._row_px)
        )
        _paint_box(painter, box, _MARGIN_PX, self._middle(row) + _drop(box, self._size_px), self._theme)
        painter.restore()

    def _paint_product(self, painter: QPainter) -> None:
        row = len(self._block.factors)
        top = self._top + row * self._row_px
        painter.fillRect(
            QRectF(_MARGIN_PX, top, self.width() - 2 * _MARGIN_PX, 1), QColor(self._theme.border)
        )
        font = QFont(self.font())
        font.setPixelSize(self._theme.body_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QPointF(_MARGIN_PX, self._middle(row) + 5), self.tr("Product"))
        product = abs(self._block.product)
        if product and math.isfinite(product):
            painter.setBrush(QColor(self._theme.text))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(self._x(math.log10(product)), self._middle(row)), 4.5, 4.5)


def _paint_head(painter: QPainter, start: float, end: float, middle: float, surface: str) -> None:
    """A small arrow inside long bars: which way the factor goes, not by colour alone."""
    if abs(end - start) < 16:
        return
    way = 1.0 if end > start else -1.0
    tip = end - way * 3
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(surface))
    painter.drawPolygon(
        QPolygonF(
            [QPointF(tip, middle), QPointF(tip - way * 5, middle - 4), QPointF(tip - way * 5, middle + 4)]
        )
    )


def _paint_box(painter: QPainter, box: Box, x: float, baseline: float, theme: Theme) -> None:
    marks = tuple(marks_of(box, x, baseline))
    paint_setting(painter, Setting(box.width, box.height, marks, ()), theme, QPointF(0, 0))


def _drop(box: Box, size_px: float) -> float:
    """How far below the middle of a row the baseline lies: tall labels are centred."""
    is_tall = box.height > 1.6 * size_px
    return (box.ascent - box.descent) / 2 if is_tall else 0.36 * size_px


def _shown(label: Expr | str) -> Expr:
    return Text(label) if isinstance(label, str) else label


def _latex_factor(value: float) -> str:
    text = Num(value).to_latex()
    return rf"\left( {text} \right)" if value < 0 or "cdot" in text else text
