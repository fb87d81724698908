"""What stands still around a plot: background, grid, axes, tick labels and names, kept as one picture.

pyqtgraph's own axes are drawn anew whenever a curve moves, which was a third of what painting a plot costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPixmap

from playground.theme import Theme
from playground.views.plot_style import line_pen, small_font
from playground.views.quick_paint import is_screen

Tick = tuple[float, str]

LABEL_GAP_PX = 3.0
TICK_PX = 3.0


@dataclass(frozen=True, slots=True)
class Word:
    """A name beside a plot, and its top left corner in pixels."""

    text: str
    x: float
    y: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """All that can be seen of a plot without its curves."""

    theme: Theme
    size: QSize
    area: QRectF
    """Where curves are plotted, in pixels."""
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    columns: tuple[Tick, ...]
    rows: tuple[Tick, ...]
    """Ticks of the horizontal and of the vertical axis."""
    words: tuple[Word, ...]
    has_left_labels: bool
    has_column_ticks: bool
    has_column_grid: bool

    def paint(self, painter: QPainter) -> None:
        """Paint in pixels of the widget."""
        area, theme = self.area, self.theme
        painter.fillRect(QRectF(QPointF(), self.size), QColor(theme.plot))
        xs = self._places(self.columns, self.x_range, area.left(), area.width())
        ys = self._places(self.rows, self.y_range, area.bottom(), -area.height())
        painter.setPen(line_pen(theme.grid))
        for x, _ in xs if self.has_column_grid else ():
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for y, _ in ys:
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(line_pen(theme.border))
        painter.drawLine(area.topLeft(), area.bottomLeft())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for x, _ in xs if self.has_column_ticks else ():
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + TICK_PX))
        self._paint_text(painter, xs, ys)

    def _paint_text(self, painter: QPainter, xs: Sequence[Tick], ys: Sequence[Tick]) -> None:
        font = small_font(self.theme)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        line = metrics.height()
        painter.setPen(QColor(self.theme.text_muted))
        for x, text in xs:
            width = metrics.horizontalAdvance(text)
            rect = QRectF(x - width / 2, self.area.bottom() + LABEL_GAP_PX, width, line)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, text)
        right = self.area.left() - LABEL_GAP_PX
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        for y, text in ys if self.has_left_labels else ():
            painter.drawText(QRectF(0.0, y - line / 2, right, line), flags, text)
        for word in self.words:
            painter.setPen(QColor(word.colour))
            painter.drawText(QPointF(word.x, word.y + metrics.ascent()), word.text)

    @staticmethod
    def _places(
        ticks: Sequence[Tick], span: tuple[float, float], start: float, length: float
    ) -> list[tuple[float, str]]:
        """Ticks within the axis, and where they are in pixels."""
        low, high = span
        width = max(high - low, 1e-300)
        slack = 1e-9 * width
        return [
            (start + (value - low) / width * length, text)
            for value, text in ticks
            if low - slack <= value <= high + slack
        ]


class StillPicture:
    """Paints axes; on the screen from a picture of them that is made once."""

    def __init__(self) -> None:
        self.axes: Axes | None = None
        self._picture: QPixmap | None = None

    def set(self, axes: Axes) -> bool:
        """Show these from now on; whether they are others than before."""
        if axes == self.axes:
            return False
        self.axes, self._picture = axes, None
        return True

    def paint(self, painter: QPainter, ratio: float) -> None:
        """Paint; `ratio` is that of the screen's pixels to those of the widget.

        What goes into a file, at another scale or as shapes and text, is drawn.
        """
        axes = self.axes
        if axes is None:
            return
        if not is_screen(painter, ratio):
            axes.paint(painter)
            return
        picture = self._picture
        if picture is None or picture.devicePixelRatio() != ratio:
            picture = QPixmap(axes.size * ratio)
            picture.setDevicePixelRatio(ratio)
            own = QPainter(picture)
            axes.paint(own)
            own.end()
            self._picture = picture
        painter.drawPixmap(QPointF(), picture)
