"""Which theme is on: the person's choice, or the desktop's."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from playground.app.palette import apply_theme
from playground.theme import DARK, LIGHT, THEMES, Theme

THEME_CHOICES = ("system", *THEMES)


class ThemeSwitch(QObject):
    """Holds the choice, dresses the program, tells the panels. Lives in the GUI thread."""

    theme_changed = Signal(object)

    def __init__(self, app: QApplication, choice: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = choice if choice in THEME_CHOICES else "system"
        self.theme = self._resolve()
        apply_theme(app, self.theme)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def choice(self) -> str:
        """`system`, `light` or `dark`."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Switch to `choice` and dress everything anew."""
        self._choice = choice if choice in THEME_CHOICES else "system"
        theme = self._resolve()
        if theme is self.theme:
            return
        self.theme = theme
        apply_theme(self._app, theme)
        self.theme_changed.emit(theme)

    def _resolve(self) -> Theme:
        if self._choice in THEMES:
            return THEMES[self._choice]
        is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if is_dark else LIGHT

    @Slot(Qt.ColorScheme)
    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.choose(self._choice)
