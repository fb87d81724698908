"""Which theme is on: the person's choice or the desktop's, in the colours and size of text chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from playground.app.palette import apply_theme
from playground.theme import COLOUR_CHOICES, DARK, LIGHT, TEXT_PERCENTS, THEMES, Theme, dressed

THEME_CHOICES = ("system", *THEMES)
_LARGEST_NEEDS_PX = 1600
"""The largest text, for a projector, has room only on a screen of this width."""


class ThemeSwitch(QObject):
    """Holds the choice, dresses the program, tells the panels. Lives in the GUI thread."""

    theme_changed = Signal(object)

    def __init__(
        self,
        app: QApplication,
        choice: str,
        parent: QObject | None = None,
        *,
        colours: str = COLOUR_CHOICES[0],
        text_percent: int = TEXT_PERCENTS[0],
    ) -> None:
        super().__init__(parent)
        self._app = app
        self._choice = choice if choice in THEME_CHOICES else THEME_CHOICES[0]
        self._colours = colours if colours in COLOUR_CHOICES else COLOUR_CHOICES[0]
        self._text_percent = text_percent if text_percent in self._percents() else TEXT_PERCENTS[0]
        self.theme = self._resolve()
        apply_theme(app, self.theme)
        app.styleHints().colorSchemeChanged.connect(self._on_color_scheme_changed)

    @property
    def choice(self) -> str:
        """`system`, `light` or `dark`."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Switch to `choice` and dress everything anew."""
        self._choice = choice if choice in THEME_CHOICES else THEME_CHOICES[0]
        self._dress()

    @property
    def colours(self) -> str:
        """One of `COLOUR_CHOICES`."""
        return self._colours

    def choose_colours(self, colours: str) -> None:
        """Use other colours for above and below zero."""
        self._colours = colours if colours in COLOUR_CHOICES else COLOUR_CHOICES[0]
        self._dress()

    @property
    def text_percent(self) -> int:
        """Size of text, one of `TEXT_PERCENTS`."""
        return self._text_percent

    def scale_text(self, direction: int) -> None:
        """One size larger (1) or smaller (−1), or the usual one (0)."""
        percents = self._percents()
        index = TEXT_PERCENTS.index(self._text_percent) + direction if direction else 0
        self._text_percent = percents[min(max(index, 0), len(percents) - 1)]
        self._dress()

    def can_scale_text(self, direction: int) -> bool:
        """Whether there is a larger (1) or a smaller (−1) size."""
        return 0 <= TEXT_PERCENTS.index(self._text_percent) + direction < len(self._percents())

    def _percents(self) -> tuple[int, ...]:
        is_wide = self._app.primaryScreen().availableSize().width() >= _LARGEST_NEEDS_PX
        return TEXT_PERCENTS if is_wide else TEXT_PERCENTS[:-1]

    def _dress(self) -> None:
        theme = self._resolve()
        if theme == self.theme:
            return
        self.theme = theme
        apply_theme(self._app, theme)
        self.theme_changed.emit(theme)

    def _resolve(self) -> Theme:
        if self._choice in THEMES:
            theme = THEMES[self._choice]
        else:
            theme = DARK if self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return dressed(theme, self._colours, self._text_percent)

    @Slot(Qt.ColorScheme)
    def _on_color_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.choose(self._choice)
