"""One of a few named values."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from playground.experiment.field import Choice
from playground.theme import LIGHT

COMBO_FRAME_PX = 28
"""What a combo box needs beside its text: margins and the arrow."""
COMBO_MIN_PX = 56


def small_px(font: QFont) -> int:
    """Size of small type beside `font`, whatever size of text was chosen."""
    return max(1, font.pixelSize() * LIGHT.small_px // LIGHT.body_px)


class ChoiceCombo(QComboBox):
    """Shows one of `choices`; another choice goes out once, as `value_entered`."""

    value_entered = Signal(object)

    def __init__(self, choices: Iterable[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = ""
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumWidth(COMBO_MIN_PX)
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

    def width_for_text(self) -> int:
        """What it takes to show the present choice in full."""
        return self.fontMetrics().horizontalAdvance(self.currentText()) + COMBO_FRAME_PX

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        chosen = str(self.itemData(index))
        if chosen != self._value:
            self.set_value(self._value)
            self.value_entered.emit(chosen)

    def _fitted(self, text: str, room_px: int) -> tuple[str, QFont]:
        """`text` in a font that lets it fit: the usual one or the small one; cut if neither does."""
        font = self.font()
        if QFontMetrics(font).horizontalAdvance(text) > room_px:
            font.setPixelSize(small_px(font))
        return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room_px), font

    def shown_text(self) -> str:
        """What is painted: the present choice, cut only where even the small font is too wide."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return self._fitted(option.currentText, self._room_px(option))[0]

    def _room_px(self, option: QStyleOptionComboBox) -> int:
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()

    # ---- Qt

    def showPopup(self) -> None:
        # The list is as wide as its longest name, however narrow the box.
        widths = [self.fontMetrics().horizontalAdvance(self.itemText(i)) for i in range(self.count())]
        self.view().setMinimumWidth(max(widths, default=0) + COMBO_FRAME_PX)
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        # The style sheet's own painting cuts long names off in the middle of a letter.
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText, font = self._fitted(option.currentText, self._room_px(option))
        painter = QStylePainter(self)
        painter.setFont(font)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the panel; it must not change a choice on its way.
        event.ignore()
