"""Which file a table comes from, and a button to choose another."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from playground.builder.texts import describe
from playground.data.table import TablePreview


class TableFileRow(QWidget):
    """Says the file's name and size; `file_chosen(path)` when somebody picks another."""

    file_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = ""
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.browse_button = QPushButton(self.tr("Choose file…"))
        describe(
            self.browse_button,
            object_name="table_browse_button",
            accessible_name=self.tr("Choose another file"),
            tip=self.tr("Open another CSV file"),
        )
        self.browse_button.clicked.connect(self._on_browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.browse_button)

    def show_table(self, path: str, table: TablePreview | None) -> None:
        """Show what is at `path`: a table, or something else."""
        self._path = path
        name = Path(path).name
        if table is None:
            self.label.setText(name)
            return
        self.label.setText(
            self.tr("{name} · {rows} rows, {columns} columns · {encoding}").format(
                name=name,
                rows=f"{table.n_rows:,}",
                columns=len(table.columns),
                encoding=table.encoding.upper(),
            )
        )
        self.label.setToolTip(path)

    @Slot()
    def _on_browse(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self.window(),
            self.tr("Open a table"),
            self._path,
            self.tr("Tables (*.csv *.tsv *.txt);;All files (*)"),
        )
        if path:
            self.file_chosen.emit(path)
