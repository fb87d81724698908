"""The fixed rows before and after the hidden layers: the input and the output."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from playground.builder.fitting_label import FittingLabel
from playground.builder.layer_row import BAR_PX
from playground.theme import LIGHT


class EndRow(QWidget):
    """A name and a size; nothing to edit, since all of it follows from the data and the loss."""

    def __init__(self, object_name: str, title: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setToolTip(tip)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._colour = LIGHT.border
        self._title = title
        self._caption = FittingLabel("muted", self)
        line = QHBoxLayout(self)
        line.setContentsMargins(BAR_PX + 19, 4, 4, 4)
        line.setSpacing(8)
        line.addWidget(QLabel(title, self))
        line.addWidget(self._caption, 1)

    def set_colour(self, colour: str) -> None:
        """Paint the bar in `colour`, the layer's own, as in the instruments."""
        self._colour = colour
        self.update()

    def set_texts(self, *texts: str) -> None:
        """Say the first of `texts`, from long to short, that fits."""
        self._caption.set_texts(*texts)
        self.setAccessibleName(f"{self._title}: {self.text()}")

    def text(self) -> str:
        """What the row says with room enough."""
        return self._caption.full_text()

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colour))
        painter.drawRoundedRect(0, 3, BAR_PX, self.height() - 6, 1.5, 1.5)
        painter.end()
