"""Settings and layers can be changed while it trains. The tests share one window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QSpinBox,
)
from pytestqt.qtbot import QtBot
from window_hands import child, choose, draw_a_line, pause, step_of

from playground.app.main_window import MainWindow
from playground.engine import Dense
from playground.training.messages import RunState


@pytest.fixture
def window(restarted_window: MainWindow) -> MainWindow:
    return restarted_window


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
