"""One setting as a row: its name, its editor, and below it the sentence of a refusal."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from playground.builder.choice_combo import COMBO_MIN_PX, ChoiceCombo
from playground.builder.number_combo import NumberCombo
from playground.builder.texts import RESTART_SIGN, describe, role_label, tool_tip
from playground.experiment.field import Change, Field, FieldKind
from playground.theme import LIGHT

EDITOR_HEIGHT_PX = 24
_LABEL_PX = 108
_GAP_PX = 8


class FieldRow(QWidget):
    """Label and editor of one `Field`; the edit goes out once, as `value_entered(path, value)`."""

    value_entered = Signal(str, object)

    def __init__(self, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.setObjectName("row_" + field.path.replace(".", "_"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        mark = f" {RESTART_SIGN}" if field.change is Change.REBUILD else ""
        self._label = QLabel(self.tr(field.label) + mark, self)
        self._label.setToolTip(tool_tip(field))
        is_choice = field.kind is FieldKind.CHOICE
        self.editor = ChoiceCombo(field.choices, self) if is_choice else NumberCombo(field, self)
        self.editor.setFixedHeight(EDITOR_HEIGHT_PX)
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        name = f"{field.label} ({field.unit})" if field.unit else field.label
        describe(
            self.editor,
            object_name=field.path.replace(".", "_") + "_field",
            accessible_name=self.tr(name),
            tip=tool_tip(field),
        )
        self._label.setBuddy(self.editor)
        self._refusal = role_label("refusal", parent=self)
        self._refusal.setWordWrap(True)
        self._refusal.hide()
        self._label.setWordWrap(True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(_GAP_PX)
        self._grid.setVerticalSpacing(2)
        self._grid.addWidget(self._label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.editor, 0, 1)
        self._grid.addWidget(self._refusal, 1, 0, 1, 2)
        self._grid.setColumnStretch(1, 1)
        self._share_out()
        self.editor.value_entered.connect(self._on_value_entered)
        if isinstance(self.editor, NumberCombo):
            self.editor.refused.connect(self.show_refusal)
            self.editor.typed.connect(self.clear_refusal)

    def set_value(self, value: object) -> None:
        """Show `value`, without a signal."""
        self.editor.set_value(value)  # type: ignore[arg-type]  # the table says which kind it is
        self._share_out()

    def _share_out(self) -> None:
        """Line the editors up, unless a value needs more room and its label can spare it."""
        needed = self.width() - _GAP_PX - self.editor.width_for_text()
        own = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 2
        # In step with the size of text, so that the same labels fit.
        usual = max(_LABEL_PX, _LABEL_PX * self.fontInfo().pixelSize() // LIGHT.body_px)
        label_px = usual
        if own > usual:
            label_px = min(own, max(usual, needed))
        elif needed < usual:
            label_px = max(own, needed)
        room = self.width() - _GAP_PX - COMBO_MIN_PX
        self._label.setFixedWidth(max(24, min(label_px, room)))

    @Slot(str)
    def show_refusal(self, sentence: str) -> None:
        """Say below the editor why what was entered can't be."""
        self._refusal.setText(sentence)
        self._refusal.show()

    @Slot()
    def clear_refusal(self) -> None:
        """Take the sentence away again."""
        self._refusal.hide()

    def refusal(self) -> str:
        """The sentence shown, or ""."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    @Slot(object)
    def _on_value_entered(self, value: object) -> None:
        self.clear_refusal()
        self.value_entered.emit(self.field.path, value)

    # ---- Qt

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # Another size of text: the label may need more room.
            self._share_out()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        # The label gives way, so its present width is no lower bound.
        return QSize(2 * COMBO_MIN_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()
