"""The stage: the network, and under it the canvas with what the network says to the drawing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget


class Stage(QWidget):
    """Two pictures with a movable border; a tall window gives the network more, the canvas keeps its size."""

    def __init__(self, network_view: QWidget, digit_panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.splitter = QSplitter(Qt.Orientation.Vertical, self)
        self.splitter.setObjectName("stage_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(6)
        self.splitter.addWidget(network_view)
        self.splitter.addWidget(digit_panel)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def reset(self) -> None:
        """Share the height anew."""
        self.splitter.setSizes([3 * self.height() // 5, 2 * self.height() // 5])
