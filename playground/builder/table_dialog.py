"""Opening a table: how it is cut, which columns go in, which one is predicted, and what can't be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from playground.builder.style import table_style_sheet
from playground.builder.table_columns import TableColumns, TableRows
from playground.builder.table_file_row import TableFileRow
from playground.builder.table_form import TableForm
from playground.builder.table_problems import TableProblems
from playground.builder.texts import describe, role_label
from playground.data.table import TablePreview, preview
from playground.errors import DataError
from playground.experiment.config import DataConfig
from playground.experiment.data_source import load_data
from playground.theme import LIGHT, Theme

CHECK_AFTER_MS = 150


class TableDialog(QDialog):
    """Shows a file as a table and makes a `DataConfig` of it. GUI thread only.

    What is chosen is tried at once, with the very function that the run will load it with: what can't be
    loaded can't be accepted, and the reason stands beside the button.
    """

    chosen = Signal(object)
    """The `DataConfig`, once, when the dialog is accepted."""

    def __init__(self, data: DataConfig, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_dialog")
        self.setWindowTitle(self.tr("Open a table"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._data = data
        self._path = ""
        self._table: TablePreview | None = None
        self._result: DataConfig | None = None
        self._theme: Theme = LIGHT
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CHECK_AFTER_MS)
        self._timer.timeout.connect(self.check_now)
        self.file_row = TableFileRow()
        self.form = TableForm()
        self.columns = TableColumns()
        self.rows = TableRows()
        self.problems = TableProblems()
        self.verdict = role_label("verdict")
        self.verdict.setObjectName("table_verdict")
        self.verdict.setWordWrap(True)
        self._make_buttons()
        self._lay_out()
        self.file_row.file_chosen.connect(self._on_file_chosen)
        self.columns.inputs_changed.connect(self._on_choice)
        self.form.task_changed.connect(self._on_choice)
        self.form.target_changed.connect(self._on_target_changed)
        self.form.form_changed.connect(self._on_form_changed)
        self.set_theme(LIGHT)
        self._show_nothing(self.tr("Choose a file with a table in it: a row for each example."))

    # ---- parts

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.ok_button = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok_button.setText(self.tr("Learn from it"))
        describe(
            self.ok_button,
            object_name="table_ok_button",
            accessible_name=self.tr("Learn from this table"),
            tip=self.tr("Build the network anew for these data"),
        )
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        describe(
            cancel,
            object_name="table_cancel_button",
            accessible_name=self.tr("Cancel"),
            tip=self.tr("Leave the data as they were"),
        )
        # Return means what one came for, wherever the focus is: not to look for another file.
        self.file_row.browse_button.setAutoDefault(False)
        cancel.setAutoDefault(False)
        self.ok_button.setDefault(True)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.file_row)
        column.addWidget(self.form)
        column.addWidget(self.columns, 3)
        column.addWidget(role_label("muted", self.tr("First rows")))
        column.addWidget(self.rows, 2)
        column.addWidget(self.problems)
        bottom = QHBoxLayout()
        bottom.addWidget(self.verdict, 1)
        bottom.addWidget(self.buttons)
        column.addLayout(bottom)

    # ---- what is shown

    def set_theme(self, theme: Theme) -> None:
        """Take colours from `theme`."""
        self._theme = theme
        self.setStyleSheet(table_style_sheet(theme))
        self._paint_verdict()

    def open_file(self, path: str, *, as_before: bool = False) -> None:
        """Show the table at `path`; `as_before` keeps what the present data say of it."""
        data = self._data
        if as_before and data.dataset == "table" and data.file == path:
            self._look(path, data.delimiter, data.decimal, data.has_header)
            if self._table is not None and data.target_column < len(self._table.columns):
                target = data.target_column % len(self._table.columns)
                inputs = data.input_columns or self._table.input_columns
                self._show_choice(inputs, target, data.is_regression)
        else:
            self._look(path)

    def result_data(self) -> DataConfig | None:
        """What would be learned from, or None while it can't be."""
        return self._result

    def _look(
        self,
        path: str,
        delimiter: str | None = None,
        decimal: str | None = None,
        has_header: bool | None = None,
    ) -> None:
        self._path = path
        try:
            with _waiting():
                table = preview(path, delimiter=delimiter, decimal=decimal, has_header=has_header)
        except DataError as error:
            self.file_row.show_table(path, None)
            self._show_nothing(str(error))
            # Cut in another way it may be a table after all.
            self.form.setEnabled(delimiter is not None)
            return
        before, self._table = self._table, table
        self.file_row.show_table(path, table)
        names = [column.name for column in table.columns]
        inputs, target, is_regression = table.input_columns, table.target_column, table.is_regression
        if before is not None and before.path == table.path and len(before.columns) == len(names):
            # The same columns, read otherwise: the choice stays.
            target, is_regression = self.form.target_column, self.form.is_regression
            inputs = self.columns.inputs() or inputs
        self.columns.setEnabled(True)
        self.form.set_table(table)
        self.rows.set_table(table)
        self.problems.show_table(table)
        self._show_choice(inputs, target, is_regression)

    def _show_choice(self, inputs: tuple[int, ...], target: int, is_regression: bool) -> None:
        assert self._table is not None
        self.form.set_choice(target, is_regression)
        self.columns.set_columns(self._table.columns, inputs, target)
        self._on_choice()

    def _show_nothing(self, sentence: str) -> None:
        self._table = self._result = None
        self.columns.setRowCount(0)
        self.rows.set_table(None)
        self.form.clear()
        self.columns.setEnabled(False)
        self.problems.show_table(None)
        self._timer.stop()
        self._say(sentence, None)

    def _say(self, sentence: str, result: DataConfig | None) -> None:
        self._result = result
        self.verdict.setText(sentence)
        self.verdict.setAccessibleName(sentence)
        self.ok_button.setEnabled(result is not None)
        self._paint_verdict()

    def _paint_verdict(self) -> None:
        is_refusal = self._result is None and self._table is not None
        colour = self._theme.error if is_refusal else self._theme.text
        self.verdict.setStyleSheet(f"color: {colour};")

    # ---- what the person does

    def _wanted(self) -> DataConfig | None:
        table = self._table
        if table is None:
            return None
        return replace(
            self._data,
            dataset="table",
            file=table.path,
            digest=table.digest,
            delimiter=table.delimiter,
            decimal=table.decimal,
            has_header=table.has_header,
            input_columns=self.columns.inputs(),
            target_column=self.form.target_column,
            is_regression=self.form.is_regression,
        )

    @Slot()
    def check_now(self) -> None:
        """Try what is chosen, and say what it gives or why it can't be."""
        self._timer.stop()
        wanted = self._wanted()
        if wanted is None:
            return
        if not wanted.input_columns:
            self._say(self.tr("Check at least one column of numbers for the network to go by."), None)
            return
        try:
            with _waiting():
                dataset = load_data(wanted)
        except DataError as error:
            self._say(str(error), None)
            return
        what = self.tr("a number")
        if not dataset.is_regression:
            what = self.tr("{n} classes ({names})").format(
                n=dataset.n_classes, names=_few(dataset.class_names)
            )
        sentence = self.tr("{train} training and {test} test examples: {inputs} inputs, {what} to predict.")
        self._say(
            sentence.format(
                train=f"{dataset.n_train:,}",
                test=f"{dataset.n_test:,}",
                inputs=len(wanted.input_columns),
                what=what,
            ),
            wanted,
        )

    @Slot()
    def _on_choice(self) -> None:
        # Not accepted before it is tried, which waits until the clicks are over.
        self.ok_button.setEnabled(False)
        self._timer.start()

    @Slot()
    def _on_target_changed(self) -> None:
        if self._table is None:
            return
        target = self.form.target_column
        column = self._table.columns[target]
        is_regression = column.kind == "number" and column.n_distinct > 2
        self._show_choice(self.columns.inputs(), target, is_regression)

    @Slot()
    def _on_form_changed(self) -> None:
        if self._path:
            self._look(
                self._path,
                str(self.form.delimiter.currentData()),
                str(self.form.decimal.currentData()),
                self.form.header.isChecked(),
            )

    @Slot(str)
    def _on_file_chosen(self, path: str) -> None:
        self._table = None
        self.open_file(path)

    @Slot()
    def _on_accepted(self) -> None:
        self.check_now()
        if self._result is not None:
            self.chosen.emit(self._result)
            self.accept()

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(720, 600)


def _few(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:4])
    return shown if len(names) <= 4 else f"{shown}, …"


@contextmanager
def _waiting() -> Iterator[None]:
    """A large table takes a second: let the pointer say so."""
    QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
    try:
        yield
    finally:
        QGuiApplication.restoreOverrideCursor()
