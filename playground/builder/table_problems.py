"""The rows of a table that can't be used, each with its reason."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from playground.builder.texts import describe, role_label
from playground.data.table import TablePreview

_MOST_PX = 84


class TableProblems(QWidget):
    """A list below a sentence that counts them; nothing to see where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = role_label("muted")
        self.list = QListWidget()
        describe(
            self.list,
            object_name="table_problems",
            accessible_name=self.tr("Rows that can't be used"),
            tip=self.tr("Lines of the file that are left out, each with its reason"),
        )
        self.list.setMaximumHeight(_MOST_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._label)
        column.addWidget(self.list)

    def show_table(self, table: TablePreview | None) -> None:
        """Name the bad rows of `table`."""
        self.list.clear()
        n_problems = 0 if table is None else table.n_problems
        self.setVisible(n_problems > 0)
        if table is None or not n_problems:
            return
        self.list.addItems(list(table.problems))
        text = self.tr("{n} rows can't be used whole; those that lack a chosen column are left out:")
        if n_problems == 1:
            text = self.tr("1 row can't be used whole; it is left out if it lacks a chosen column:")
        self._label.setText(text.format(n=f"{n_problems:,}"))
