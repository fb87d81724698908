"""Where the example that somebody chose lies on the maps of the units."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.theme import Theme
from playground.training.messages import PlaneMaps
from playground.views.network.layout import NetworkLayout

Place = tuple[float, float]
_RADIUS_PX, _SMALL_RADIUS_PX = 3.5, 2.5
_SMALL_TILE_PX = 26.0


def share_of(plane: PlaneMaps | None, place: Place | None) -> Place | None:
    """How far right and down on a map a place of the plane lies, 0…1 each; None if it isn't on it."""
    if plane is None or place is None:
        return None
    (left, right), (bottom, top) = plane.x_range, plane.y_range
    if not (right > left and top > bottom):
        return None
    across, down = (place[0] - left) / (right - left), (top - place[1]) / (top - bottom)
    return (across, down) if 0.0 <= across <= 1.0 and 0.0 <= down <= 1.0 else None


def paint_example(painter: QPainter, layout: NetworkLayout, share: Place, theme: Theme) -> None:
    """A ring on the map of every unit that is shown."""
    for layer_index in range(layout.first_index, layout.n_layers):
        column = layout.column(layer_index)
        if not column.has_pictures:
            continue
        for place in range(column.n_shown):
            paint_mark(painter, QRectF(*column.unit_rect(place)), share, theme)


def paint_mark(painter: QPainter, rect: QRectF, share: Place, theme: Theme) -> None:
    """The ring on one map, which stands out from every colour of it."""
    radius = _SMALL_RADIUS_PX if rect.width() < _SMALL_TILE_PX else _RADIUS_PX
    centre = QPointF(rect.left() + share[0] * rect.width(), rect.top() + share[1] * rect.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((theme.plot, 3.5), (theme.text, 1.6)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawEllipse(centre, radius, radius)
