"""New, open, save, examples: what the File and Examples menus do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from playground.app.experiment_model import ExperimentModel
from playground.app.kept_weights import Weights, newest_weights
from playground.app.run_control import RunControl
from playground.app.settings import WindowSettings
from playground.errors import FileFormatError, PlaygroundError
from playground.experiment import Opened, load_data, open_example, open_file, save_model, validate
from playground.training.controller import TrainingController

START_UP_EXAMPLE = "digits"
MODEL_SUFFIX = ".bpp"


class FileCommands(QObject):
    """Opens and saves experiments. Lives in the GUI thread; problems are told, never thrown."""

    told = Signal(str)
    """A sentence for the person: what was saved, or why something can't be opened."""

    def __init__(
        self,
        window: QWidget,
        model: ExperimentModel,
        run: RunControl,
        controller: TrainingController,
        settings: WindowSettings,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self._run = run
        self._controller = controller
        self._settings = settings
        self.problem = ""
        """The last problem in words, until something succeeds."""

    def open_path(self, path: Path) -> bool:
        """Open a file; False, and a sentence in `problem`, if that is not possible."""
        try:
            self._begin(open_file(path))
        except PlaygroundError as error:
            self.problem = str(error)
            return False
        self._settings.last_folder = str(path.resolve().parent)
        return True

    def open_example(self, key: str) -> bool:
        """Open an example of the menu. A trained one waits, so that its weights can be looked at."""
        try:
            self._begin(open_example(key))
        except PlaygroundError as error:
            self.problem = str(error)
            return False
        return True

    def save_to(self, path: Path) -> bool:
        """Write settings and the newest weights."""
        if not path.suffix:
            path = path.with_suffix(MODEL_SUFFIX)
        try:
            dataset = load_data(self._model.config.data)
            weights = self._newest_weights()
            save_model(
                path,
                self._model.config,
                weights.parameters,
                state=weights.state,
                input_shape=dataset.input_shape,
                n_outputs=dataset.n_classes,
            )
        except PlaygroundError as error:
            self.problem = str(error)
            return False
        self.problem = ""
        self._settings.last_folder = str(path.resolve().parent)
        return True

    def _newest_weights(self) -> Weights:
        weights = newest_weights(self._controller)
        if weights is None:
            raise FileFormatError(self.tr("There are no weights to save yet: training has only just begun."))
        return weights

    def _begin(self, opened: Opened) -> None:
        validate(opened.config)
        self.problem = ""
        weights = None
        if opened.parameters is not None:
            weights = Weights(parameters=opened.parameters, state=opened.state or {})
        self._run.open(opened.config, weights, training=weights is None)

    @Slot()
    def new(self) -> None:
        """Begin anew with the start-up network."""
        self._tell_unless(self.open_example(START_UP_EXAMPLE))

    @Slot(str)
    def choose_example(self, key: str) -> None:
        """Open an example from the menu."""
        self._tell_unless(self.open_example(key))

    @Slot()
    def ask_open(self) -> None:
        """Ask for a file and open it."""
        kinds = (
            self.tr("Experiments and trained networks")
            + f" (*{MODEL_SUFFIX} *.json);;"
            + self.tr("All files (*)")
        )
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open an experiment"), self._settings.last_folder, kinds
        )
        if name:
            self._tell_unless(self.open_path(Path(name)))

    @Slot()
    def ask_save(self) -> None:
        """Ask for a name and save there."""
        start = Path(self._settings.last_folder or ".") / f"network{MODEL_SUFFIX}"
        kinds = self.tr("Trained networks") + f" (*{MODEL_SUFFIX})"
        name, _ = QFileDialog.getSaveFileName(self._window, self.tr("Save the network"), str(start), kinds)
        if not name:
            return
        if self.save_to(Path(name)):
            self.told.emit(self.tr("Saved: settings and weights are in {name}.").format(name=Path(name).name))
        else:
            self.told.emit(self.problem)

    def open_dropped(self, path: Path) -> None:
        """Open a file that was dropped on the window."""
        self._tell_unless(self.open_path(path))

    def _tell_unless(self, done: bool) -> None:
        if not done:
            self.told.emit(self.problem)
