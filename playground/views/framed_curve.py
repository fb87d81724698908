"""A curve in a plot whose ranges are set from outside."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QRectF


class FramedCurve(pg.PlotCurveItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A curve that takes the whole plotted area as its own, instead of finding out which part it needs.

    pyqtgraph asks a curve for its bounds some six times a frame, each time from data and pen anew; for the
    curves of a run that were 7 % of what the window does while it trains. No value may be infinite or NaN.
    """

    def __init__(self) -> None:
        self._frame = QRectF(0.0, 0.0, 1.0, 1.0)
        super().__init__(skipFiniteCheck=True)

    def set_frame(self, frame: QRectF) -> None:
        """The plotted area, in data coordinates."""
        if frame != self._frame:
            self.prepareGeometryChange()
            self._frame = frame

    def boundingRect(self) -> QRectF:
        return self._frame
