"""What colours and symbols on the plane stand for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.views.numbers import significant
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.plot_style import colour_word, small_font
from playground.views.symbols import paint_symbol

_SYMBOL_PX = 9.0
_GAP_PX = 10
_RAMP_PX = 84
_LEFT_PX = 8.0
_ROW_PX = 20
_MOST_ROWS = 2
"""Of classes: a third row would cost more of the picture than a cut name."""


class PlaneLegend(QWidget):
    """The classes, or the scale of a regression; and what is trained on and what is held out. In one row,
    where there is room for all of it."""

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
        self._describe()

    def words(self) -> str:
        """The same in words."""
        if self._scale is not None:
            low, high = _ends(self._scale)
            theme = self._colours.theme
            return f"{colour_word(theme.negative_name)} {low}, {colour_word(theme.positive_name)} {high}"
        return ", ".join(self._class_names)

    def _describe(self) -> None:
        self.setAccessibleName(self.tr("Legend: {0}").format(self.words()))
        self._fit_height()
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

    def _key_px(self, text: str) -> float:
        """Room of a symbol with its word and the gap after it."""
        metrics = QFontMetricsF(small_font(self._colours.theme))
        return _SYMBOL_PX + 4 + metrics.horizontalAdvance(text) + _GAP_PX

    def rows(self, width: float) -> list[tuple[str, ...]]:
        """The names of the classes, row by row, so that each is whole if it can be."""
        room = width - _LEFT_PX
        rows: list[tuple[str, ...]] = [()]
        for name in self._class_names:
            used = sum(map(self._key_px, rows[-1]))
            if rows[-1] and used + self._key_px(name) - _GAP_PX > room:
                rows.append(())
            rows[-1] = (*rows[-1], name)
        return rows if len(rows) <= _MOST_ROWS else self._cut(room)

    def _cut(self, room: float) -> list[tuple[str, ...]]:
        """Names cut so that all of them find a place in the rows that there are."""
        metrics = QFontMetricsF(small_font(self._colours.theme))
        each = -(-len(self._class_names) // _MOST_ROWS)
        widest = max(14.0, room / each - _SYMBOL_PX - 4 - _GAP_PX)
        cut = [metrics.elidedText(n, Qt.TextElideMode.ElideRight, widest) for n in self._class_names]
        return [tuple(cut[i : i + each]) for i in range(0, len(cut), each)]

    def _splits_px(self) -> float:
        return sum(map(self._key_px, self._split_words())) - _GAP_PX + _LEFT_PX

    def _split_words(self) -> tuple[str, str]:
        return self.tr("training"), self.tr("test")

    def _has_own_row(self, rows: list[tuple[str, ...]], width: float) -> bool:
        """Whether what is trained on and held out stands below the classes, for want of room beside them."""
        used = sum(map(self._key_px, rows[-1]))
        if self._scale is not None:
            metrics = QFontMetricsF(small_font(self._colours.theme))
            used = _RAMP_PX + 10 + _GAP_PX + sum(map(metrics.horizontalAdvance, _ends(self._scale)))
        return self._with_test and used + self._splits_px() + _LEFT_PX > width

    def _fit_height(self) -> None:
        rows = self.rows(self.width())
        self.setFixedHeight(_ROW_PX * (len(rows) + self._has_own_row(rows, self.width())))

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _ROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._colours.theme
        painter.fillRect(self.rect(), QColor(theme.plot))
        painter.setFont(small_font(theme))
        middle = _ROW_PX / 2
        if self._scale is not None:
            self._paint_ramp(painter, _LEFT_PX, middle)
        rows, index, n = self.rows(self.width()), 0, len(self._class_names)
        for row, names in enumerate(rows):
            x = _LEFT_PX
            for name in names:
                key = (theme.class_symbol(index), theme.class_colour(index, n), False)
                x = self._paint_key(painter, x, middle + row * _ROW_PX, key, name)
                index += 1
        if self._with_test:
            row = len(rows) - 1 + self._has_own_row(rows, self.width())
            x = self.width() - self._splits_px()
            for word, hollow in zip(self._split_words(), (False, True), strict=True):
                key = ("o", theme.text_muted, hollow)
                x = self._paint_key(painter, x, middle + row * _ROW_PX, key, word)
        painter.end()


def _ends(scale: ValueScale) -> tuple[str, str]:
    return significant(scale.for_people(scale.low), 3), significant(scale.for_people(scale.high), 3)
