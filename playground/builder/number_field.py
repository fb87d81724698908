"""A whole number that is typed, stepped with the arrow keys, and committed once."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.builder.number_text import limits_problem, next_whole, number_text, read_number
from playground.errors import ConfigError
from playground.experiment.field import Field


class NumberField(QLineEdit):
    """A line that shows one whole number of a `Field`; Enter, leaving it, ↑ and ↓ commit.

    What was typed goes out once, as `number_entered`, or as `refused` with a sentence; then the old number
    comes back until the owner shows another one.
    """

    number_entered = Signal(object)
    refused = Signal(str)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._number = 0
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.returnPressed.connect(self._on_return_pressed)

    @property
    def number(self) -> int:
        """The number shown when nothing is being typed."""
        return self._number

    def set_number(self, number: int) -> None:
        """Show `number`, without a signal."""
        self._number = number
        self.setText(number_text(self._field, number))

    @Slot()
    def step_up(self) -> None:
        """One step up."""
        self._step(1)

    @Slot()
    def step_down(self) -> None:
        """One step down."""
        self._step(-1)

    def _step(self, direction: int) -> None:
        self._commit()
        number = next_whole(self._number, direction)
        problem = limits_problem(self._field, number)
        if problem:
            self.refused.emit(problem)
        else:
            self.number_entered.emit(number)

    @Slot()
    def _on_return_pressed(self) -> None:
        self._commit()
        self.selectAll()

    def _commit(self) -> None:
        text = self.text().strip()
        if text == number_text(self._field, self._number):
            return
        self.set_number(self._number)
        try:
            number = read_number(self._field, text)
        except ConfigError as error:
            self.refused.emit(str(error))
            return
        if number != self._number:
            self.number_entered.emit(int(number))

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.AltModifier
        if plain and event.key() == Qt.Key.Key_Up:
            self.step_up()
        elif plain and event.key() == Qt.Key.Key_Down:
            self.step_down()
        elif event.key() == Qt.Key.Key_Escape and self.text() != number_text(self._field, self._number):
            self.set_number(self._number)
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
