"""A place for words that change often."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class SteadyPlace(QWidget):
    """Has one widget in it, and no layout: what is in it may change without anything else being laid out.

    Qt lays out everything above a label whose text has become another, however long: all docks and tool bars
    of the window, 3 to 4 ms each time. Answers change with every move of the pen, numbers some times a
    second.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setSizePolicy(content.sizePolicy())
        content.setParent(self)

    def widen(self) -> None:
        """Give what is in it the room that it needs, if it has less."""
        needed = self._content.sizeHint().width()
        if self.minimumWidth() < needed:
            self.setMinimumWidth(needed)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self._content.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._content.setGeometry(self.rect())
