"""Panels that are made when they are first looked at: as they would be had they been there all the time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from playground.app.late_panels import LatePanels
from playground.app.main_window import MainWindow

KEYS = {
    "answers": Qt.Key.Key_6,
    "space": Qt.Key.Key_7,
    "batch": Qt.Key.Key_8,
    "robustness": Qt.Key.Key_9,
    "runs": Qt.Key.Key_0,
}


def test_the_first_screen_makes_and_imports_none_of_them(window: MainWindow) -> None:
    assert [name for name in LatePanels.NAMES if window.panels.late.find(name)] == []
    late = (
        "answers_view space_view batch_view robustness_view views.run_list .microscope. .walk. training.loop"
    )
    code = (
        "import sys, playground.app.main_window\n"
        f"late = {late.split()}\n"
        "print([name for name in sys.modules if name.startswith('playground') "
        "and any(part in name for part in late)])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("name", KEYS)
def test_a_key_brings_the_panel_with_what_it_missed(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.command["theme_dark"].trigger()
    window.activateWindow()
    QTest.keyClick(window, KEYS[name], Qt.KeyboardModifier.AltModifier)
    panel = window.docks.docks[name].widget()
    assert panel is window.panels.late.find(name)
    qtbot.waitUntil(lambda: panel.isVisible() and (panel.hasFocus() or panel.focusWidget() is not None))
    if name in window.panels.instruments:
        view = window.panels.instruments[name]
        qtbot.waitUntil(lambda: len(view.accessibleDescription()) > 40, timeout=20_000)
    else:
        qtbot.waitUntil(lambda: window.panels.runs.table.topLevelItemCount() == 1)


def test_a_tab_brings_the_panel(window: MainWindow, qtbot: QtBot) -> None:
    window.docks.docks["space"].raise_()
    qtbot.waitUntil(lambda: window.panels.late.find("space") is not None)
    assert window.docks.docks["space"].widget() is window.panels.space


@pytest.mark.parametrize("name", LatePanels.NAMES)
def test_their_controls_have_names_and_say_what_they_do(window: MainWindow, name: str) -> None:
    panel = window.panels.late.get(name)
    window.docks.docks[name].show()
    window.docks.docks[name].raise_()
    kinds: tuple[type[QWidget], ...] = (QAbstractButton, QComboBox)
    controls = [w for kind in kinds for w in panel.findChildren(kind) if not w.objectName().startswith("qt_")]
    assert controls
    lacking = [
        f"{type(w).__name__} {w.objectName()!r}"
        for w in controls
        if w.isVisibleTo(panel) and not (w.objectName() and w.accessibleName() and w.toolTip())
    ]
    assert not lacking
