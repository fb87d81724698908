"""The one truth of the window: the experiment that is on, and the ones before it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.errors import ConfigError
from playground.experiment import Change, diff, validate
from playground.experiment.config import ExperimentConfig

_UNDO_LIMIT = 200


class ExperimentModel(QObject):
    """Holds the config; every widget shows it and asks it to change. Lives in the GUI thread."""

    config_changed = Signal(object, object)
    """The new config, and what the change asks of the run (`Change`)."""
    config_refused = Signal(str)
    """Why a config can't be used; the old one stays."""

    def __init__(self, config: ExperimentConfig, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._config = config
        self._past: list[ExperimentConfig] = []
        self._future: list[ExperimentConfig] = []
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
        try:
            validate(config)
        except ConfigError as error:
            self.config_refused.emit(str(error))
            return False
        self._past = [*self._past[-_UNDO_LIMIT + 1 :], self._config]
        self._future.clear()
        self._move_to(config)
        return True

    def undo(self) -> None:
        """Back to the config before this one."""
        if self._past:
            self._future.append(self._config)
            self._walk_to(self._past.pop())

    def redo(self) -> None:
        """Forward again to the config that `undo` left."""
        if self._future:
            self._past.append(self._config)
            self._walk_to(self._future.pop())

    def _walk_to(self, config: ExperimentConfig) -> None:
        self.is_walking = True
        self._move_to(config)
        self.is_walking = False

    def _move_to(self, config: ExperimentConfig) -> None:
        change = diff(self._config, config)
        self._config = config
        self.config_changed.emit(config, change)


__all__ = ["Change", "ExperimentModel"]
