"""The stage: the network, and at its end the canvas with what the network says to the drawing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

DIGITS_WIDTH_PX = 224


class Stage(QWidget):
    """Two pictures with a movable border; more room goes to the network first."""

    def __init__(self, network_view: QWidget, digit_panel: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("stage_splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(6)
        self.splitter.addWidget(network_view)
        self.splitter.addWidget(digit_panel)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def reset(self) -> None:
        """Share the width anew."""
        digits = max(DIGITS_WIDTH_PX, self.width() // 3 - 24)
        self.splitter.setSizes([max(1, self.width() - digits), digits])
