"""“It was a 7”: a drawing that teaches the network, and drawings that are kept as data of one's own."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot

from playground.app.run_control import RunControl
from playground.canvas.panel import DigitPanel
from playground.data.own_digits import append_drawing
from playground.errors import PlaygroundError
from playground.training.controller import TrainingController
from playground.training.messages import FloatArray, Taught, TeachQuestion, Told

FILE_NAME = "own_digits.npz"


def own_digits_path() -> Path:
    """Where the drawings of this person are kept."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / FILE_NAME


class DrawingLessons(QObject):
    """Carries what the person says about a drawing to the engine or to the file. GUI thread."""

    told = Signal(str)
    """A sentence for the person."""

    def __init__(
        self, panel: DigitPanel, controller: TrainingController, run: RunControl, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._controller = controller
        self._run = run
        self._open_id: int | None = None
        panel.taught.connect(self._on_taught)
        panel.collected.connect(self._on_collected)
        controller.answer_arrived.connect(self._on_answer_arrived)

    @Slot(object, int, int)
    def _on_taught(self, picture: FloatArray, label: int, n_steps: int) -> None:
        self._run.leave_past()
        self._open_id = self._controller.ask(TeachQuestion(x=picture, label=label, n_steps=n_steps))

    @Slot(object)
    def _on_answer_arrived(self, told: Told) -> None:
        if told.question_id != self._open_id:
            return
        self._open_id = None
        if isinstance(told.answer, Taught):
            self._panel.set_taught(told.answer)
        else:
            self.told.emit(told.problem)

    @Slot(object, int)
    def _on_collected(self, picture: FloatArray, label: int) -> None:
        try:
            n_kept = append_drawing(own_digits_path(), picture, label)
        except PlaygroundError as error:
            self.told.emit(str(error))
            return
        sentence = self.tr("Kept as a {label}: your own set has {n} drawings now. Choose it under Data.")
        self.told.emit(sentence.format(label=label, n=n_kept))
