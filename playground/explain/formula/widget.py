"""A block of formulas on the screen."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.explain.formula.block_widget import BlockWidget
from playground.explain.formula.box import Spot
from playground.explain.formula.columns import Setting, set_lines
from playground.explain.formula.line import FormulaLine, lines_to_latex, lines_to_text
from playground.explain.formula.model import Num, Var
from playground.explain.formula.painter import paint_setting
from playground.theme import Theme

_MARGIN_PX = 8
_SIZE_PX = 15
_LEAST_PX = 11
# What can't be broken is set a little smaller before it has to be scrolled.
_SMALLER = (0.87, 0.75)


class FormulaWidget(BlockWidget):
    """Paints formula lines; a number tells its exact value and leads to where it comes from."""

    def __init__(self, object_name: str = "formula_block", parent: QWidget | None = None) -> None:
        super().__init__(object_name, "", parent)
        self.setAccessibleName(self.tr("Formula"))
        self._lines: tuple[FormulaLine, ...] = ()
        self._caption = ""
        self._caption_px = 0.0
        self._setting = Setting(0.0, 0.0, (), ())

    @property
    def setting(self) -> Setting:
        """What is painted, for those who want to know where a number stands."""
        return self._setting

    def set_lines(self, lines: tuple[FormulaLine, ...], caption: str = "") -> None:
        """Show these lines; `arrange` sets them."""
        self._lines = lines
        self._caption = caption
        self._hovered = None
        self.setAccessibleDescription(self.to_text())

    def arrange(self, width: int) -> None:
        self._caption_px = caption_height(self._caption, self._theme, width - 2 * _MARGIN_PX)
        room = width - 2 * _MARGIN_PX
        size = self._scaled(_SIZE_PX)
        self._setting = set_lines(self._lines, size, room)
        for share in _SMALLER:
            if self._setting.width > room:
                self._setting = set_lines(self._lines, max(_LEAST_PX, round(share * size)), room)
        needed = math.ceil(self._setting.width) + 2 * _MARGIN_PX
        self.resize(max(width, needed), math.ceil(self._setting.height + self._top) + _MARGIN_PX)
        self.update()

    @property
    def _top(self) -> float:
        return _MARGIN_PX + self._caption_px

    def to_text(self) -> str:
        return "\n".join(filter(None, (self._caption, lines_to_text(self._lines))))

    def to_latex(self) -> str:
        return lines_to_latex(self._lines) if self._lines else ""

    def spot_at(self, position: QPointF) -> Spot | None:
        x, y = position.x() - _MARGIN_PX, position.y() - self._top
        found = [spot for spot in self._setting.spots if _tells(spot) and spot.contains(x, y, 2.0)]
        return min(found, key=lambda spot: spot.width * spot.height) if found else None

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        origin = QPointF(_MARGIN_PX, self._top)
        if self._hovered is not None:
            self._paint_hovered(painter, self._hovered, origin)
        if self._caption:
            area = QRectF(_MARGIN_PX, _MARGIN_PX, self.width() - 2 * _MARGIN_PX, self._caption_px)
            paint_caption(painter, self._caption, self._theme, area)
        paint_setting(painter, self._setting, self._theme, origin)
        self._paint_focus(painter)
        painter.end()

    def _paint_hovered(self, painter: QPainter, spot: Spot, origin: QPointF) -> None:
        around = QRectF(origin.x() + spot.left, origin.y() + spot.top, spot.width, spot.height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.hover))
        painter.drawRoundedRect(around.adjusted(-3, -3, 3, 3), 3, 3)


def _caption_font(theme: Theme) -> QFont:
    font = QFont()
    font.setPixelSize(theme.body_px)
    return font


def caption_height(caption: str, theme: Theme, width: float) -> float:
    """Room of the words above a block, wrapped, with the gap below them; 0 without words."""
    if not caption:
        return 0.0
    metrics = QFontMetricsF(_caption_font(theme))
    bounds = metrics.boundingRect(QRectF(0, 0, width, 1e6), Qt.TextFlag.TextWordWrap, caption)
    return math.ceil(bounds.height()) + 6.0


def paint_caption(painter: QPainter, caption: str, theme: Theme, area: QRectF) -> None:
    """A few muted words above a block."""
    painter.setFont(_caption_font(theme))
    painter.setPen(QColor(theme.text_muted))
    painter.drawText(area, Qt.TextFlag.TextWordWrap, caption)


def _tells(spot: Spot) -> bool:
    return isinstance(spot.source, Num) or (isinstance(spot.source, Var) and bool(spot.source.reference))
