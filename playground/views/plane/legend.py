"""What colours and symbols on the plane stand for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.views.numbers import significant
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.plane.points import paint_symbol
from playground.views.plot_style import colour_word, small_font

_SYMBOL_PX = 9.0
_GAP_PX = 10
_RAMP_PX = 84


class PlaneLegend(QWidget):
    """One line: the classes, or the scale of a regression; and what is trained on and what is held out."""

    def __init__(self, colours: PlaneColours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plane_legend")
        self._colours = colours
        self._class_names: tuple[str, ...] = ()
        self._scale: ValueScale | None = None
        self._with_test = True
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_colours(self, colours: PlaneColours) -> None:
        """Paint with these."""
        self._colours = colours
        self._describe()

    def set_classes(self, class_names: tuple[str, ...]) -> None:
        """Name the classes."""
        self._class_names, self._scale = class_names, None
        self._describe()

    def set_scale(self, scale: ValueScale) -> None:
        """Show which colour is which value."""
        self._class_names, self._scale = (), scale
        self._describe()

    def set_with_test(self, with_test: bool) -> None:
        """Whether test examples are on the plane."""
        self._with_test = with_test
        self.update()

    def words(self) -> str:
        """The same in words."""
        if self._scale is not None:
            low, high = _ends(self._scale)
            theme = self._colours.theme
            return f"{colour_word(theme.negative_name)} {low}, {colour_word(theme.positive_name)} {high}"
        return ", ".join(self._class_names)

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Legend: {0}").format(self.words()))
        self.update()

    def _paint_ramp(self, painter: QPainter, x: float, middle: float) -> float:
        assert self._scale is not None
        metrics = painter.fontMetrics()
        low, high = _ends(self._scale)
        painter.setPen(QColor(self._colours.theme.text_muted))
        baseline = middle + metrics.ascent() / 2 - 1
        painter.drawText(QPointF(x, baseline), low)
        x += metrics.horizontalAdvance(low) + 5
        pixels = self._colours.ramp(_RAMP_PX)
        image = QImage(pixels.data, _RAMP_PX, 1, 4 * _RAMP_PX, QImage.Format.Format_RGB32)
        painter.drawImage(QRectF(x, middle - 5, _RAMP_PX, 10), image)
        x += _RAMP_PX + 5
        painter.drawText(QPointF(x, baseline), high)
        return x + metrics.horizontalAdvance(high) + _GAP_PX

    def _paint_key(
        self, painter: QPainter, x: float, middle: float, key: tuple[str, str, bool], text: str
    ) -> float:
        symbol, colour, hollow = key
        theme = self._colours.theme
        painter.save()
        painter.translate(x + _SYMBOL_PX / 2, middle)
        paint_symbol(painter, symbol, colour, theme, _SYMBOL_PX, hollow=hollow)
        painter.restore()
        x += _SYMBOL_PX + 4
        metrics = painter.fontMetrics()
        painter.setPen(QColor(theme.text_muted))
        painter.drawText(QPointF(x, middle + metrics.ascent() / 2 - 1), text)
        return x + metrics.horizontalAdvance(text) + _GAP_PX

    def _names(self, painter: QPainter, room: float) -> tuple[str, ...]:
        """The names of the classes, cut so that all of them find a place."""
        metrics = painter.fontMetrics()
        n = max(1, len(self._class_names))
        each = max(14, int(room / n - _SYMBOL_PX - 4 - _GAP_PX))
        widths = [metrics.horizontalAdvance(name) for name in self._class_names]
        if sum(widths) + n * (_SYMBOL_PX + 4 + _GAP_PX) <= room:
            return self._class_names
        elide = Qt.TextElideMode.ElideRight
        return tuple(metrics.elidedText(name, elide, each) for name in self._class_names)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._colours.theme
        painter.fillRect(self.rect(), QColor(theme.plot))
        painter.setFont(small_font(theme))
        metrics = painter.fontMetrics()
        middle, x = self.height() / 2, 8.0
        filled, hollow = self.tr("training"), self.tr("test")
        split_width = metrics.horizontalAdvance(filled + hollow) + 2 * (_SYMBOL_PX + 4 + _GAP_PX)
        has_splits = self._with_test and self.width() >= split_width + 90
        room = self.width() - 12 - (split_width + _GAP_PX if has_splits else 0)
        if self._scale is not None:
            x = self._paint_ramp(painter, x, middle)
        n = len(self._class_names)
        for k, name in enumerate(self._names(painter, room)):
            key = (theme.class_symbol(k), theme.class_colour(k, n), False)
            x = self._paint_key(painter, x, middle, key, name)
        if has_splits:
            x = max(x, self.width() - split_width)
            x = self._paint_key(painter, x, middle, ("o", theme.text_muted, False), filled)
            self._paint_key(painter, x, middle, ("o", theme.text_muted, True), hollow)
        painter.end()


def _ends(scale: ValueScale) -> tuple[str, str]:
    return significant(scale.for_people(scale.low), 3), significant(scale.for_people(scale.high), 3)
