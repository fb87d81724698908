"""− n +: a number that is mostly changed by one step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from playground.builder.number_field import NumberField
from playground.builder.number_text import Number
from playground.builder.texts import describe, tool_tip
from playground.experiment.field import Field

CONTROL_PX = 22
_BUTTON_PX = 20
_FIELD_PX = 40


class Stepper(QWidget):
    """A `NumberField` between two buttons; listen to the field."""

    def __init__(
        self, field: Field, shown: Callable[[Number], str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.minus_button = _step_button("−", "left", self)
        self.field = NumberField(field, shown, self)
        self.field.setProperty("role", "units")
        self.field.setFixedSize(_FIELD_PX, CONTROL_PX)
        self.plus_button = _step_button("+", "right", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.minus_button, self.field, self.plus_button):
            layout.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.minus_button.clicked.connect(self.field.step_down)
        self.plus_button.clicked.connect(self.field.step_up)

    def describe(self, prefix: str, name: str, field: str, fewer: str, more: str) -> None:
        """Name the parts: object names from `prefix` and the setting `name`, the rest for screen readers."""
        tip = tool_tip(self.field.field)
        describe(self.field, object_name=f"{prefix}_{name}_field", accessible_name=field, tip=tip)
        describe(self.minus_button, object_name=f"{prefix}_minus_button", accessible_name=fewer, tip=tip)
        describe(self.plus_button, object_name=f"{prefix}_plus_button", accessible_name=more, tip=tip)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # Another size of text: three figures still fit.
            self.field.setFixedWidth(max(_FIELD_PX, self.field.fontMetrics().horizontalAdvance("000") + 12))
        return super().event(event)

    def tab_chain(self) -> list[QWidget]:
        """What Tab goes through, in order."""
        return [self.minus_button, self.field, self.plus_button]


def _step_button(text: str, side: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setProperty("role", "step")
    button.setProperty("side", side)
    button.setFixedSize(_BUTTON_PX, CONTROL_PX)
    return button
