"""Two gradients as two arrows: their true angle, their true lengths against each other."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.theme import LIGHT, Theme
from playground.training.messages import BatchInfo
from playground.views.plot_style import small_font

_HEAD_PX = 8.0
_SLOW = 0.15
"""The drawn angle and lengths follow the measured ones by this share a frame: steady to look at."""


class GradientArrows(QWidget):
    """The full gradient points to the right; the batch's points away from it by the angle between them.

    Gradients have thousands of dimensions; any two of them span one plane, and that plane is drawn.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gradient_arrows")
        self.setAccessibleName(self.tr("Gradient of the batch against the full one"))
        self.setToolTip(
            self.tr(
                "Solid: the gradient of this batch. Dashed: that of the whole training set,\n"
                "at the same weights. Drawn is the plane that both lie in: angle and lengths are true."
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme: Theme = LIGHT
        self._angle = math.nan
        self._ratio = math.nan
        self._words = ("", "")

    @property
    def angle_degrees(self) -> float:
        """The angle drawn; NaN before the two have been compared."""
        return math.degrees(self._angle)

    @property
    def length_ratio(self) -> float:
        """Length of the batch's arrow over that of the full gradient's."""
        return self._ratio

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.update()

    def set_batch(self, batch: BatchInfo | None, *, at_once: bool = True) -> None:
        """Draw the comparison in `batch`, or move towards it a little; None forgets it."""
        if batch is None or not math.isfinite(batch.cosine):
            self._angle = self._ratio = math.nan
            self._words = ("", "")
        elif batch.full_gradient_length > 0:
            angle = math.acos(max(-1.0, min(1.0, batch.cosine)))
            ratio = batch.gradient_length / batch.full_gradient_length
            known = math.isfinite(self._angle) and not at_once
            self._angle = self._angle + _SLOW * (angle - self._angle) if known else angle
            self._ratio = self._ratio + _SLOW * (ratio - self._ratio) if known else ratio
        self.update()

    def set_words(self, comparison: str, noise: str) -> None:
        """The sentences below the arrows."""
        if (comparison, noise) != self._words:
            self._words = (comparison, noise)
            self.setAccessibleDescription(f"{comparison} {noise}".strip())
            self.update()

    def _arrow(self, painter: QPainter, start: QPointF, end: QPointF, colour: str, *, dashed: bool) -> None:
        pen = QPen(QColor(colour), 2)
        if dashed:
            pen.setDashPattern([3.0, 2.0])
        painter.setPen(pen)
        painter.drawLine(start, end)
        along = end - start
        length = max(math.hypot(along.x(), along.y()), 1e-9)
        unit = along / length
        across = QPointF(-unit.y(), unit.x())
        head = min(_HEAD_PX, length)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        base = end - unit * head
        painter.drawPolygon(QPolygonF([end, base + across * head / 2.4, base - across * head / 2.4]))

    def _paint_arrows(self, painter: QPainter, rect: QRectF) -> None:
        theme = self._theme
        cosine, sine = math.cos(self._angle), math.sin(self._angle)
        # Both arrows and the angle stay inside, whichever is longer.
        batch, full = (self._ratio, 1.0) if math.isfinite(self._ratio) else (1.0, 1.0)
        right, left = max(full, batch * cosine), max(0.0, -batch * cosine)
        up = max(batch * sine, 1e-9)
        scale = min((rect.width() - 16) / (right + left), (rect.height() - 22) / up)
        start = QPointF(
            rect.left() + 8 + left * scale + (rect.width() - 16 - (right + left) * scale) / 2,
            rect.bottom() - 16,
        )
        end = start + QPointF(batch * cosine, -batch * sine) * scale
        full_end = start + QPointF(full * scale, 0.0)
        radius = 0.4 * scale * min(full, batch)
        painter.setPen(QPen(QColor(theme.text_muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        arc = QRectF(start.x() - radius, start.y() - radius, 2 * radius, 2 * radius)
        painter.drawArc(arc, 0, round(16 * math.degrees(self._angle)))
        self._arrow(painter, start, full_end, theme.test, dashed=True)
        self._arrow(painter, start, end, theme.training, dashed=False)
        painter.setPen(QColor(theme.text))
        half = self._angle / 2
        at = start + QPointF(math.cos(half), -math.sin(half)) * (radius + 4)
        painter.drawText(at, f"{math.degrees(self._angle):.0f}°")
        painter.setPen(QColor(theme.test))
        below = QRectF(rect.left(), start.y() + 2, rect.width(), 14)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("- - whole set"))
        painter.setPen(QColor(theme.training))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.tr("— this batch"))

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(170, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        painter.fillRect(self.rect(), QColor(theme.plot))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(small_font(theme))
        inside = QRectF(self.rect()).adjusted(6, 4, -6, -4)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
        text = "\n".join(words for words in self._words if words)
        box = painter.boundingRect(inside, flags, text)
        if box.height() > 0.55 * inside.height():
            text = self._words[0]
            box = painter.boundingRect(inside, flags, text)
        painter.setPen(QColor(theme.text))
        painter.drawText(inside, flags, text)
        room = QRectF(inside.left(), inside.top(), inside.width(), inside.height() - box.height() - 4)
        if math.isfinite(self._angle) and room.height() > 36:
            self._paint_arrows(painter, room)
        painter.end()
