"""Data of one's own: a table from a CSV file, drawings that were kept, and the data written into a table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.app.dataset_feed import DatasetFeed
from playground.app.drawing_lessons import own_digits_path
from playground.app.experiment_model import ExperimentModel
from playground.app.settings import WindowSettings
from playground.app.theme_switch import ThemeSwitch
from playground.builder import BuilderPanel
from playground.builder.table_dialog import TableDialog
from playground.data import export_csv
from playground.errors import PlaygroundError

TABLE_SUFFIXES = (".csv", ".tsv", ".txt")


class TableCommands(QObject):
    """Asks for files and shows the dialog. Lives in the GUI thread; problems are told, never thrown."""

    told = Signal(str)
    restart_wanted = Signal()
    """The same settings name other data now: the file has grown."""

    def __init__(
        self,
        window: QWidget,
        model: ExperimentModel,
        builder: BuilderPanel,
        data: DatasetFeed,
        settings: WindowSettings,
        themes: ThemeSwitch,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._builder = builder
        self._data = data
        self._settings = settings
        self._themes = themes
        builder.table_requested.connect(self._on_table_requested)
        builder.own_digits_requested.connect(self._on_own_digits_requested)

    @Slot()
    def ask_open(self) -> None:
        """Ask for a table and how to read it."""
        kinds = self.tr("Tables") + " (*.csv *.tsv *.txt);;" + self.tr("All files (*)")
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open a table"), self._settings.last_folder, kinds
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path, *, as_before: bool = False) -> None:
        """Show the dialog about a file; `as_before`: with the columns that are learned from now."""
        self._settings.last_folder = str(path.absolute().parent)
        dialog = TableDialog(self._model.config.data, self._window)
        dialog.set_theme(self._themes.theme)
        dialog.open_file(str(path.absolute()), as_before=as_before)
        dialog.chosen.connect(self._builder.choose_data)
        dialog.open()

    @Slot()
    def ask_export(self) -> None:
        """Ask for a name and write the examples there."""
        if self._data.dataset is None:
            self.told.emit(self.tr("There are no data to write."))
            return
        start = Path(self._settings.last_folder or ".") / f"{self._data.dataset.name}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the data"), str(start), self.tr("Tables") + " (*.csv)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> bool:
        """Write the examples; False, and a sentence told, if that is not possible."""
        dataset = self._data.dataset
        assert dataset is not None
        path = path if path.suffix else path.with_suffix(".csv")
        try:
            export_csv(dataset, path)
        except PlaygroundError as error:
            self.told.emit(str(error))
            return False
        n = dataset.n_train + dataset.n_test
        self.told.emit(self.tr("{n} examples are in {name}.").format(n=f"{n:,}", name=path.name))
        return True

    @Slot(str)
    def _on_table_requested(self, path: str) -> None:
        if path:
            self.open_path(Path(path), as_before=True)
        else:
            self.ask_open()

    @Slot()
    def _on_own_digits_requested(self) -> None:
        path = own_digits_path()
        if not path.exists():
            self.told.emit(
                self.tr("You have kept no drawings yet: draw a digit, say what it was, and keep it.")
            )
            return
        data = replace(self._model.config.data, dataset="own_digits", file=str(path))
        if data == self._model.config.data:
            self.restart_wanted.emit()
        else:
            self._builder.choose_data(data)
