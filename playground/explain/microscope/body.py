"""The parts of the microscope below each other: where one is, what happens, the blocks, the buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from playground.explain.microscope.page_view import PageView
from playground.explain.microscope.phase_strip import PhaseStrip
from playground.explain.microscope.place_row import PlaceRow
from playground.explain.microscope.transport import Transport
from playground.explain.walk.page import Page
from playground.theme import LIGHT, Theme

_MARGIN_PX = 12
_SENTENCE_LINES = 3


class MicroscopeBody(QWidget):
    """Lays the parts out; the panel connects them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("microscope_body")
        self.phases = PhaseStrip()
        self.place = PlaceRow()
        self.title = _label("microscope_title")
        self.sentence = _label("microscope_sentence")
        self.page = PageView()
        self.transport = Transport()
        self._line = QFrame()
        self._line.setFixedHeight(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_MARGIN_PX, 4, _MARGIN_PX, 4)
        self._column.setSpacing(8)
        for widget in (self.phases, self.place, self.title, self.sentence, self._line):
            self._column.addWidget(widget)
        self._column.addWidget(self.page, 1)
        self._column.addWidget(self.transport)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of `theme`."""
        self.phases.set_theme(theme)
        self.place.set_theme(theme)
        self.page.set_theme(theme)
        self.transport.set_theme(theme)
        self.title.setStyleSheet(f"color: {theme.text}; font-size: {theme.title_px}px; font-weight: 600;")
        self.sentence.setStyleSheet(f"color: {theme.text}; font-size: {theme.body_px}px;")
        self._line.setStyleSheet(f"background: {theme.border};")
        # Room for the usual length, so that the formulas below don't jump from page to page.
        self.sentence.ensurePolished()
        line = QFontMetrics(self.sentence.font()).lineSpacing()
        self.sentence.setMinimumHeight(_SENTENCE_LINES * line)

    def set_page(self, page: Page, *, keep_place: bool) -> None:
        """Show a page; where one is, is told to the strip and the row by the panel."""
        self.phases.set_phase(page.phase)
        self.title.setText(page.title)
        self.sentence.setText(page.sentence)
        self.page.set_blocks(page.blocks, keep_place=keep_place)
        self.page.setAccessibleDescription(page.to_text())


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
