"""Brings window, docks and toggles back as they were."""

from __future__ import annotations

import json

from PySide6.QtCore import QByteArray, QObject, QSize, Slot
from PySide6.QtWidgets import QMainWindow

from playground.app.docks import Docks
from playground.app.panels import Panels
from playground.app.settings import LAYOUT_VERSION, WindowSettings
from playground.app.stage import Stage


def _toggles(text: QByteArray) -> dict[str, bool]:
    """The toggles in a piece of JSON; none of them if it is anything else."""
    try:
        values = json.loads(bytes(text.data()))
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


class WindowLayout(QObject):
    """Saves and restores; a broken or foreign layout is simply not used."""

    def __init__(
        self,
        window: QMainWindow,
        docks: Docks,
        stage: Stage,
        panels: Panels,
        settings: WindowSettings,
        first_size: QSize,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._stage = stage
        self._panels = panels
        self._settings = settings
        self._first_size = first_size
        panels.late.made.connect(self._restore_options)

    def restore(self, size: QSize | None = None) -> None:
        """Take what the settings hold; what is missing comes from the first layout."""
        geometry = self._settings.bytes_of("geometry")
        state = self._settings.bytes_of("docks")
        stage = self._settings.bytes_of("stage")
        wanted = size or self._first_size.boundedTo(self._window.screen().availableSize())
        if size is not None or geometry is None or not self._window.restoreGeometry(geometry):
            self._window.resize(wanted)
        if state is None or not self._window.restoreState(state, LAYOUT_VERSION):
            self._docks.reset(wanted.width())
            self._window.resize(wanted)
        if stage is not None:
            self._stage.restore(stage)
        for name in self._panels.instruments:
            self._restore_options(name)

    @Slot(str)
    def _restore_options(self, name: str) -> None:
        view = self._panels.instruments.get(name)
        options = self._settings.bytes_of(f"{name}_options")
        if view is not None and options is not None:
            view.set_options(_toggles(options))

    def save(self) -> None:
        """Hand everything to the settings and write them."""
        self._settings.set_bytes("geometry", self._window.saveGeometry())
        self._settings.set_bytes("docks", self._docks.save())
        self._settings.set_bytes("stage", self._stage.save())
        for name, view in self._panels.instruments.items():
            self._settings.set_bytes(f"{name}_options", QByteArray(json.dumps(view.options()).encode()))
        self._settings.save()

    @Slot()
    def fit(self) -> None:
        """Share the room of the window among the panels that are open."""
        self._docks.resize()
        self._stage.reset()

    @Slot()
    def reset(self) -> None:
        """The layout of the first start, in the window's present size."""
        self._docks.reset()
        self._stage.reset()
