"""Wide lines and round marks on the screen, for a fraction of what Qt takes to outline them.

A line of 2 pixels through 220 points: 0.36 ms as one wide line, 0.05 as three of 1 pixel beside each other;
eleven small circles: 0.21 ms, as one picture of a circle in eleven places 0.03. What goes into a file, as
shapes or at another scale, is drawn as lines and circles.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPaintEngine, QPainter, QPen, QPixmap, QPolygonF, QTransform

from playground.views.thinning import Series

Offsets = Sequence[tuple[int, int]]
_OFFSETS: dict[int, Offsets] = {2: ((0, 0), (1, 0), (0, 1)), 3: ((-1, 0), (1, 0), (0, -1), (0, 1))}
"""Where the lines of 1 pixel go that make up one of so many."""


def is_screen(painter: QPainter, ratio: float = 1.0) -> bool:
    """Whether this goes to pixels, so many of them to one of the widget, and not to shapes or another
    scale."""
    engine = painter.paintEngine()
    return engine.type() == QPaintEngine.Type.Raster and engine.paintDevice().devicePixelRatioF() == ratio


def draw_line(painter: QPainter, polygon: QPolygonF, pen: QPen) -> None:
    """Draw a line through the points with a cosmetic pen."""
    offsets = _OFFSETS.get(pen.width())
    if offsets is None or pen.style() is not Qt.PenStyle.SolidLine or not is_screen(painter):
        painter.setPen(pen)
        painter.drawPolyline(polygon)
        return
    thin = QPen(pen)
    thin.setWidth(1)
    painter.setPen(thin)
    placed = painter.worldTransform()
    for across, down in offsets:
        painter.setWorldTransform(placed * QTransform.fromTranslate(across, down))
        painter.drawPolyline(polygon)
    painter.setWorldTransform(placed)


class RoundMarks:
    """Draws circles of one kind."""

    def __init__(self) -> None:
        self._kind: tuple[object, ...] = ()
        self._picture = QPixmap()

    def draw(self, painter: QPainter, x: Series, y: Series, size_px: float, pen: QPen, brush: QBrush) -> None:
        """Draw one at each place, given in pixels."""
        if not is_screen(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.setBrush(brush)
            for place in zip(x.tolist(), y.tolist(), strict=True):
                painter.drawEllipse(QPointF(*place), size_px / 2, size_px / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            return
        kind = (size_px, pen.color().rgba(), pen.width(), brush.color().rgba())
        if kind != self._kind:
            self._kind, self._picture = kind, _circle(size_px, pen, brush)
        half = self._picture.width() / 2
        for at_x, at_y in zip(x.tolist(), y.tolist(), strict=True):
            painter.drawPixmap(round(at_x - half), round(at_y - half), self._picture)


def _circle(size_px: float, pen: QPen, brush: QBrush) -> QPixmap:
    # An odd number of pixels, so that its middle is one.
    side = 2 * int((size_px + pen.widthF()) / 2 + 1) + 1
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(brush)
    painter.drawEllipse(QRectF((side - size_px) / 2, (side - size_px) / 2, size_px, size_px))
    painter.end()
    return picture
