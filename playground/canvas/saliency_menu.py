"""Chooses the class for and against which the pixels of the drawing are shown to speak."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from playground.canvas.prediction import DIGITS

OFF = -2
READ = -1
"""The class that the network reads."""


class SaliencyButton(QToolButton):
    """Off, the digit read, or any one digit."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None, labels: tuple[str, ...] = DIGITS) -> None:
        super().__init__(parent)
        self.setObjectName("saliency_button")
        self.setText(self.tr("Pixels"))
        self.setAccessibleName(self.tr("Pixels for and against"))
        self.setToolTip(
            self.tr(
                "Which pixels speak for a digit, and which against: more ink in those of the colour of\n"
                "positive numbers would raise its score, more in those of the colour of negative ones would\n"
                "lower it (the gradient of the score at the input)."
            )
        )
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)
        menu = QMenu(self)
        menu.setObjectName("saliency_menu")
        self._group = QActionGroup(self)
        rows = [(OFF, self.tr("Off")), (READ, self.tr("For the digit read"))]
        rows += [(index, self.tr("For {0}").format(label)) for index, label in enumerate(labels)]
        for value, text in rows:
            action = menu.addAction(text)
            action.setData(value)
            action.setCheckable(True)
            self._group.addAction(action)
        self.setMenu(menu)
        menu.triggered.connect(self._on_triggered)
        self._value = OFF
        self.set_value(OFF)

    @property
    def value(self) -> int:
        """Class, `READ` or `OFF`."""
        return self._value

    def set_value(self, value: int) -> None:
        """Show a choice without emitting."""
        self._value = value
        self.setChecked(value != OFF)
        for action in self.menu().actions():
            action.setChecked(action.data() == value)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.set_value(int(action.data()))
        self.chosen.emit(self._value)
