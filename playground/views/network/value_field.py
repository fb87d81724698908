"""A number to type, or to drag up and down."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QWidget

from playground.views.numbers import MINUS

_LARGEST = 1e6
_PX_TO_START = 4
_PER_PX = 0.01
_FINE, _COARSE = 0.1, 10.0


class ValueField(QDoubleSpinBox):
    """Emits what a person sets, at once; showing a value emits nothing. GUI thread only."""

    value_edited = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-_LARGEST, _LARGEST)
        self.setDecimals(12)
        self.setSingleStep(0.1)
        self.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self.setKeyboardTracking(False)
        # The style sheet takes the arrows away: without buttons Qt gives the text a width of 1 pixel.
        self.lineEdit().setTextMargins(4, 0, 4, 0)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._drag_y: float | None = None
        self._drag_value = 0.0
        self._is_dragging = False
        self.lineEdit().installEventFilter(self)
        self.lineEdit().setCursor(Qt.CursorShape.SizeVerCursor)
        self.valueChanged.connect(self._on_value_changed)

    def show_value(self, value: float) -> None:
        """Show a value, unless a person is busy with the field."""
        if self._is_dragging or (self.hasFocus() and self.lineEdit().isModified()):
            return
        if not math.isfinite(value) or self.textFromValue(value) == self.text():
            return
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)

    @Slot(float)
    def _on_value_changed(self, value: float) -> None:
        self.value_edited.emit(value)

    def _on_mouse(self, event: QMouseEvent) -> bool:
        y = event.globalPosition().y()
        if event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            self._drag_y, self._drag_value = y, self.value()
        elif event.type() == QEvent.Type.MouseMove and self._drag_y is not None:
            if not self._is_dragging and abs(y - self._drag_y) < _PX_TO_START:
                return False
            self._is_dragging = True
            per_px = _PER_PX * max(1.0, abs(self._drag_value))
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                per_px *= _FINE
            elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                per_px *= _COARSE
            self.setValue(round(self._drag_value + (self._drag_y - y) * per_px, 6))
            return True
        elif event.type() == QEvent.Type.MouseButtonRelease and self._drag_y is not None:
            was_dragging, self._is_dragging, self._drag_y = self._is_dragging, False, None
            return was_dragging
        return False

    # Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._on_mouse(event):
            return True
        return super().eventFilter(watched, event)

    def textFromValue(self, value: float) -> str:
        text = f"{value:.4g}"
        if "e" in text and abs(value) >= 1e-9:
            text = f"{value:.9f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.0f}"
        return text.replace("-", MINUS)

    def valueFromText(self, text: str) -> float:
        try:
            return float(_plain(text))
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        try:
            is_number = math.isfinite(float(_plain(text)))
        except ValueError:
            is_number = False
        state = QValidator.State.Acceptable if is_number else QValidator.State.Intermediate
        return state, text, position


def _plain(text: str) -> str:
    return text.strip().replace(MINUS, "-").replace(",", ".")
