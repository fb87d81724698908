"""Theme, colours and size of text: from the menu to the whole program and to what is remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from playground.app.actions import Actions
from playground.app.settings import WindowSettings
from playground.app.theme_switch import ThemeSwitch


class LookCommands(QObject):
    """Carries out the choices of the View menu."""

    def __init__(
        self, actions: Actions, themes: ThemeSwitch, settings: WindowSettings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._themes = themes
        self._settings = settings
        actions[f"theme_{themes.choice}"].setChecked(True)
        actions[f"colours_{themes.colours}"].setChecked(True)
        actions.themes.triggered.connect(self._on_theme_chosen)
        actions.colours.triggered.connect(self._on_colours_chosen)
        actions["larger_text"].triggered.connect(self._on_larger)
        actions["smaller_text"].triggered.connect(self._on_smaller)
        actions["usual_text"].triggered.connect(self._on_usual)
        self._show_sizes()

    @Slot(QAction)
    def _on_theme_chosen(self, action: QAction) -> None:
        self._themes.choose(action.data())
        self._settings.theme = action.data()

    @Slot(QAction)
    def _on_colours_chosen(self, action: QAction) -> None:
        self._themes.choose_colours(action.data())
        self._settings.colours = action.data()

    @Slot()
    def _on_larger(self) -> None:
        self._scale(1)

    @Slot()
    def _on_smaller(self) -> None:
        self._scale(-1)

    @Slot()
    def _on_usual(self) -> None:
        self._scale(0)

    def _scale(self, direction: int) -> None:
        self._themes.scale_text(direction)
        self._settings.text_percent = self._themes.text_percent
        self._show_sizes()

    def _show_sizes(self) -> None:
        self._actions["larger_text"].setEnabled(self._themes.can_scale_text(1))
        self._actions["smaller_text"].setEnabled(self._themes.can_scale_text(-1))
