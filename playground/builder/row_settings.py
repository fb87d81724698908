"""The settings of one layer: the ones that matter in sight, rare ones behind a button."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.builder.choice_combo import ChoiceCombo
from playground.builder.number_field import NumberField
from playground.builder.number_text import Number
from playground.builder.row_plan import compact_text, row_plan
from playground.builder.stepper import CONTROL_PX, Stepper
from playground.builder.texts import describe, role_label, tool_tip
from playground.engine import LayerSpec
from playground.experiment.layer_kinds import LayerKind

_FOLDED_FIELD_PX = 56


class RowSettings(QWidget):
    """Editors of the settings of one layer.

    `controls` is the line with the main ones, to be put into the row by its owner; the widget itself holds
    what stands below.
    """

    setting_entered = Signal(str, object)
    refused = Signal(str)
    typed = Signal()
    """Something is being typed: what was said about the last try is past."""

    def __init__(self, entry: LayerKind, number: str, prefix: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = entry
        self._number = number
        self._prefix = prefix
        self._plan = row_plan(entry)
        self._layer: LayerSpec | None = None
        self.controls = QHBoxLayout()
        self.controls.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.stepper: Stepper | None = None
        self.choice_field: ChoiceCombo | None = None
        self.more_button: QToolButton | None = None
        self.fields: dict[str, NumberField] = {}
        """Every number by the name of its setting."""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 1, 4, 0)
        self._column.setSpacing(2)
        self._folded = QWidget(self)
        self._add_controls()
        self._add_below()
        self._add_folded()
        self.setVisible(bool(self._plan.below or self._plan.folded))
        self._show_folded(False)

    @property
    def has_controls(self) -> bool:
        """Whether there is anything to put into the line with the main settings."""
        return bool(self.stepper or self.choice_field or self._plan.folded)

    def _add_controls(self) -> None:
        plan = self._plan
        if plan.main:
            shown = partial(self._compact, plan.main) if plan.main == "size" else None
            self.stepper = Stepper(self._entry.fields[plan.main], shown, self.parentWidget())
            label = self._label(plan.main)
            is_count = plan.main in ("units", "channels")
            fewer = (
                self.tr("Fewer {label} in layer {n}") if is_count else self.tr("Smaller {label} in layer {n}")
            )
            more = (
                self.tr("More {label} in layer {n}") if is_count else self.tr("Larger {label} in layer {n}")
            )
            self.stepper.describe(
                self._prefix,
                plan.main,
                self._accessible(plan.main),
                fewer.format(label=label, n=self._number),
                more.format(label=label, n=self._number),
            )
            self._connect(plan.main, self.stepper.field)
            self.controls.addWidget(self.stepper)
        if plan.choice:
            self.choice_field = ChoiceCombo(self._entry.fields[plan.choice].choices, self.parentWidget())
            self.choice_field.setFixedHeight(CONTROL_PX)
            self.choice_field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._describe(plan.choice, self.choice_field)
            self.choice_field.value_entered.connect(self._on_choice_entered)
            self.controls.addWidget(self.choice_field, 1)
        for name in plan.beside:
            self.controls.addWidget(self._compact_field(name), 1)
        if plan.main and not plan.choice and not plan.beside:
            self.controls.addWidget(role_label("muted", self._label(plan.main)), 1)

    def _add_below(self) -> None:
        if self._plan.below:
            line = QHBoxLayout()
            line.setSpacing(4)
            for name in self._plan.below:
                line.addWidget(self._compact_field(name), 1)
            self._column.addLayout(line)

    def _add_folded(self) -> None:
        names = self._plan.folded
        self._folded.setVisible(False)
        if not names:
            return
        self.more_button = QToolButton()
        self.more_button.setText("⋯")
        self.more_button.setProperty("role", "quiet")
        self.more_button.setCheckable(True)
        self.more_button.setFixedSize(22, CONTROL_PX)
        labels = ", ".join(self._label(name) for name in names)
        describe(
            self.more_button,
            object_name=f"{self._prefix}_more_button",
            accessible_name=self.tr("Finer settings of layer {n}").format(n=self._number),
            tip=self.tr("<p>Shows or hides the finer settings: {labels}.</p>").format(labels=labels),
        )
        self.more_button.toggled.connect(self._show_folded)
        self.controls.addWidget(self.more_button)
        column = QVBoxLayout(self._folded)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for name in names:
            field = NumberField(self._entry.fields[name])
            field.setFixedSize(_FOLDED_FIELD_PX, CONTROL_PX)
            self._describe(name, field)
            self._connect(name, field)
            label = role_label("muted", self.tr(self._entry.fields[name].label))
            label.setToolTip(field.toolTip())
            label.setBuddy(field)
            line = QHBoxLayout()
            line.addWidget(label, 1)
            line.addWidget(field)
            column.addLayout(line)
        self._column.addWidget(self._folded)

    def _compact_field(self, name: str) -> NumberField:
        field = NumberField(self._entry.fields[name], partial(self._compact, name))
        field.setProperty("role", "compact")
        field.setFixedHeight(CONTROL_PX)
        field.setMinimumWidth(30)
        self._describe(name, field)
        self._connect(name, field)
        return field

    def _compact(self, name: str, number: Number) -> str:
        field = self._entry.fields[name]
        if name == "stride" and number == 0:  # as wide as the window
            number = getattr(self._layer, "size", 0)
        return compact_text(name, self.tr(field.label), f"{int(number)}")

    def _label(self, name: str) -> str:
        return self.tr(self._entry.fields[name].label).lower()

    def _accessible(self, name: str) -> str:
        text = self.tr("{label} of layer {n}")
        return text.format(label=self.tr(self._entry.fields[name].label), n=self._number)

    def _describe(self, name: str, editor: QWidget) -> None:
        describe(
            editor,
            object_name=f"{self._prefix}_{name}_field",
            accessible_name=self._accessible(name),
            tip=tool_tip(self._entry.fields[name]),
        )

    def _connect(self, name: str, field: NumberField) -> None:
        field.setProperty("setting", name)
        field.number_entered.connect(self._on_number_entered)
        field.refused.connect(self.refused)
        field.textEdited.connect(self.typed)
        self.fields[name] = field

    def set_layer(self, layer: LayerSpec) -> None:
        """Show the settings of `layer`, without a signal."""
        self._layer = layer
        for name, field in self.fields.items():
            field.set_number(getattr(layer, name))
        if self.choice_field is not None:
            self.choice_field.set_value(getattr(layer, self._plan.choice))

    def tab_chain(self) -> tuple[list[QWidget], list[QWidget]]:
        """What Tab goes through in the main line, and below it."""
        first: list[QWidget] = self.stepper.tab_chain() if self.stepper else []
        beside = [self.choice_field, *(self.fields[name] for name in self._plan.beside), self.more_button]
        first += [widget for widget in beside if widget is not None]
        return first, [self.fields[name] for name in (*self._plan.below, *self._plan.folded)]

    @Slot(object)
    def _on_number_entered(self, number: Any) -> None:
        sender = self.sender()
        self.setting_entered.emit(str(sender.property("setting")), number)

    @Slot(object)
    def _on_choice_entered(self, value: object) -> None:
        self.setting_entered.emit(self._plan.choice, value)

    @Slot(bool)
    def _show_folded(self, is_open: bool) -> None:
        self._folded.setVisible(is_open)
        self.setVisible(is_open or bool(self._plan.below))
