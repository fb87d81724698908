"""The stage: the network, and at its end what it is asked with: the canvas, or the plane of the inputs."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from playground.canvas.panel import LARGEST_CANVAS_PX

DIGITS_WIDTH_PX = 224
PLANE_WIDTH_PX = 280
_PLANE_TOOLS_PX = 60
_NARROW_PX = 620


class Stage(QWidget):
    """Two pictures with a movable border; until someone moves it, it follows the size of the window.

    Below them runs the timeline. Of the pictures at the end, the canvas first, one is shown at a time. What
    it is to hold is made in the places for it (`home`, `end_home`) and then taken in.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self._is_moved = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setObjectName("stage_splitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(6)
        self._end = QStackedWidget(self._splitter)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._splitter, 1)

    @property
    def home(self) -> QWidget:
        """The parent of the network."""
        return self._splitter

    @property
    def end_home(self) -> QWidget:
        """The parent of the pictures at the end."""
        return self._end

    def take_in(self, network_view: QWidget, ends: tuple[QWidget, ...], timeline: QWidget) -> None:
        """Put everything in its place."""
        self._splitter.addWidget(network_view)
        for end in ends:
            self._end.addWidget(end)
        self._splitter.addWidget(self._end)
        self._column.addWidget(timeline)

    def show_end(self, end: QWidget | None) -> None:
        """Show one of the pictures at the end; None, if there is nothing to ask with."""
        self._end.setVisible(end is not None)
        if end is not None and self._end.currentWidget() is not end:
            self._end.setCurrentWidget(end)
            if not self._is_moved:
                self.reset()

    def reset(self) -> None:
        """Share the width anew."""
        self._is_moved = False
        if self._end.currentIndex() == 0:
            # Half of what a narrow stage has not, up to a canvas of full size.
            more = max(0, self.width() - _NARROW_PX) // 2
            end = min(DIGITS_WIDTH_PX + more, LARGEST_CANVAS_PX + 16)
        else:
            # The plane is a square, which wants half of the stage as long as it is higher than that.
            end = min(self.width() // 2, max(PLANE_WIDTH_PX, self.height() - _PLANE_TOOLS_PX))
        self._splitter.setSizes([max(1, self.width() - end), end])

    def save(self) -> QByteArray:
        """Where the border is, if someone moved it."""
        return self._splitter.saveState() if self._is_moved else QByteArray()

    def restore(self, state: QByteArray) -> None:
        """Put the border back."""
        self._is_moved = self._splitter.restoreState(state)

    @Slot(int, int)
    def _on_splitter_moved(self, _position: int, _index: int) -> None:
        self._is_moved = True

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_moved:
            self.reset()
