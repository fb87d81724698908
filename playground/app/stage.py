"""The stage: the network, and at its end the canvas with what the network says to the drawing."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from playground.canvas.panel import LARGEST_CANVAS_PX

DIGITS_WIDTH_PX = 224
_NARROW_PX = 620


class Stage(QWidget):
    """Two pictures with a movable border; until someone moves it, it follows the size of the window."""

    def __init__(self, network_view: QWidget, digit_panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self._is_moved = False
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setObjectName("stage_splitter")
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(6)
        self._splitter.addWidget(network_view)
        self._splitter.addWidget(digit_panel)
        self._splitter.splitterMoved.connect(self._on_splitter_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def reset(self) -> None:
        """Share the width anew."""
        self._is_moved = False
        # Half of what a narrow stage has not, up to a canvas of full size.
        more = max(0, self.width() - _NARROW_PX) // 2
        digits = min(DIGITS_WIDTH_PX + more, LARGEST_CANVAS_PX + 16)
        self._splitter.setSizes([max(1, self.width() - digits), digits])

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
