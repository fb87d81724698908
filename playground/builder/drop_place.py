"""Where a dragged row would go: the gap between its neighbours, and the line that shows it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QFrame, QWidget

from playground.builder.edits import Place
from playground.theme import Theme


class DropPlace:
    """Knows the rows by their place. GUI thread only."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._line = QFrame(parent)
        self._line.setFixedHeight(2)
        self._line.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._line.setStyleSheet(f"background: {theme.accent}; border: 0;")

    def hide(self) -> None:
        """Nothing is dragged any more."""
        self._line.hide()

    def show(self, rows: Mapping[Place, QWidget], place: Place, position: QPointF) -> None:
        """Draw the line where the row at `place`, held at a global position, would go."""
        gap = self._gap_at(rows, place, position)
        neighbours = _neighbours(rows, place)
        y = neighbours[gap][0] - 2 if gap < len(neighbours) else neighbours[-1][1] + 1
        self._line.setGeometry(0, y, self._parent.width(), 2)
        self._line.setVisible(gap not in (place[-1], place[-1] + 1))
        self._line.raise_()

    def target(self, rows: Mapping[Place, QWidget], place: Place, position: QPointF) -> int:
        """The number that the row at `place` would get among its neighbours."""
        gap = self._gap_at(rows, place, position)
        return gap - 1 if gap > place[-1] else gap

    def _gap_at(self, rows: Mapping[Place, QWidget], place: Place, position: QPointF) -> int:
        """Number of the gap between neighbours (0 above the first) that is nearest to a global position."""
        y = self._parent.mapFromGlobal(position).y()
        return sum(1 for top, bottom in _neighbours(rows, place) if y > (top + bottom) / 2)


def _neighbours(rows: Mapping[Place, QWidget], place: Place) -> list[tuple[int, int]]:
    """Top and bottom of the layers beside the one at `place`, blocks with what is inside them."""
    extents: list[tuple[int, int]] = []
    for other, row in rows.items():
        if len(other) < len(place) or other[: len(place) - 1] != place[:-1]:
            continue
        top, bottom = row.geometry().top(), row.geometry().bottom()
        if len(other) == len(place):
            extents.append((top, bottom))
        else:
            extents[-1] = (extents[-1][0], bottom)
    return extents
