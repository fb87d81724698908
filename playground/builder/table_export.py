"""Writing the examples that are there as a table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.data import Dataset
from playground.data.table import export_csv
from playground.errors import DataError


def _tr(text: str) -> str:
    return QCoreApplication.translate("TableExport", text)


def export_examples(dataset: Dataset, parent: QWidget | None = None) -> str:
    """Ask where, write the examples of `dataset` as CSV, and return a sentence that says what happened.

    "" if the person thought better of it.
    """
    path, _ = QFileDialog.getSaveFileName(
        parent, _tr("Export examples"), f"{dataset.name}.csv", _tr("Tables (*.csv);;All files (*)")
    )
    return write_examples(dataset, Path(path)) if path else ""


def write_examples(dataset: Dataset, path: Path) -> str:
    """Write the examples of `dataset` as CSV, and return a sentence that says what happened."""
    if not path.suffix:
        path = path.with_suffix(".csv")
    try:
        count = export_csv(dataset, path)
    except DataError as error:
        return str(error)
    return _tr("{n} examples written to {name}.").format(n=f"{count:,}", name=path.name)
