"""A number with good values to choose from; any other can be typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from playground.builder.choice_combo import COMBO_FRAME_PX, COMBO_MIN_PX, small_px
from playground.builder.number_text import Number, next_suggestion, number_text, read_number
from playground.builder.window_keys import is_for_window
from playground.errors import ConfigError
from playground.experiment.field import Field, FieldKind

_CURSOR_PX = 4


class NumberCombo(QComboBox):
    """Shows one number of a `Field`; Enter, leaving it, ↑, ↓ or a choice commit.

    What was chosen or typed goes out once, as `value_entered`, or as `refused` with a sentence; then the
    old number comes back until the owner shows another one.
    """

    value_entered = Signal(object)
    refused = Signal(str)
    typed = Signal()

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._number: Number = 0
        # Makes the box editable. `setEditable` would make a line edit first that this one replaces.
        self._line = QLineEdit(self)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumWidth(COMBO_MIN_PX)
        for value in field.suggestions:
            self.addItem(number_text(field, value), value)
        self.activated.connect(self._on_activated)
        # After setLineEdit, which brings a completer of its own: it would make 100 of a typed 10.
        self.setCompleter(None)  # type: ignore[arg-type]  # None switches completion off, as Qt documents
        self._line.textEdited.connect(self.typed)
        self._line.returnPressed.connect(self._commit)

    def value(self) -> Number:
        """The number shown when nothing is being typed."""
        return self._number

    def set_value(self, number: Number) -> None:
        """Show `number`, without a signal."""
        self._number = number
        suggestions = self._field.suggestions
        self.setCurrentIndex(suggestions.index(number) if number in suggestions else -1)
        self.setEditText(number_text(self._field, number))
        self._line.setCursorPosition(0)
        self._fit()

    def _fit(self) -> None:
        """What 0 stands for may be long: small type, where the usual one doesn't fit."""
        font = self.font()
        if self.width_for_text() > self.width():
            font.setPixelSize(small_px(font))
        self._line.setFont(font)

    def width_for_text(self) -> int:
        """What it takes to show the present number, or what 0 stands for."""
        text = number_text(self._field, self._number)
        return self.fontMetrics().horizontalAdvance(text) + COMBO_FRAME_PX + _CURSOR_PX

    def _is_untouched(self) -> bool:
        return self.currentText() == number_text(self._field, self._number)

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self._offer(number_text(self._field, self._field.suggestions[index]))

    @Slot()
    def _commit(self) -> None:
        self._offer(self.currentText())

    def _offer(self, text: str) -> None:
        self.set_value(self._number)
        if text.strip() == number_text(self._field, self._number):
            return
        try:
            number = read_number(self._field, text)
        except ConfigError as error:
            self.refused.emit(str(error))
            return
        if number != self._number:
            self.value_entered.emit(number)

    def _step(self, direction: int) -> None:
        self._commit()
        number = next_suggestion(self._field, self._number, direction)
        if number is not None:
            self.value_entered.emit(number)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            is_whole = self._field.kind is FieldKind.INTEGER
            if is_for_window(event, is_untouched=self._is_untouched(), is_whole=is_whole):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() == Qt.Key.Key_Up:
            self._step(1)
        elif plain and event.key() == Qt.Key.Key_Down:
            self._step(-1)
        elif event.key() == Qt.Key.Key_Escape and not self._is_untouched():
            self.set_value(self._number)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the panel; it must not change a number on its way.
        event.ignore()
