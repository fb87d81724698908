from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.canvas.panel import DigitPanel
from playground.theme import LIGHT, dressed


@pytest.mark.parametrize("percent", [100, 110, 125, 150])
@pytest.mark.parametrize("width", [208, 320])
def test_no_word_of_the_buttons_is_cut_however_large_the_text(qtbot: QtBot, percent: int, width: int) -> None:
    panel = DigitPanel()
    qtbot.addWidget(panel)
    panel.set_theme(dressed(LIGHT, text_percent=percent))
    panel.resize(width, 600)
    panel.show()
    for button in panel.findChildren(QToolButton):
        if button.parent() is panel:
            button.ensurePolished()
            needed = QFontMetricsF(button.font()).horizontalAdvance(button.text())
            assert needed <= button.width() - 4, button.text()
