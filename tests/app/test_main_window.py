"""The window as a person meets it: it opens on something alive, and everything can be changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
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
    QSpinBox,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.app.frame_clock import is_in_sight
from playground.app.main_window import MainWindow
from playground.app.panel_keys import panel_keys
from playground.app.startup import WindowSession
from playground.engine import Dense
from playground.training.messages import RunState, Snapshot

FIXED_NAMES = (
    "train_button",
    "step_button",
    "epoch_button",
    "restart_button",
    "seed_field",
    "activation_selector",
    "learning_rate_selector",
    "optimizer_selector",
    "speed_slider",
    "builder_panel",
    "network_view",
    "loss_view",
    "gradient_view",
    "histogram_view",
    "surface_view",
    "digit_canvas",
    "digit_input_preview",
    "digit_prediction",
    "clear_canvas_button",
    "narration_label",
    "status_rate",
    "status_speed",
    "status_accuracy",
)
OpenSession = Callable[..., WindowSession]
INTERACTIVE = (QAbstractButton, QComboBox, QAbstractSpinBox, QLineEdit, QAbstractSlider)


def child(window: MainWindow, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert found is not None, name
    return found


def step_of(window: MainWindow) -> int:
    return window.clock.shown.step if window.clock.shown else 0


def choose(window: MainWindow, selector: str, value: object) -> None:
    box = child(window, selector)
    assert isinstance(box, QComboBox)
    index = box.findData(value)
    assert index >= 0
    box.setCurrentIndex(index)
    box.activated.emit(index)


def pause(window: MainWindow, qtbot: QtBot) -> None:
    window.run.pause()
    qtbot.waitUntil(lambda: window.clock.shown is not None and window.clock.shown.state is RunState.PAUSED)


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


@pytest.mark.parametrize("name", ["seed_field", "layer_1_units_field", "training_batch_size_field"])
def test_keys_of_the_window_count_in_a_field_for_a_number(
    window: MainWindow, qtbot: QtBot, name: str
) -> None:
    field = child(window, name)
    field.setFocus()
    shown = field.property("text") or field.property("currentText")
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert window.run.state is RunState.PAUSED
    pause(window, qtbot)
    before = step_of(window)
    qtbot.keyClick(field, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: step_of(window) == before + 1, timeout=5_000)
    choose(window, "learning_rate_selector", 0.03)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.model.config.optimizer.learning_rate != 0.03
    qtbot.keyClick(field, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.model.config.optimizer.learning_rate == 0.03
    qtbot.keyClick(field, Qt.Key.Key_Period, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: step_of(window) > before + 1, timeout=5_000)
    assert (field.property("text") or field.property("currentText")) == shown


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


def test_activation_is_hot_the_weights_are_kept(window: MainWindow, qtbot: QtBot) -> None:
    run_id = window.clock.shown.run_id if window.clock.shown else 0
    before = step_of(window)
    choose(window, "activation_selector", "sigmoid")
    layers = window.model.config.network.layers
    assert [layer.activation for layer in layers if isinstance(layer, Dense)] == ["sigmoid"] * len(layers)
    qtbot.waitUntil(lambda: step_of(window) > before + 20)
    assert window.clock.shown
    assert window.clock.shown.run_id == run_id
    assert window.run.is_training


def test_the_learning_rate_is_hot(window: MainWindow, qtbot: QtBot) -> None:
    run_id = window.clock.shown.run_id if window.clock.shown else 0
    choose(window, "learning_rate_selector", 0.0003)
    choose(window, "optimizer_selector", "sgd")
    assert window.model.config.optimizer.learning_rate == 0.0003
    assert window.model.config.optimizer.kind == "sgd"
    qtbot.wait(100)
    assert window.clock.shown
    assert window.clock.shown.run_id == run_id


def test_a_new_seed_restarts(window: MainWindow, qtbot: QtBot) -> None:
    run_id = window.clock.shown.run_id if window.clock.shown else 0
    field = child(window, "seed_field")
    assert isinstance(field, QSpinBox)
    field.setValue(11)
    assert window.model.config.seed == 11
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.run_id != run_id))
    assert window.run.is_training


def test_the_same_seed_gives_the_same_run(window: MainWindow, qtbot: QtBot) -> None:
    losses = []
    for _ in range(2):
        pause(window, qtbot)
        window.run.restart()
        qtbot.waitUntil(lambda: step_of(window) == 0 and window.clock.shown is not None)
        for n in range(1, 4):
            window.run.step()
            qtbot.waitUntil(lambda n=n: step_of(window) == n)
        assert window.clock.shown
        losses.append(window.clock.shown.batch_loss)
    assert losses[0] == losses[1]


def test_undo_brings_the_last_setting_back(window: MainWindow) -> None:
    choose(window, "activation_selector", "tanh")
    choose(window, "learning_rate_selector", 0.3)
    window.command["undo"].trigger()
    assert window.model.config.optimizer.learning_rate != 0.3
    box = child(window, "activation_selector")
    assert isinstance(box, QComboBox)
    assert box.currentData() == "tanh"
    window.command["undo"].trigger()
    assert box.currentData() == "relu"
    window.command["redo"].trigger()
    assert box.currentData() == "tanh"


def test_a_layer_more_rebuilds_and_trains_on(window: MainWindow, qtbot: QtBot) -> None:
    n_layers = len(window.model.config.network.layers)
    window.panels.network.layer_insert_requested.emit(1)
    assert len(window.model.config.network.layers) == n_layers + 1

    def shows_it() -> bool:
        shown = window.clock.shown
        return bool(shown and shown.gradients and len(shown.gradients.rms) == n_layers + 2 and shown.step > 0)

    qtbot.waitUntil(shows_it, timeout=10_000)
    assert window.run.is_training


def test_undo_of_a_rebuild_brings_the_learned_weights_back(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(
        lambda: bool(window.clock.shown and window.clock.shown.test_accuracy > 0.85), timeout=40_000
    )
    pause(window, qtbot)
    # Checkpoints are made at most a second apart.
    qtbot.wait(1000)
    window.panels.network.layer_remove_requested.emit(0)
    qtbot.waitUntil(lambda: window.clock.shown is not None)
    window.command["undo"].trigger()
    qtbot.waitUntil(
        lambda: bool(window.clock.shown and window.clock.shown.test_accuracy > 0.8), timeout=20_000
    )
    assert window.run.state is RunState.PAUSED
    assert step_of(window) == 0


def draw_a_line(window: MainWindow) -> None:
    canvas = window.panels.digits.canvas
    middle = canvas.width() // 2
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(middle, canvas.height() // 5))
    for tenth in range(2, 9):
        QTest.mouseMove(canvas, QPoint(middle, tenth * canvas.height() // 10))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(middle, 8 * canvas.height() // 10))


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


def test_divergence_is_told_and_one_click_mends_it(window: MainWindow, qtbot: QtBot) -> None:
    config = window.model.config
    wild = replace(config, optimizer=replace(config.optimizer, kind="sgd", learning_rate=300.0))
    window.model.apply(wild)
    qtbot.waitUntil(lambda: window.run.state is RunState.DIVERGED, timeout=15_000)
    label = child(window, "narration_label")
    assert isinstance(label, QLabel)
    qtbot.waitUntil(lambda: "diverged" in label.text(), timeout=5_000)
    assert child(window, "train_button").isEnabled()
    qtbot.mouseClick(child(window, "narration_fix_button"), Qt.MouseButton.LeftButton)
    assert window.model.config.optimizer.learning_rate == pytest.approx(30.0)
    box = child(window, "learning_rate_selector")
    assert isinstance(box, QComboBox)
    assert box.currentText() == "30"
    qtbot.waitUntil(lambda: window.run.state is not RunState.DIVERGED, timeout=5_000)


def test_an_absurd_value_is_refused_in_words_and_nothing_is_lost(window: MainWindow, qtbot: QtBot) -> None:
    config = window.model.config
    layers = tuple(Dense(units=4) for _ in range(200))
    window._apply(replace(config, network=replace(config.network, layers=layers)))
    assert window.model.config == config
    label = child(window, "narration_label")
    assert isinstance(label, QLabel)
    assert "layers" in label.text()


def test_vanishing_gradients_are_said_in_numbers(window: MainWindow, qtbot: QtBot) -> None:
    window.files.choose_example("vanishing_gradients")
    label = child(window, "narration_label")
    assert isinstance(label, QLabel)
    qtbot.waitUntil(lambda: "smaller" in label.text(), timeout=30_000)


def test_the_trained_network_reads_at_once(window: MainWindow, qtbot: QtBot) -> None:
    assert window.files.open_example("trained_digits"), window.files.problem
    qtbot.waitUntil(lambda: window.clock.shown is not None)
    assert window.run.state is RunState.PAUSED
    draw_a_line(window)
    qtbot.waitUntil(lambda: window.panels.digits.prediction.text()[:1] == "1", timeout=5_000)


def test_a_hidden_instrument_asks_for_nothing(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[Snapshot] = []
    window.docks.docks["histograms"].hide()
    window.docks.docks["surface"].hide()
    qtbot.wait(100)
    window.clock.snapshot_shown.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) > 10)
    assert all(snapshot.histograms is None and snapshot.surface is None for snapshot in seen)


def test_alt_and_a_number_hide_and_show_a_dock(window: MainWindow, qtbot: QtBot) -> None:
    dock = window.docks.docks["loss"]
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(window, Qt.Key.Key_2, alt)
    assert dock.isHidden()
    QTest.keyClick(window, Qt.Key.Key_2, alt)
    assert dock.isVisible()


def test_reset_layout_puts_every_dock_back(window: MainWindow, qtbot: QtBot) -> None:
    docks = window.docks.docks
    docks["loss"].setFloating(True)
    docks["surface"].hide()
    window.tabifyDockWidget(docks["gradients"], docks["histograms"])
    window.command["reset_layout"].trigger()
    qtbot.wait(50)
    assert not any(dock.isFloating() for dock in docks.values())
    assert {name for name, dock in docks.items() if dock.isHidden()} == {"microscope"}
    for first, behind in (
        ("loss", {"answers", "runs"}),
        ("gradients", {"space", "batch", "robustness"}),
        ("histograms", set()),
        ("surface", set()),
    ):
        assert set(window.tabifiedDockWidgets(docks[first])) == {docks[name] for name in behind}
        assert is_in_sight(docks[first])


def test_a_screen_of_1024_pixels_is_enough(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session(size=(1024, 700))
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=15_000)
    assert (window.width(), window.height()) == (1024, 700)
    surface, weights = child(window, "surface_dock"), child(window, "histograms_dock")
    assert is_in_sight(weights)
    assert not is_in_sight(surface)
    surface.raise_()
    qtbot.waitUntil(lambda: is_in_sight(surface))
    window.command["reset_layout"].trigger()
    assert window.width() == 1024
    window.resize(1280, 720)
    window.command["reset_layout"].trigger()
    qtbot.waitUntil(lambda: is_in_sight(surface) and is_in_sight(weights))


def test_the_theme_can_be_changed_while_it_trains(window: MainWindow, session: WindowSession) -> None:
    window.command["theme_dark"].trigger()
    assert session.themes.theme.is_dark
    assert window.settings.theme == "dark"
    assert window.tool_bar.palette().window().color().name() == session.themes.theme.surface
    window.command["colours_purple_green"].trigger()
    window.command["larger_text"].trigger()
    assert window.settings.colours == "purple_green"
    assert window.settings.text_percent == session.themes.text_percent > 100
    assert window.panels.plane.legend.font().pixelSize() == session.themes.theme.body_px
    window.command["usual_text"].trigger()
    assert window.settings.text_percent == 100


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


def test_nothing_is_cut_off_at_the_smallest_size(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1280, 720)
    extension = window.tool_bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert extension is None or not extension.isVisible()
    frame = window.rect()
    for name in FIXED_NAMES:
        widget = child(window, name)
        corner = widget.mapTo(window, QPoint(0, 0))
        assert frame.contains(corner), name
        assert frame.contains(corner + QPoint(widget.width() - 1, widget.height() - 1)), name


def test_a_slow_speed_is_kept_by_the_next_run(window: MainWindow, qtbot: QtBot) -> None:
    slider = window.tool_bar.speed_slider
    slider.setValue(1)
    window.run.restart()
    qtbot.waitUntil(lambda: window.clock.shown is not None)
    start = step_of(window)
    qtbot.wait(1000)
    assert step_of(window) - start <= 8


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


def test_a_new_run_leaves_the_last_picture_until_its_first_frame(window: MainWindow, qtbot: QtBot) -> None:
    held: list[bool] = []
    window.run.run_started.connect(lambda: held.append(window._held_picture.is_held))
    window.command["restart"].trigger()
    qtbot.waitUntil(lambda: held == [True], timeout=5_000)
    # What the views hold is of the new run at once; only the screen waits, and never for long.
    with qtbot.waitSignal(window.clock.snapshot_shown, timeout=10_000):
        pass
    assert not window._held_picture.is_held
    assert all(view.updatesEnabled() for view in window.panels.frame_views)
