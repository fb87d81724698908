"""The four phases of an update as a row of buttons; the present one is marked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from playground.explain.walk.page import PHASES
from playground.theme import LIGHT, Theme


def phase_words() -> dict[str, tuple[str, str]]:
    """Name of each phase, and what happens in it."""

    def said(text: str) -> str:
        return QCoreApplication.translate("PhaseStrip", text)

    return {
        "forward": (said("Forward"), said("From the input to the prediction, layer by layer.")),
        "loss": (said("Loss"), said("How wrong the prediction is.")),
        "backward": (said("Backward"), said("From the loss back: who is to blame, and how much.")),
        "update": (said("Update"), said("Every weight moves a little against its gradient.")),
    }


class PhaseStrip(QWidget):
    """Shows the phase and takes a click on another one. GUI thread only."""

    phase_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("phase_strip")
        self.setAccessibleName(self.tr("Phase of the update"))
        self._theme: Theme = LIGHT
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for phase, (name, tip) in phase_words().items():
            button = QPushButton(name)
            button.setObjectName(f"phase_{phase}_button")
            button.setAccessibleName(name)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, PHASES.index(phase))
            self._buttons[phase] = button
            row.addWidget(button, 1)
        self._group.idClicked.connect(self._on_clicked)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._theme = theme
        self.setStyleSheet(
            f"QPushButton {{ background: transparent; color: {theme.text_muted}; border: 0; border-radius: 0;"
            f" border-bottom: 2px solid {theme.border}; padding: 6px 2px; }}"
            f"QPushButton:hover {{ background: {theme.hover}; color: {theme.text}; }}"
            f"QPushButton:focus {{ color: {theme.accent}; }}"
            f"QPushButton:checked {{ color: {theme.text}; font-weight: 600;"
            f" border-bottom: 2px solid {theme.accent}; }}"
        )

    def set_phase(self, phase: str) -> None:
        """Mark `phase`, without telling."""
        self._buttons[phase].setChecked(True)

    @Slot(int)
    def _on_clicked(self, place: int) -> None:
        self.phase_chosen.emit(PHASES[place])
