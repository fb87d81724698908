"""A number that is typed, stepped with the arrow keys, and committed once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.builder.number_text import Number, limits_problem, next_number, number_text, read_number
from playground.builder.window_keys import is_for_window
from playground.errors import ConfigError
from playground.experiment.field import Field, FieldKind


class NumberField(QLineEdit):
    """A line that shows one number of a `Field`; Enter, leaving it, ↑ and ↓ commit.

    Away from the keyboard it may show more than the number, as in “stride 2”. What was typed goes out once,
    as `number_entered`, or as `refused` with a sentence; then the old number comes back until the owner
    shows another one.
    """

    number_entered = Signal(object)
    refused = Signal(str)

    def __init__(
        self, field: Field, shown: Callable[[Number], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._field = field
        self._shown = shown
        self._number: Number = 0
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.returnPressed.connect(self._on_return_pressed)

    @property
    def field(self) -> Field:
        """What is known about the number."""
        return self._field

    @property
    def number(self) -> Number:
        """The number shown when nothing is being typed."""
        return self._number

    def set_number(self, number: Number) -> None:
        """Show `number`, without a signal."""
        self._number = number
        self.setText(self._resting_text() if not self.hasFocus() else self._typed_text())
        self.setCursorPosition(0)

    def _resting_text(self) -> str:
        return self._shown(self._number) if self._shown else self._typed_text()

    def _typed_text(self) -> str:
        if self._shown and self._number == 0:
            return "0"  # what 0 means is often longer than the field
        return number_text(self._field, self._number)

    def _is_untouched(self) -> bool:
        return self.text().strip() in (self._typed_text(), self._resting_text())

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
        number = next_number(self._field, self._number, direction)
        problem = limits_problem(self._field, number)
        if problem:
            self.refused.emit(problem)
        elif number != self._number:
            self.number_entered.emit(number)

    @Slot()
    def _on_return_pressed(self) -> None:
        self._commit()
        self.selectAll()

    def _commit(self) -> None:
        if self._is_untouched():
            return
        text = self.text().strip()
        self.set_number(self._number)
        try:
            number = read_number(self._field, text)
        except ConfigError as error:
            self.refused.emit(str(error))
            return
        if number != self._number:
            self.number_entered.emit(number)

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            is_whole = self._field.kind is FieldKind.INTEGER
            if is_for_window(event, is_untouched=self._is_untouched(), is_whole=is_whole):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.AltModifier
        if plain and event.key() == Qt.Key.Key_Up:
            self.step_up()
        elif plain and event.key() == Qt.Key.Key_Down:
            self.step_down()
        elif event.key() == Qt.Key.Key_Escape and not self._is_untouched():
            self.set_number(self._number)
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._shown and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.setText(self._typed_text())
            # After the click that brought the keyboard here has placed its cursor.
            QTimer.singleShot(0, self, self.selectAll)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
            if self._shown and self._is_untouched():
                self.setText(self._resting_text())
