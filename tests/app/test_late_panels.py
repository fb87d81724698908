"""Panels that are made when they are first looked at: as they would be had they been there all the time."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

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


def test_a_key_brings_each_panel_with_what_it_missed(window: MainWindow, qtbot: QtBot) -> None:
    window.command["theme_dark"].trigger()
    window.activateWindow()
    for name, key in KEYS.items():
        QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)
        panel = window.docks.docks[name].widget()
        assert panel is window.panels.late.find(name)
        qtbot.waitUntil(partial(has_the_keyboard, panel))
    for name, view in window.panels.instruments.items():
        if name in KEYS:
            window.docks.docks[name].raise_()
            qtbot.waitUntil(partial(says_something, view), timeout=20_000)
    assert window.panels.runs.table.topLevelItemCount() == 1


def has_the_keyboard(panel: QWidget) -> bool:
    return panel.isVisible() and (panel.hasFocus() or panel.focusWidget() is not None)


def says_something(view: QWidget) -> bool:
    return len(view.accessibleDescription()) > 40


def test_a_tab_brings_the_panel(window: MainWindow, qtbot: QtBot) -> None:
    window.docks.docks["space"].raise_()
    qtbot.waitUntil(lambda: window.panels.late.find("space") is not None)
    assert window.docks.docks["space"].widget() is window.panels.space


def test_their_controls_have_names_and_say_what_they_do(window: MainWindow) -> None:
    kinds: tuple[type[QWidget], ...] = (QAbstractButton, QComboBox)
    lacking = []
    for name in LatePanels.NAMES:
        panel = window.panels.late.get(name)
        window.docks.docks[name].show()
        window.docks.docks[name].raise_()
        controls = [w for kind in kinds for w in panel.findChildren(kind)]
        assert controls
        lacking += [
            f"{type(w).__name__} {w.objectName()!r} in {name}"
            for w in controls
            if w.isVisibleTo(panel)
            and not w.objectName().startswith("qt_")
            and not (w.objectName() and w.accessibleName() and w.toolTip())
        ]
    assert not lacking
