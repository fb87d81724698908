"""One of a few named values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from playground.experiment.field import Choice


class ChoiceCombo(QComboBox):
    """Shows one of `choices`; another choice goes out once, as `value_entered`."""

    value_entered = Signal(object)

    def __init__(self, choices: Iterable[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(20)
        for choice in choices:
            self.addItem(choice.label, choice.value)
        self.activated.connect(self._on_activated)

    def value(self) -> str:
        """The value shown."""
        return self._value

    def set_value(self, value: str) -> None:
        """Show `value`, without a signal."""
        self._value = value
        self.setCurrentIndex(self.findData(value))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        chosen = str(self.itemData(index))
        if chosen != self._value:
            self.set_value(self._value)
            self.value_entered.emit(chosen)

    def _shortened(self, text: str, room_px: int) -> str:
        """`text` if there is room for it, else without what stands in brackets, else cut at a letter."""
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(text) > room_px:
            text = text.partition(" (")[0]
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room_px)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        # The style sheet's own painting cuts long names off in the middle of a letter.
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        option.currentText = self._shortened(option.currentText, room.width())
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the panel; it must not change a choice on its way.
        event.ignore()
