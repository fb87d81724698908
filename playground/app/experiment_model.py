"""The one truth of the window: the experiment that is on, and the ones before it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from playground.experiment import Change, diff
from playground.experiment.config import ExperimentConfig
from playground.experiment.marks import MARK_PATHS, marks_of, with_fitting_marks
from playground.experiment.validation import problems
from playground.training.messages import ParameterEdit

_UNDO_LIMIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEdit:
    """Parameters that somebody set by hand, with their values before."""

    old: tuple[ParameterEdit, ...]
    new: tuple[ParameterEdit, ...]

    @property
    def place(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Which parameters."""
        return tuple((edit.name, edit.index) for edit in self.new)


class ExperimentModel(QObject):
    """Holds the config; every widget shows it and asks it to change. Lives in the GUI thread."""

    config_changed = Signal(object, object)
    """The new config, and what the change asks of the run (`Change`)."""
    config_refused = Signal(str)
    """Why a config can't be used; the old one stays."""
    parameters_wanted = Signal(object)
    """Tuple of `ParameterEdit`: what undo or redo asks to be set."""
    history_changed = Signal()
    """What can be undone or redone is different now."""

    def __init__(self, config: ExperimentConfig, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._config = config
        self._past: list[ExperimentConfig | HandEdit] = []
        self._future: list[ExperimentConfig | HandEdit] = []
        self.is_walking = False
        """While a change is told that comes from undo or redo."""

    @property
    def config(self) -> ExperimentConfig:
        """The experiment as it is now."""
        return self._config

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        return bool(self._future)

    def apply(self, config: ExperimentConfig) -> bool:
        """Make `config` the experiment; False if nothing differs or it can't be used."""
        if config == self._config:
            return False
        found = problems(config)
        if found and MARK_PATHS.issuperset(path for path, _ in found) and self._has_same_marks(config):
            # Something else was meant, and left no place for them.
            config = with_fitting_marks(config)
        elif found:
            self.config_refused.emit("\n".join(sentence for _, sentence in found))
            return False
        self._past = [*self._past[-_UNDO_LIMIT + 1 :], self._config]
        self._future.clear()
        self._move_to(config)
        return True

    def follow(self, config: ExperimentConfig) -> None:
        """The run is at a moment with this config: nothing that somebody did, so nothing to undo."""
        if config != self._config:
            self._move_to(config)

    def _has_same_marks(self, config: ExperimentConfig) -> bool:
        return marks_of(config.network) == marks_of(self._config.network)

    def note_hand_edit(self, edit: HandEdit, *, goes_on: bool = False) -> None:
        """Remember that parameters were set by hand, so that undo can set them back.

        With `goes_on` it is one gesture with the edit before, if that was of the same parameters: a drag is
        undone as a whole.
        """
        last = self._past[-1] if self._past else None
        if goes_on and isinstance(last, HandEdit) and last.place == edit.place:
            self._past[-1] = HandEdit(old=last.old, new=edit.new)
        else:
            self._past = [*self._past[-_UNDO_LIMIT + 1 :], edit]
        self._future.clear()
        self.history_changed.emit()

    def undo(self) -> None:
        """Back to what was before the newest change."""
        if self._past:
            self._walk(self._past, self._future, back=True)

    def redo(self) -> None:
        """Make the change again that `undo` took back."""
        if self._future:
            self._walk(self._future, self._past, back=False)

    def _walk(
        self,
        source: list[ExperimentConfig | HandEdit],
        target: list[ExperimentConfig | HandEdit],
        *,
        back: bool,
    ) -> None:
        entry = source.pop()
        if isinstance(entry, HandEdit):
            target.append(entry)
            self.parameters_wanted.emit(entry.old if back else entry.new)
            self.history_changed.emit()
        else:
            target.append(self._config)
            self._walk_to(entry)

    def _walk_to(self, config: ExperimentConfig) -> None:
        self.is_walking = True
        self._move_to(config)
        self.is_walking = False

    def _move_to(self, config: ExperimentConfig) -> None:
        change = diff(self._config, config)
        self._config = config
        self.config_changed.emit(config, change)


__all__ = ["Change", "ExperimentModel", "HandEdit"]
