"""The grid of small histograms: as many layers at a time as stay readable, the others a page further."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import Histograms
from playground.views.histogram_cells import HistogramCell
from playground.views.plot_style import small_font

_LEAST_WIDTH_PX = 104
_LEAST_HEIGHT_PX = 60
_GOOD_ASPECT = 1.5


def grid_shape(n_cells: int, width: int, height: int) -> tuple[int, int]:
    """Columns and rows for `n_cells`, or as many of them as fit with a readable size."""
    most_columns = max(1, width // _LEAST_WIDTH_PX)
    most_rows = max(1, height // _LEAST_HEIGHT_PX)
    if n_cells > most_columns * most_rows:
        return most_columns, most_rows
    best, best_score = (most_columns, most_rows), float("inf")
    for columns in range(1, most_columns + 1):
        rows = -(-max(1, n_cells) // columns)
        if rows > most_rows or columns > n_cells:
            continue
        aspect = (width / columns) / max(1.0, height / rows)
        waste = columns * rows - n_cells
        score = (
            abs(aspect / _GOOD_ASPECT - 1.0 if aspect > _GOOD_ASPECT else _GOOD_ASPECT / aspect - 1.0)
            + 0.2 * waste
        )
        if score < best_score:
            best, best_score = (columns, rows), score
    return best


class HistogramGrid(QWidget):
    """Paints the cells. Frames and labels are kept as a picture; only the bars are painted at each frame.

    With the keyboard, Left and Right go from bin to bin, Up and Down from layer to layer.
    """

    hovered = Signal(object)
    """(cell, share of its width from 0 to 1), or None when the pointer has left."""
    pages_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("histogram_grid")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = LIGHT
        self._over_time = False
        self._cells: list[HistogramCell] = []
        self._names: tuple[str, ...] = ()
        self._first = 0
        self._frame: QPixmap | None = None
        self._pointed_at: QPointF | None = None
        self._read: tuple[int, int] | None = None
        """Layer and bin that the keyboard has gone to."""

    # ---- what is shown

    def set_theme(self, theme: Theme) -> None:
        """Take colours and fonts from `theme`."""
        self._theme = theme
        for cell in self._cells:
            cell.colour = theme.layer_colour(cell.layer_index, len(self._cells))
        self.invalidate_frame()

    def set_over_time(self, over_time: bool) -> None:
        """Show ridges over time instead of now against the start."""
        self._over_time = over_time
        self.invalidate_frame()

    def set_histograms(self, histograms: Histograms) -> None:
        """Show the newest counts, and ridges if there are any."""
        if histograms.layer_names != self._names:
            self._names = histograms.layer_names
            n = len(self._names)
            self._cells = [
                HistogramCell(i, name, self._theme.layer_colour(i, n)) for i, name in enumerate(self._names)
            ]
            self._first = 0
            self._arrange()
        changed = False
        for cell, histogram in zip(self._cells, histograms.layers, strict=True):
            changed |= cell.set_histogram(histogram)
        if histograms.ridges is not None:
            for cell, ridges in zip(self._cells, histograms.ridges, strict=True):
                cell.ridges = ridges
            changed |= self._over_time
        if changed:
            self.invalidate_frame()
        elif not self._over_time:
            self.update()

    def clear(self) -> None:
        """Forget all layers."""
        self._cells, self._names, self._first, self._read = [], (), 0, None
        self.invalidate_frame()

    def invalidate_frame(self) -> None:
        """Paint names, spreads, axes (and ridges) anew."""
        self._frame = None
        self.update()

    def repeat_hover(self) -> None:
        """Tell again where the pointer rests, since the values under it may have changed."""
        if self._read is not None:
            self.hovered.emit(self._at_read())
        elif self._pointed_at is not None:
            self.hovered.emit(self._at(self._pointed_at))

    # ---- pages

    @property
    def n_layers(self) -> int:
        """Number of layers with weights."""
        return len(self._cells)

    def page_size(self) -> int:
        """How many layers are shown at a time."""
        columns, rows = grid_shape(len(self._cells), self.width(), self.height())
        return columns * rows

    def shown_layers(self) -> range:
        """Indices of the layers that are shown."""
        return range(self._first, min(len(self._cells), self._first + self.page_size()))

    def turn_page(self, direction: int) -> None:
        """Go on (1) or back (-1) by one page."""
        size = self.page_size()
        last = max(0, len(self._cells) - size)
        self._first = min(last, max(0, self._first + direction * size))
        self._arrange()

    def _arrange(self) -> None:
        columns, rows = grid_shape(len(self._cells), self.width(), self.height())
        self._first = min(self._first, max(0, len(self._cells) - columns * rows))
        for cell in self._cells:
            cell.rect = QRect()
        for place, index in enumerate(self.shown_layers()):
            row, column = divmod(place, columns)
            left, right = (round(self.width() * c / columns) for c in (column, column + 1))
            top, bottom = (round(self.height() * r / rows) for r in (row, row + 1))
            self._cells[index].rect = QRect(left, top, right - left, bottom - top)
        self.invalidate_frame()
        self.pages_changed.emit()

    def _shown_cells(self) -> list[HistogramCell]:
        return [self._cells[i] for i in self.shown_layers()]

    def _frame_picture(self) -> QPixmap:
        if self._frame is None:
            ratio = self.devicePixelRatioF()
            self._frame = QPixmap(self.size() * ratio)
            self._frame.setDevicePixelRatio(ratio)
            self._frame.fill(self._theme.plot)
            painter = QPainter(self._frame)
            painter.setFont(small_font(self._theme))
            self._paint_still(painter)
            painter.end()
        return self._frame

    def _paint_still(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(painter.font())
        with_word = all(cell.title_fits(metrics) for cell in self._shown_cells())
        for cell in self._shown_cells():
            cell.paint_frame(painter, self._theme, self._over_time, with_word=with_word)
            if self._over_time:
                cell.paint_ridges(painter, self._theme)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(small_font(self._theme))
        if painter.device() is self:
            painter.drawPixmap(0, 0, self._frame_picture())
        if not self._over_time:
            for cell in self._shown_cells():
                cell.paint_now(painter, self._theme)
        place = self._at_read()
        if place is not None and painter.device() is self:
            plot = place[0].plot_rect(round(QFontMetricsF(painter.font()).height()))
            x = round(plot.left() + place[1] * plot.width())
            painter.setPen(QColor(self._theme.text_muted))
            painter.drawLine(x, plot.top(), x, plot.bottom())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed_at, self._read = event.position(), None
        self.repeat_hover()

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed_at = None
        self.hovered.emit(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        layers, bins = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1)}.get(
            Qt.Key(event.key()), (0, 1 if event.key() == Qt.Key.Key_Right else 0)
        )
        histogram = self._cells[0].histogram if self._cells else None
        if histogram is None or not (layers or bins):
            event.ignore()
            return
        n_bins = len(histogram.now)
        layer, bin_index = self._read or (self._first - layers, n_bins // 2 - bins)
        layer = min(len(self._cells) - 1, max(0, layer + layers))
        self._read = layer, min(n_bins - 1, max(0, bin_index + bins))
        if layer not in self.shown_layers():
            self.turn_page(1 if layer >= self.shown_layers().stop else -1)
        self.repeat_hover()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._read is not None:
            self._read = None
            self.hovered.emit(None)
            self.update()
        super().focusOutEvent(event)

    def _at_read(self) -> tuple[HistogramCell, float] | None:
        if self._read is None or self._read[0] not in self.shown_layers():
            return None
        cell = self._cells[self._read[0]]
        n_bins = len(cell.histogram.now) if cell.histogram is not None else 1
        return cell, (min(self._read[1], n_bins - 1) + 0.5) / n_bins

    def _at(self, position: QPointF) -> tuple[HistogramCell, float] | None:
        for cell in self._shown_cells():
            if cell.rect.contains(position.toPoint()):
                plot = cell.plot_rect(0)
                return cell, min(1.0, max(0.0, (position.x() - plot.left()) / max(1, plot.width())))
        return None

    def sizeHint(self) -> QSize:
        return QSize(340, 130)
