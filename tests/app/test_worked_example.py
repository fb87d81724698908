"""The worked example of a textbook in the window: its digits last through all that is done to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from playground.app.main_window import MainWindow
from playground.app.startup import WindowSession
from playground.experiment import load_model
from playground.experiment.textbook_examples import TWO_LAYER_PARAMETERS
from playground.training.messages import EventKind, ParameterEdit

OpenSession = Callable[..., WindowSession]


@pytest.fixture
def page(open_session: OpenSession, qtbot: QtBot) -> MainWindow:
    window = open_session(example="two_layer_example").window
    assert window is not None
    qtbot.waitUntil(lambda: window.clock.shown is not None, timeout=20_000)
    return window


def step_of(window: MainWindow) -> int:
    return window.clock.shown.step if window.clock.shown else 0


def weights_shown(window: MainWindow) -> np.ndarray:
    shown = window.clock.shown
    return (
        np.full((1, 1), np.nan) if shown is None or shown.diagram is None else shown.diagram.layers[0].links
    )


def step_on(window: MainWindow, qtbot: QtBot) -> None:
    before = step_of(window)
    window.command["step"].trigger()
    qtbot.waitUntil(lambda: step_of(window) == before + 1, timeout=5_000)


def pages(window: MainWindow, qtbot: QtBot) -> str:
    """All that the microscope says."""
    microscope = window.panels.microscope
    if not microscope.isVisible():
        window.command["microscope"].trigger()
    qtbot.waitUntil(lambda: microscope.page is not None, timeout=5_000)
    QTest.keyClick(microscope, Qt.Key.Key_Home)
    texts = []
    while not texts or texts[-1] != microscope.text_twin():
        texts.append(microscope.text_twin())
        QTest.keyClick(microscope, Qt.Key.Key_Right)
    return "\n".join(texts)


def test_the_microscope_says_the_printed_figures(page: MainWindow, qtbot: QtBot) -> None:
    said = pages(page, qtbot)
    for figure in ("0.5932699921", "1.105905967", "0.2983711088", "0.08216704056", "0.3589164797"):
        assert figure in said
    page.panels.microscope.update_requested.emit()
    qtbot.waitUntil(lambda: step_of(page) == 1, timeout=5_000)
    qtbot.waitUntil(lambda: "0.3589164797 · 0." in pages(page, qtbot), timeout=5_000)


def test_a_weight_set_by_hand_and_undone_has_all_its_digits_again(page: MainWindow, qtbot: QtBot) -> None:
    edit = ParameterEdit(name="layer1.weights", index=(0, 0), value=2.5)
    for act, value in (
        (lambda: page.panels.network.parameter_edited.emit((edit,)), 2.5),
        (page.command["undo"].trigger, 0.15),
    ):
        with qtbot.waitSignal(
            page.run.event_told, check_params_cb=lambda told: told.kind is EventKind.PARAMETERS_SET
        ):
            act()
        qtbot.waitUntil(lambda value=value: weights_shown(page)[0, 0] == value, timeout=5_000)  # type: ignore[misc]
    assert "= 0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775" in pages(page, qtbot)


def test_a_step_back_and_a_file_keep_the_decimals(page: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "page.bpp"
    qtbot.waitUntil(lambda: page.files.save_to(path), timeout=5_000)
    assert load_model(path).parameters.dtype == np.float64
    np.testing.assert_array_equal(load_model(path).parameters, TWO_LAYER_PARAMETERS)
    step_on(page, qtbot)
    step_on(page, qtbot)
    page.panels.timeline.seek_requested.emit(0)
    qtbot.waitUntil(lambda: step_of(page) == 0, timeout=5_000)
    assert "= 0.15 · 0.05 + 0.2 · 0.1 + 0.35 = 0.3775" in pages(page, qtbot)


def test_every_instrument_shows_it(page: MainWindow, qtbot: QtBot) -> None:
    """A mistake in a view is counted by the session, and fails the test at its end."""
    step_on(page, qtbot)
    docks = page.findChildren(QDockWidget)
    for dock in docks:
        dock.show()
        dock.raise_()
        qtbot.wait(150)
    page.run.train()
    qtbot.waitUntil(lambda: step_of(page) > 500, timeout=20_000)
    for dock in docks:
        dock.raise_()
        qtbot.wait(150)
    assert "R² of the first output" in page.panels.answers.text_twin()
