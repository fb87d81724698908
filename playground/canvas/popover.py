"""A small panel beside the canvas that stays while one draws; its button or Esc closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from playground.theme import LIGHT, Theme

_GAP_PX = 6


class CanvasPopover(QFrame):
    """A child of the window, placed at the left of the panel that it belongs to, level with its button."""

    def __init__(self, object_name: str, name: str, button: QToolButton, panel: QWidget) -> None:
        super().__init__(panel)
        self.setObjectName(object_name)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._button = button
        self._panel = panel
        self._theme: Theme = LIGHT
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(12, 10, 12, 10)
        self.column.setSpacing(8)
        button.setCheckable(True)
        button.toggled.connect(self._on_button_toggled)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {theme.raised}; border: 1px solid {theme.accent};"
            f" border-radius: 6px; }}"
            f"QLabel, QCheckBox {{ background: transparent; color: {theme.text};"
            f" font-size: {theme.small_px}px; }}"
            f"QLabel[quiet=true] {{ color: {theme.text_muted}; }}"
        )

    def opened(self) -> None:
        """For the panels: bring what is shown up to date."""

    def _on_button_toggled(self, checked: bool) -> None:
        if checked:
            self.opened()
            self.place()
            self.show()
            self.raise_()
        else:
            self.hide()

    def place(self) -> None:
        """Beside the panel, or above the button where there is no room beside."""
        window = self._panel.window()
        if self.parent() is not window:
            self.setParent(window)
        self.adjustSize()
        corner = self._panel.mapTo(window, QPoint(0, 0))
        level = self._button.mapTo(window, QPoint(0, self._button.height())).y()
        x = corner.x() - self.width() - _GAP_PX
        y = level - self.height()
        if x < 0:
            x = min(max(0, corner.x()), max(0, window.width() - self.width()))
            y = level - self._button.height() - _GAP_PX - self.height()
        self.move(x, max(0, min(y, window.height() - self.height())))

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._button.setChecked(False)
            self._button.setFocus()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._button.setChecked(False)
