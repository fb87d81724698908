"""The fixed rows before and after the hidden layers: the input and the output."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.builder.layer_row import BAR_PX
from playground.builder.texts import role_label
from playground.theme import LIGHT


class EndRow(QWidget):
    """A name, a size and a caption; nothing to edit, since all of it follows from the data and the loss."""

    def __init__(self, object_name: str, title: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._colour = LIGHT.border
        self._title = title
        self._size = role_label("plain")
        self._caption = role_label("muted")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._size)
        line.addStretch(1)
        line.addWidget(role_label("muted", title))
        column = QVBoxLayout(self)
        column.setContentsMargins(BAR_PX + 19, 2, 4, 2)
        column.setSpacing(1)
        column.addLayout(line)
        column.addWidget(self._caption)

    def set_colour(self, colour: str) -> None:
        """Paint the bar in `colour`, the layer's own, as in the instruments."""
        self._colour = colour
        self.update()

    def set_text(self, size: str, caption: str) -> None:
        """Show the size in words, and below it a caption, if there is one."""
        self._size.setText(size)
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        self.setAccessibleName(f"{self._title}: {self.text()}")

    def text(self) -> str:
        """What the row says."""
        return "  ·  ".join(part for part in (self._size.text(), self._caption.text()) if part)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(0, 3, BAR_PX, self.height() - 6, 1.5, 1.5)
        painter.end()
