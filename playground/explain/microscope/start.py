"""What the microscope says before there is a trace, and what it says if there can be none."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from playground.explain.microscope.primary_button import primary_style
from playground.theme import LIGHT, Theme


class MicroscopeStart(QWidget):
    """One sentence and a button; beside a trace only the problem, if there is one."""

    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_start")
        self._is_small = False
        self._problem_text = ""
        self._note_text = ""
        self._note = QLabel()
        self._note.setObjectName("microscope_note")
        self._text = QLabel(
            self.tr(
                "See one update of this network from the inside: every number, and why each weight moves."
            )
        )
        self._text.setObjectName("microscope_invitation")
        self._problem = QLabel()
        self._problem.setObjectName("microscope_problem")
        self._button = QPushButton(self.tr("Look into the next update"))
        self._button.setObjectName("look_button")
        self._button.setAccessibleName(self._button.text())
        self._button.setToolTip(
            self.tr("Takes the coming batch apart, number by number. The network stays as it is.")
        )
        self._button.clicked.connect(self.start_requested)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(24, 8, 24, 8)
        column.setSpacing(16)
        column.addStretch(1)
        for label in (self._text, self._problem, self._note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.set_theme(LIGHT)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self._text.setStyleSheet(f"color: {theme.text}; font-size: {theme.title_px}px;")
        self._button.setStyleSheet(primary_style(theme))
        self._problem.setStyleSheet(f"color: {theme.error};")
        self._note.setStyleSheet(f"color: {theme.text}; font-size: {theme.body_px}px;")

    def set_small(self, on: bool) -> None:
        """Leave the room to the pages."""
        self._is_small = on
        policy = QSizePolicy.Policy.Fixed if on else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, policy)
        self._column.setSpacing(6 if on else 16)
        self._show()

    def set_busy(self, on: bool) -> None:
        """Say that the engine is at it."""
        self._button.setEnabled(not on)
        words = self.tr("Taking the update apart …") if on else self.tr("Look into the next update")
        self._button.setText(words)

    def set_problem(self, sentence: str) -> None:
        """Say why there is no trace; empty if there is."""
        self._problem_text = sentence
        self._problem.setText(sentence)
        self._show()

    def set_note(self, sentence: str) -> None:
        """Say that the pages are of an update that is past, and offer the next; empty if they aren't."""
        self._note_text = sentence
        self._note.setText(sentence)
        self._show()

    def text(self) -> str:
        """What it says."""
        return self._problem_text or self._text.text()

    def _show(self) -> None:
        self._text.setVisible(not self._is_small)
        self._button.setVisible(not self._is_small or bool(self._note_text))
        self._problem.setVisible(bool(self._problem_text))
        self._note.setVisible(bool(self._note_text))
        self.setVisible(not self._is_small or bool(self._problem_text or self._note_text))
