"""The one line at the top of an instrument: its most telling numbers, which are also the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme
from playground.views.plot_style import line_pen, small_font

_SAMPLE_PX = 16
_RIGHT_MARGIN_PX = 6


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the line: text in a colour, with a sample of the curve that it names before it."""

    text: str
    colour: str = ""
    """#rrggbb; empty is the colour of plain text."""
    sample: str = ""
    """`solid` or `dashed` line, `box` or `outline`, or empty for none."""
    sample_colour: str = ""
    """Colour of the sample, if it isn't that of the text."""


Line = tuple[Segment, ...]


def _sample_px(kind: str) -> int:
    return {"": 0, "solid": _SAMPLE_PX + 4, "dashed": _SAMPLE_PX + 4}.get(kind, 14)


class Readout(QWidget):
    """Shows the longest of several wordings that fits its width."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._theme = LIGHT
        # Kept here and not as the widget's font, which a style sheet of the application would replace.
        self._font = small_font(LIGHT)
        self._wordings: tuple[Line, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_theme(self, theme: Theme) -> None:
        """Take colours and font from `theme`."""
        self._theme = theme
        self._font = small_font(theme)
        self.update()

    def set_wordings(self, wordings: Sequence[Line]) -> None:
        """Set the same message in several lengths, longest first."""
        if tuple(wordings) != self._wordings:
            self._wordings = tuple(wordings)
            text = self.full_text()
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def full_text(self) -> str:
        """The longest wording, plain."""
        return "  ".join(s.text for s in self._wordings[0]) if self._wordings else ""

    def shown_text(self) -> str:
        """The wording that fits now, plain."""
        return "  ".join(s.text for s in self._fitting())

    def _fitting(self) -> Line:
        metrics = QFontMetricsF(self._font)
        for line in self._wordings:
            if self._line_width(metrics, line) <= self._room():
                return line
        return self._wordings[-1] if self._wordings else ()

    def _room(self) -> int:
        return self.width() - _RIGHT_MARGIN_PX

    @staticmethod
    def _line_width(metrics: QFontMetricsF, line: Line) -> float:
        gap = metrics.horizontalAdvance("  ")
        samples = sum(_sample_px(s.sample) for s in line)
        return sum(metrics.horizontalAdvance(s.text) for s in line) + gap * max(0, len(line) - 1) + samples

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        gap = metrics.horizontalAdvance("  ")
        x, middle = 0.0, round(self.height() / 2)
        for segment in self._fitting():
            colour = segment.colour or self._theme.text
            if segment.sample:
                self._paint_sample(painter, segment.sample, segment.sample_colour or colour, int(x), middle)
                x += _sample_px(segment.sample)
            painter.setPen(QColor(colour))
            room = max(0.0, self._room() - x)
            text = metrics.elidedText(segment.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(int(x), 0, int(room) + 1, self.height(), Qt.AlignmentFlag.AlignVCenter, text)
            x += metrics.horizontalAdvance(segment.text) + gap
        painter.end()

    @staticmethod
    def _paint_sample(painter: QPainter, kind: str, colour: str, x: int, middle: int) -> None:
        if kind in ("solid", "dashed"):
            painter.setPen(line_pen(colour, width=2, dashed=kind == "dashed"))
            painter.drawLine(x, middle, x + _SAMPLE_PX, middle)
        elif kind == "box":
            painter.fillRect(x + 1, middle - 4, 9, 9, QColor(colour))
        else:
            painter.setPen(line_pen(colour))
            painter.drawRect(x + 1, middle - 4, 8, 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, self._theme.small_px + 9)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._theme.small_px + 9)
