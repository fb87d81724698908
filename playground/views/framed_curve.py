"""A curve in a plot whose ranges are set from outside."""

from __future__ import annotations

import pyqtgraph as pg
from pyqtgraph.functions import arrayToQPolygonF
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from playground.views.quick_paint import draw_line
from playground.views.thinning import Series


class FramedCurve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A curve that takes the whole plotted area as its own, instead of finding out which part it needs.

    pyqtgraph asks a curve for its bounds some six times a frame, each time from data and pen anew; for the
    curves of a run that were 7 % of what the window does while it trains. Here no option but the pen counts,
    and no value may be infinite or NaN.
    """

    def __init__(self) -> None:
        self._frame = QRectF(0.0, 0.0, 1.0, 1.0)
        self._polygon: QPolygonF | None = None
        super().__init__(skipFiniteCheck=True)

    def set_frame(self, frame: QRectF) -> None:
        """The plotted area, in data coordinates."""
        if frame != self._frame:
            self.prepareGeometryChange()
            self._frame = frame

    def set_points(self, x: Series, y: Series) -> None:
        """Go through these points."""
        self.xData, self.yData = x, y
        self._polygon = None
        self.update()

    def boundingRect(self) -> QRectF:
        return self._frame

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.xData is None or len(self.xData) < 2:
            return
        if self._polygon is None:
            self._polygon = arrayToQPolygonF(self.xData, self.yData)
        draw_line(painter, self._polygon, self.opts["pen"])
