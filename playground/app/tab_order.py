"""The way of the Tab key: as the eye reads, and only where something can be seen.

Qt's own chain follows the order in which widgets were made, and leads into docks behind a tab, which it calls
visible: the focus would vanish. Here the areas come from left to right (tool bar, builder, stage,
instruments, what is happening), and the controls of an area row by row.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QScrollArea, QTabBar, QToolBar, QWidget

from playground.app.frame_clock import is_in_sight

_ROW_PX = 16
"""Controls whose middles lie no further apart are in one row."""


class TabOrder:
    """Answers where Tab leads in `window`; `stage` are the parts of its middle, from left to right."""

    def __init__(self, window: QMainWindow, stage: tuple[QWidget, ...]) -> None:
        self._window = window
        self._stage = stage

    def move(self, forward: bool) -> bool:
        """Hand the focus on; False if there is nobody to take it."""
        stops = self.stops()
        present = QApplication.focusWidget()
        if not stops:
            return False
        if present in stops:
            index = (stops.index(present) + (1 if forward else -1)) % len(stops)
        else:
            # A panel that was just opened has the focus itself: on with its first or last control.
            inside = [n for n, stop in enumerate(stops) if present is not None and present.isAncestorOf(stop)]
            index = (inside or range(len(stops)))[0 if forward else -1]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[index].setFocus(reason)
        _scroll_to(stops[index])
        return True

    def stops(self) -> list[QWidget]:
        """Every widget that Tab reaches, in order."""
        return [stop for area in self._areas() for stop in _stops_in(area)]

    def _areas(self) -> list[QWidget]:
        bars = [bar for bar in self._window.findChildren(QToolBar) if bar.isVisible()]
        top, bottom = (
            [b for b in bars if (self._window.toolBarArea(b) == Qt.ToolBarArea.TopToolBarArea) is at_top]
            for at_top in (True, False)
        )
        docks = [
            dock
            for dock in self._window.findChildren(QDockWidget)
            if not dock.isFloating() and is_in_sight(dock)
        ]
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        tabs = [bar for bar in self._window.findChildren(QTabBar, "", direct) if bar.isVisible()]
        stage = [area for area in self._stage if area.isVisible()]
        middle = sorted([*stage[:1], *docks, *tabs], key=self._place)
        # The parts of the stage stay together.
        after = middle.index(stage[0]) + 1 if stage else 0
        return [*top, *middle[:after], *stage[1:], *middle[after:], *bottom]

    def _place(self, area: QWidget) -> tuple[int, int]:
        corner = area.mapTo(self._window, QPoint(0, 0))
        # Docks of one column begin a few pixels apart.
        return corner.x() // _ROW_PX, corner.y()


def _takes_tab(widget: QWidget) -> bool:
    policy = widget.focusPolicy()
    return (
        bool(policy.value & Qt.FocusPolicy.TabFocus.value)
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
    )


def _stops_in(area: QWidget) -> list[QWidget]:
    stops = [w for w in (area, *area.findChildren(QWidget)) if w.window() is area.window() and _takes_tab(w)]

    def middle_y(widget: QWidget) -> int:
        return widget.mapTo(area, widget.rect().center()).y()

    # What holds others comes before them; the rest is cut into rows.
    holders = [w for w in stops if any(w is not other and w.isAncestorOf(other) for other in stops)]
    rest = sorted((w for w in stops if w not in holders), key=middle_y)
    rows: list[list[QWidget]] = []
    for widget in rest:
        if rows and middle_y(widget) - middle_y(rows[-1][0]) <= _ROW_PX:
            rows[-1].append(widget)
        else:
            rows.append([widget])
    for row in rows:
        row.sort(key=lambda widget: widget.mapTo(area, QPoint(0, 0)).x())
    return holders + [widget for row in rows for widget in row]


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
