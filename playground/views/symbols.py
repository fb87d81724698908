"""The symbol of a class, wherever it stands: on the plane, in its legend, beside the output for it."""

from __future__ import annotations

from functools import cache

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QTransform

from playground.theme import Theme


@cache
def symbol_path(name: str) -> QPainterPath:
    """A symbol of pyqtgraph, of about size 1 around 0."""
    path = QPainterPath(Symbols[name])
    # A square looks larger than the circle in it; a cross smaller.
    factor = {"s": 0.88, "x": 1.15, "+": 1.15, "star": 1.25, "d": 1.1, "t": 1.05}.get(name, 1.0)
    return QTransform().scale(factor, factor).map(path)


def paint_symbol(
    painter: QPainter,
    symbol: str,
    colour: str,
    theme: Theme,
    size: float,
    *,
    hollow: bool = False,
    rim: str = "",
) -> None:
    """A symbol around the origin of `painter`: filled with a rim (of the background, if no other is given),
    or hollow."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QTransform().scale(size, size).map(symbol_path(symbol))
    rim = rim or theme.plot
    if hollow:
        path = QTransform().scale(0.82, 0.82).map(path)
        painter.strokePath(path, QPen(QColor(rim), 3.2))
        painter.fillPath(path, QBrush(QColor(theme.plot)))
        painter.strokePath(path, QPen(QColor(colour), 1.4))
    else:
        painter.strokePath(path, QPen(QColor(rim), 1.8))
        painter.fillPath(path, QBrush(QColor(colour)))
