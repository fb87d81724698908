"""The docks: the builder on the left, the instruments on the right in three rows, some behind a tab.

The four that everybody needs are in sight at 1280×720. The microscope takes the place of the instruments
while it is open, since both want to stand beside the network.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QWidget

from playground.app.actions import explain
from playground.app.frame_clock import is_in_sight
from playground.app.settings import LAYOUT_VERSION

BUILDER_WIDTH_PX = 248
INSTRUMENTS_WIDTH_PX = 440
MICROSCOPE_WIDTH_PX = 480
_SIDE_BY_SIDE_PX = 1164
"""A narrower window, on a screen of 1024 pixels, has no room for two instruments in one row: they become
tabs, since otherwise the window would reach beyond the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DockPlace:
    """One dock: what is in it and where it starts."""

    name: str
    title: str
    area: Qt.DockWidgetArea
    widget: QWidget | None = None
    """The panel, made in a dock or without a parent; None for one that is made when it is first looked at:
    see `Docks.widget_wanted`."""
    beside: str = ""
    """The dock in whose row this one starts, at its right."""
    behind: str = ""
    """The dock behind which this one starts, as a tab."""
    keys: str = ""
    is_open: bool = True
    """Whether it is there at the first start."""


class Docks(QObject):
    """Makes the docks and their shortcuts, and puts them back."""

    widget_wanted = Signal(str)
    """A dock without a panel is looked at; `fill` takes the panel."""

    def __init__(self, window: QMainWindow, places: tuple[DockPlace, ...]) -> None:
        super().__init__(window)
        self._window = window
        self._places = places
        window.setDockOptions(
            QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AnimatedDocks
        )
        self.docks = {place.name: self._make(place) for place in places}
        self._empty = {place.name for place in places if place.widget is None}
        self.toggles = tuple(DockToggle(self.docks[place.name], place.keys, self) for place in places)
        self._before_focus: QByteArray | None = None
        for dock in self.docks.values():
            dock.visibilityChanged.connect(self._name_tabs)
            dock.visibilityChanged.connect(self._on_visibility_changed)
        self.reset()

    def reset(self, width_px: int | None = None) -> None:
        """The layout of the first start, for a window as wide as this one or as `width_px`."""
        self._before_focus = None
        is_narrow = (width_px or self._window.width()) < _SIDE_BY_SIDE_PX
        for dock in self.docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for place in self._places:
            dock = self.docks[place.name]
            if place.beside and not is_narrow:
                self._window.splitDockWidget(self.docks[place.beside], dock, Qt.Orientation.Horizontal)
            elif place.beside or place.behind:
                self._window.tabifyDockWidget(self.docks[place.beside or place.behind], dock)
            else:
                self._window.addDockWidget(place.area, dock)
            dock.setVisible(place.is_open)
        for place in self._places:
            if place.behind or (place.beside and is_narrow):
                self.docks[place.behind or place.beside].raise_()
        self.resize()

    def focus(self, name: str) -> None:
        """Show one dock in place of all others at its side, until `end_focus`."""
        if self._before_focus is not None:
            return
        self._before_focus = self._window.saveState(LAYOUT_VERSION)
        focused = self.docks[name]
        area = next(place.area for place in self._places if place.name == name)
        for dock in self.docks.values():
            if dock is not focused and self._window.dockWidgetArea(dock) == area and not dock.isFloating():
                dock.hide()
        focused.show()
        focused.raise_()
        wide = max(0, self._window.width() - 1280)
        self._window.resizeDocks([focused], [MICROSCOPE_WIDTH_PX + wide // 3], Qt.Orientation.Horizontal)

    def end_focus(self) -> None:
        """Put back what `focus` has hidden."""
        state, self._before_focus = self._before_focus, None
        if state is not None:
            size = self._window.size()
            self._window.restoreState(state, LAYOUT_VERSION)
            # For a moment all docks are below each other, which makes a small window grow.
            self._window.resize(size)

    def save(self) -> QByteArray:
        """The layout, as it is without a focus."""
        if self._before_focus is not None:
            return self._before_focus
        return self._window.saveState(LAYOUT_VERSION)

    def resize(self) -> None:
        """Give each column and row its share of the window."""
        wide = max(0, self._window.width() - 1280)
        left = [place for place in self._places if place.area == Qt.DockWidgetArea.LeftDockWidgetArea]
        right = [p for p in self._places if p.area == Qt.DockWidgetArea.RightDockWidgetArea and p.is_open]
        rows = [place for place in right if not place.beside and not place.behind]
        self._set(left, BUILDER_WIDTH_PX + wide // 12, Qt.Orientation.Horizontal)
        self._set(rows[:1], INSTRUMENTS_WIDTH_PX + wide // 3, Qt.Orientation.Horizontal)
        self._set(rows, self._window.height() // len(rows), Qt.Orientation.Vertical)
        for place in self._places:
            if place.beside:
                pair = [p for p in self._places if p is place or p.name == place.beside]
                self._set(pair, (INSTRUMENTS_WIDTH_PX + wide // 3) // 2, Qt.Orientation.Horizontal)

    def fill(self, name: str, widget: QWidget) -> None:
        """Put the panel that was missing into its dock."""
        dock = self.docks[name]
        self._empty.discard(name)
        blank = dock.widget()
        dock.setWidget(widget)
        widget.show()
        if blank is not None:
            blank.deleteLater()

    def want(self, dock: QDockWidget) -> None:
        """Have the panel of `dock` made now, if it is missing."""
        for name in self._empty:
            if self.docks[name] is dock:
                self.widget_wanted.emit(name)
                return

    @Slot()
    def _on_visibility_changed(self) -> None:
        # While docks move, Qt tells of states that pass at once.
        if self._empty:
            QTimer.singleShot(0, self, self._fill_in_sight)

    @Slot()
    def _fill_in_sight(self) -> None:
        for name in sorted(self._empty):
            if is_in_sight(self.docks[name]):
                self.widget_wanted.emit(name)

    @Slot()
    def _name_tabs(self) -> None:
        """Qt makes the bars of tabs when docks come together, and gives them no name."""
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        for n, bar in enumerate(self._window.findChildren(QTabBar, options=direct), 1):
            if not bar.accessibleName():
                bar.setObjectName(f"dock_tabs_{n}")
                bar.setAccessibleName(self.tr("Panels in this place"))

    def _set(self, places: list[DockPlace], size_px: int, direction: Qt.Orientation) -> None:
        docks = [self.docks[place.name] for place in places]
        self._window.resizeDocks(docks, [size_px] * len(docks), direction)

    def _make(self, place: DockPlace) -> QDockWidget:
        home = place.widget.parentWidget() if place.widget is not None else None
        dock = home if isinstance(home, QDockWidget) else QDockWidget(self._window)
        dock.setWindowTitle(place.title)
        dock.setObjectName(f"{place.name}_dock")
        dock.setWidget(place.widget or QWidget())
        self._window.addDockWidget(place.area, dock)
        return dock


class DockToggle(QObject):
    """Shows a dock that is hidden or covered by another tab, hides one that is in sight."""

    def __init__(self, dock: QDockWidget, keys: str, docks: Docks) -> None:
        super().__init__(docks)
        self._docks = docks
        self._dock = dock
        self.action = QAction(dock.windowTitle(), self)
        self.action.setObjectName(f"{dock.objectName()}_action")
        self.action.setCheckable(True)
        self.action.setShortcut(QKeySequence(keys))
        explain(self.action, self.tr("Show or hide “{title}”.").format(title=dock.windowTitle()))
        self.action.triggered.connect(self._on_triggered)
        dock.visibilityChanged.connect(self.action.setChecked)

    @Slot()
    def _on_triggered(self) -> None:
        if is_in_sight(self._dock):
            self._dock.hide()
            return
        self._dock.show()
        self._dock.raise_()
        self._docks.want(self._dock)
        self._dock.widget().setFocus(Qt.FocusReason.ShortcutFocusReason)
