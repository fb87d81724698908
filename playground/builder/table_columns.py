"""The columns of a table to choose from, and its first rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from playground.data.table import ColumnPreview, TablePreview

MOST_PREVIEW_ROWS = 20
MOST_PREVIEW_COLUMNS = 40
_NUMBERS = ("number", "whole")
_ROW_PX = 22
_READ_ONLY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _tr(text: str) -> str:
    return QCoreApplication.translate("TableColumns", text)


def kind_text(column: ColumnPreview) -> str:
    """What a column holds, in a word or two."""
    words = {
        "number": _tr("numbers"),
        "whole": _tr("whole numbers"),
        "text": _tr("text"),
        "empty": _tr("empty"),
    }
    return words.get(column.kind, column.kind)


def gaps_text(column: ColumnPreview) -> str:
    """How many cells can't be used, or nothing."""
    parts = []
    if column.n_missing:
        parts.append(_tr("{n} empty").format(n=f"{column.n_missing:,}"))
    if column.n_bad:
        parts.append(_tr("{n} no numbers").format(n=f"{column.n_bad:,}"))
    return ", ".join(parts)


class TableColumns(QTableWidget):
    """A row for each column of the file; a check mark makes it an input."""

    inputs_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._target = -1
        self.setObjectName("table_columns")
        self.setAccessibleName(self.tr("Columns"))
        self.setToolTip(
            self.tr(
                "<p>A check mark gives the column to the network. One that tells the answer already makes "
                "all others useless.</p>"
            )
        )
        self.setHorizontalHeaderLabels(
            [
                self.tr("Input"),
                self.tr("Column"),
                self.tr("Holds"),
                self.tr("Examples"),
                self.tr("Can't be used"),
            ]
        )
        _make_quiet(self)
        self.horizontalHeader().setStretchLastSection(True)
        self.itemChanged.connect(self._on_item_changed)

    def set_columns(self, columns: Sequence[ColumnPreview], inputs: Sequence[int], target: int) -> None:
        """Show these columns with those inputs checked, without a signal."""
        self.blockSignals(True)
        self._target = target
        self.setRowCount(len(columns))
        for row, column in enumerate(columns):
            mark = QTableWidgetItem()
            can_be_input = column.kind in _NUMBERS and row != target
            mark.setFlags(
                _READ_ONLY | Qt.ItemFlag.ItemIsUserCheckable if can_be_input else Qt.ItemFlag.NoItemFlags
            )
            is_on = can_be_input and row in inputs
            mark.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
            mark.setToolTip(self._mark_tip(column, row == target))
            mark.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("Input: {0}").format(column.name))
            self.setItem(row, 0, mark)
            name = self.tr("{0} (target)").format(column.name) if row == target else column.name
            texts = (name, kind_text(column), ", ".join(column.examples), gaps_text(column))
            for place, text in enumerate(texts, start=1):
                item = QTableWidgetItem(text)
                item.setFlags(_READ_ONLY)
                item.setToolTip(text)
                self.setItem(row, place, item)
        self.resizeColumnsToContents()
        for place in (1, 3):
            self.setColumnWidth(place, min(self.columnWidth(place), 220))
        self.blockSignals(False)

    def inputs(self) -> tuple[int, ...]:
        """Which columns are checked."""
        return tuple(row for row in range(self.rowCount()) if self._is_checked(row))

    def _is_checked(self, row: int) -> bool:
        item = self.item(row, 0)
        return item is not None and item.checkState() == Qt.CheckState.Checked

    def _mark_tip(self, column: ColumnPreview, is_target: bool) -> str:
        if is_target:
            return self.tr("This is what the network shall predict.")
        if column.kind not in _NUMBERS:
            return self.tr("The network takes numbers only.")
        return self.tr("Give this column to the network.")

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self.inputs_changed.emit()


class TableRows(QTableWidget):
    """The first rows as they stand in the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("table_preview")
        self.setAccessibleName(self.tr("First rows of the table"))
        self.setToolTip(self.tr("The first rows as they stand in the file"))
        _make_quiet(self)

    def set_table(self, table: TablePreview | None) -> None:
        """Show the beginning of `table`."""
        self.clear()
        if table is None:
            self.setRowCount(0)
            self.setColumnCount(0)
            return
        names = [column.name for column in table.columns[:MOST_PREVIEW_COLUMNS]]
        rows = table.rows[:MOST_PREVIEW_ROWS]
        self.setColumnCount(len(names))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(names)
        for y, row in enumerate(rows):
            for x, text in enumerate(row[: len(names)]):
                item = QTableWidgetItem(text)
                item.setFlags(_READ_ONLY)
                if table.columns[x].kind in _NUMBERS:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(y, x, item)
        self.resizeColumnsToContents()


def _make_quiet(table: QTableWidget) -> None:
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_PX)
    table.verticalHeader().setMinimumSectionSize(_ROW_PX)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.horizontalHeader().setHighlightSections(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)
