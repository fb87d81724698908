"""A small button in the header of an instrument that says what is chosen, and opens the other choices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget


class ChoiceButton(QToolButton):
    """One of several, in the room of one word. Setting it from code emits nothing."""

    chosen = Signal(str)

    def __init__(self, object_name: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._name = name
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName(f"{object_name}_choices")
        menu.triggered.connect(self._on_triggered)
        self.setMenu(menu)
        self._group = QActionGroup(self)
        self._value = ""
        self._choices: tuple[tuple[str, str], ...] = ()
        self._show()

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._value

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Value and label of each choice."""
        return self._choices

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these values with these labels; what is no longer among them gives way to the first."""
        if tuple(choices) == self._choices:
            return
        self._choices = tuple(choices)
        menu = self.menu()
        menu.clear()
        for value, label in self._choices:
            action = menu.addAction(label)
            action.setData(value)
            action.setCheckable(True)
            self._group.addAction(action)
        known = [value for value, _ in self._choices]
        self._value = self._value if self._value in known else (known[0] if known else "")
        self._show()

    def set_value(self, value: str) -> None:
        """Show `value` as chosen, if it is one of the choices."""
        if any(known == value for known, _ in self._choices):
            self._value = value
            self._show()

    def _show(self) -> None:
        label = next((label for value, label in self._choices if value == self._value), "–")
        self.setText(f"{label} ▾")
        self.setAccessibleName(f"{self._name}: {label}")
        for action in self.menu().actions():
            action.setChecked(action.data() == self._value)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        value = str(action.data())
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.chosen.emit(value)
