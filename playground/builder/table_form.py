"""How a table is cut, and what of it is predicted."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.builder.texts import describe, tool_tip
from playground.data.table import TablePreview
from playground.experiment.fields import FIELDS


class TableForm(QWidget):
    """Two rows of selectors; what is set from code emits nothing."""

    form_changed = Signal()
    """Delimiter, decimal sign or header are different: the file is to be read anew."""
    target_changed = Signal()
    task_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_form")
        self.delimiter = _selector("table_delimiter_selector", "data.delimiter")
        self.decimal = _selector("table_decimal_selector", "data.decimal")
        self.header = QCheckBox(self.tr(FIELDS["data.has_header"].label))
        describe(
            self.header,
            object_name="table_header_switch",
            accessible_name=self.header.text(),
            tip=tool_tip(FIELDS["data.has_header"]),
        )
        self.target = QComboBox()
        describe(
            self.target,
            object_name="table_target_selector",
            accessible_name=self.tr("Target column"),
            tip=tool_tip(FIELDS["data.target_column"]),
        )
        self.task = QComboBox()
        self.task.addItems([self.tr("as a class"), self.tr("as a number")])
        describe(
            self.task,
            object_name="table_task_selector",
            accessible_name=self.tr("Class or number"),
            tip=tool_tip(FIELDS["data.is_regression"]),
        )
        for combo in (self.delimiter, self.decimal):
            combo.activated.connect(self._on_form_changed)
        self.header.clicked.connect(self._on_form_changed)
        self.target.activated.connect(self._on_target_changed)
        self.task.activated.connect(self._on_task_changed)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        form, target = QHBoxLayout(), QHBoxLayout()
        for path, combo in (("data.delimiter", self.delimiter), ("data.decimal", self.decimal)):
            form.addWidget(QLabel(self.tr(FIELDS[path].label)))
            form.addWidget(combo)
            form.addSpacing(8)
        form.addWidget(self.header)
        form.addStretch(1)
        target.addWidget(QLabel(self.tr("Predict")))
        target.addWidget(self.target)
        target.addWidget(self.task)
        target.addStretch(1)
        column.addLayout(form)
        column.addLayout(target)

    @property
    def target_column(self) -> int:
        """Which column is predicted."""
        return self.target.currentIndex()

    @property
    def is_regression(self) -> bool:
        """Whether it is predicted as a number."""
        return self.task.currentIndex() == 1

    def set_table(self, table: TablePreview) -> None:
        """Show how `table` was read, and offer its columns."""
        for combo, value in ((self.delimiter, table.delimiter), (self.decimal, table.decimal)):
            if combo.findData(value) < 0:
                combo.addItem(value, value)
            combo.setCurrentIndex(combo.findData(value))
        self.header.setChecked(table.has_header)
        self.target.clear()
        self.target.addItems([column.name for column in table.columns])
        self.setEnabled(True)

    def set_choice(self, target: int, is_regression: bool) -> None:
        """Show what is predicted."""
        self.target.setCurrentIndex(target)
        self.task.setCurrentIndex(int(is_regression))

    def clear(self) -> None:
        """There is no table."""
        self.target.clear()
        self.setEnabled(False)

    @Slot()
    def _on_form_changed(self) -> None:
        self.form_changed.emit()

    @Slot()
    def _on_target_changed(self) -> None:
        self.target_changed.emit()

    @Slot()
    def _on_task_changed(self) -> None:
        self.task_changed.emit()


def _selector(name: str, path: str) -> QComboBox:
    field = FIELDS[path]
    combo = QComboBox()
    for choice in field.choices:
        combo.addItem(choice.label, choice.value)
    describe(combo, object_name=name, accessible_name=combo.tr(field.label), tip=tool_tip(field))
    return combo
