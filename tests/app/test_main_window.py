"""The window as a person meets it: it opens on something alive, and everything is at hand.

The tests share one window, which none of them changes for good.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from window_hands import FIXED_NAMES, child, draw_a_line, pause, step_of

from playground.app.main_window import MainWindow
from playground.app.panel_keys import panel_keys
from playground.engine import Dense
from playground.training.messages import RunState

INTERACTIVE = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractSlider)


@pytest.fixture
def window(kept_window: MainWindow) -> MainWindow:
    return kept_window


def test_it_opens_on_a_network_that_learns(window: MainWindow, qtbot: QtBot) -> None:
    assert window.isVisible()
    assert window.objectName() == "main_window"
    first = step_of(window)
    qtbot.waitUntil(lambda: step_of(window) > first + 50, timeout=10_000)
    assert window.run.is_training


def test_the_loss_falls_and_the_accuracy_is_told(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.batch_loss < 1.5), timeout=30_000)
    accuracy = child(window, "status_accuracy")
    assert isinstance(accuracy, QLabel)
    qtbot.waitUntil(lambda: "%" in accuracy.text(), timeout=30_000)


def test_names_that_scripts_hold_on_to(window: MainWindow) -> None:
    for name in FIXED_NAMES:
        assert child(window, name).isVisibleTo(window), name


def own_children(window: MainWindow) -> list[QWidget]:
    """Interactive widgets of ours that can be reached; those inside a widget of Qt are its own."""
    everything = [widget for kind in INTERACTIVE for widget in window.findChildren(kind)]
    return [
        widget
        for widget in everything
        if widget.isVisibleTo(window)
        and not widget.objectName().startswith("qt_")
        and not isinstance(widget, QScrollBar)
        and not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)
    ]


def test_every_control_has_a_name_and_says_what_it_does(window: MainWindow) -> None:
    controls = own_children(window)
    assert len(controls) > 30
    lacking = [
        f"{type(w).__name__} {w.objectName()!r} in {w.parentWidget().objectName()!r}"
        for w in controls
        if not (w.objectName() and w.accessibleName() and w.toolTip())
    ]
    assert not lacking


def test_names_are_unique(window: MainWindow) -> None:
    names = [w.objectName() for w in own_children(window)]
    assert sorted(names) == sorted(set(names))


def test_space_pauses_and_trains_wherever_the_focus_is(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    for name in ("digit_canvas", "network_view", "activation_selector", "restart_button", "speed_slider"):
        child(window, name).setFocus()
        QTest.keyClick(child(window, name), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: window.run.state is RunState.PAUSED)
        QTest.keyClick(child(window, name), Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: window.run.state is RunState.TRAINING)


def test_the_train_button_says_what_it_does_now(window: MainWindow, qtbot: QtBot) -> None:
    button = child(window, "train_button")
    assert isinstance(button, QToolButton)
    assert button.text() == "Pause"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "Train"
    assert "[Space]" in button.toolTip()


def test_a_full_stop_makes_one_update(window: MainWindow, qtbot: QtBot) -> None:
    pause(window, qtbot)
    before = step_of(window)
    QTest.keyClick(window, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: step_of(window) == before + 1)
    qtbot.wait(100)
    assert step_of(window) == before + 1


def test_shift_and_full_stop_finish_the_epoch(window: MainWindow, qtbot: QtBot) -> None:
    pause(window, qtbot)
    QTest.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ShiftModifier)

    def at_the_end_of_an_epoch() -> bool:
        shown = window.clock.shown
        return bool(shown and shown.state is RunState.PAUSED and shown.step % shown.steps_per_epoch == 0)

    qtbot.waitUntil(at_the_end_of_an_epoch, timeout=20_000)


def test_a_drawing_is_read_while_training_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: bool(window.clock.shown and window.clock.shown.test_accuracy > 0.8), timeout=40_000
    )
    draw_a_line(window)
    prediction = window.panels.digits.prediction
    qtbot.waitUntil(lambda: prediction.text()[:1].isdigit(), timeout=5_000)
    assert window.run.is_training
    window.panels.digits.canvas.clear()
    qtbot.waitUntil(lambda: not prediction.text()[:1].isdigit(), timeout=5_000)


def test_a_drawing_is_read_while_paused(window: MainWindow, qtbot: QtBot) -> None:
    pause(window, qtbot)
    draw_a_line(window)
    qtbot.waitUntil(lambda: window.panels.digits.prediction.text()[:1].isdigit(), timeout=5_000)


def test_an_absurd_value_is_refused_in_words_and_nothing_is_lost(window: MainWindow, qtbot: QtBot) -> None:
    config = window.model.config
    layers = tuple(Dense(units=4) for _ in range(200))
    window._apply(replace(config, network=replace(config.network, layers=layers)))
    assert window.model.config == config
    label = child(window, "narration_label")
    assert isinstance(label, QLabel)
    assert "layers" in label.text()


def test_alt_and_a_number_hide_and_show_a_dock(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.docks.docks["loss"]
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(window, Qt.Key.Key_2, alt)
    assert dock.isHidden()
    QTest.keyClick(window, Qt.Key.Key_2, alt)
    assert dock.isVisible()


def test_the_text_twins_say_what_the_plots_show(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("loss_view", "gradient_view", "histogram_view", "surface_view", "network_view"):
        view = child(window, name)
        qtbot.waitUntil(lambda view=view: len(view.accessibleDescription()) > 20, timeout=10_000)


def test_the_help_page_lists_every_key(window: MainWindow, qtbot: QtBot) -> None:
    window.command["help"].trigger()
    dialog = child(window, "help_dialog")
    page = child(window, "help_page")
    text = page.toPlainText()  # type: ignore[attr-defined]  # a text browser
    for action in window.findChildren(QAction):
        if action.text() and action.shortcuts():
            assert action.shortcuts()[0].toString() in text, action.text()
    assert "Learning rate" in text
    for title, rows in panel_keys():
        assert title in text
        assert all(keys in text for keys, _ in rows)
    dialog.close()


def test_numbers_are_refreshed_four_times_a_second_at_most(window: MainWindow, qtbot: QtBot) -> None:
    ticks: list[object] = []
    window.clock.text_due.connect(ticks.append)
    qtbot.wait(1000)
    assert 2 <= len(ticks) <= 5
    assert np.isfinite(window.status.frames_per_second)


def test_tab_goes_from_left_to_right_and_nowhere_unseen(window: MainWindow) -> None:
    stops = window._tab_order.stops()
    names = [stop.objectName() for stop in stops]
    left = ("train_button", "speed_slider", "data_dataset_field", "network_view")
    right = ("digit_canvas", "loss_view_log", "gradient_bars", "surface_view_menu")
    places = [names.index(name) for name in (*left, *right)]
    assert places == sorted(places)
    assert not {"run_table", "space_view_menu", "answers_view_menu"} & set(names), "behind a tab"
    for stop in stops:
        assert stop.objectName(), stop
        assert stop.accessibleName(), stop.objectName()
    assert len(set(names)) == len(names)


def test_tab_and_back_lead_to_the_same_control(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()
    button = window.tool_bar.train_button
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    assert window.focusNextPrevChild(True)
    assert QApplication.focusWidget().objectName() == "step_button"
    assert window.focusNextPrevChild(False)
    assert QApplication.focusWidget() is button
    window.panels.gradients.setFocus()
    assert window.focusNextPrevChild(True)
    assert QApplication.focusWidget().objectName() == "gradient_view_history"
    button.setFocus()
    # From the first one back: the circle closes at the last one.
    assert window.focusNextPrevChild(False)
    assert QApplication.focusWidget() is window._tab_order.stops()[-1]
