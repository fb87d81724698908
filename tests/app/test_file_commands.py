"""New, open, save, drop: nothing is lost, and what can't be read is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot
from window_hands import wait_for_weights

from playground.app.main_window import MainWindow
from playground.experiment import EXAMPLES, load_model
from playground.training.messages import RunState


def test_a_saved_network_comes_back_with_its_weights(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    wait_for_weights(window, qtbot)
    path = tmp_path / "mine"
    assert window.files.save_to(path), window.files.problem
    saved = path.with_suffix(".bpp")
    assert load_model(saved).config == window.model.config
    loss = window.clock.shown.test_accuracy if window.clock.shown else 0.0
    window.files.new()
    assert window.files.open_path(saved), window.files.problem
    assert window.run.state is RunState.PAUSED
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.test_accuracy > 0), timeout=20_000)
    assert window.clock.shown
    assert window.clock.shown.test_accuracy == pytest.approx(loss, abs=0.1)


def test_an_experiment_as_json_starts_to_train(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    from playground.experiment import to_json

    path = tmp_path / "experiment.json"
    path.write_text(to_json(EXAMPLES["bottleneck"].config), "utf-8")
    assert window.files.open_path(path), window.files.problem
    assert window.model.config == EXAMPLES["bottleneck"].config
    assert window.run.is_training


def test_a_file_dropped_on_the_window_is_opened(window: MainWindow, tmp_path: Path) -> None:
    from playground.experiment import to_json

    path = tmp_path / "dropped.json"
    path.write_text(to_json(EXAMPLES["no_hidden_layer"].config), "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), action, data, button, key)
    window.dragEnterEvent(entering)
    assert entering.isAccepted()
    window.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, key))
    assert window.model.config == EXAMPLES["no_hidden_layer"].config


def test_every_example_opens(window: MainWindow, qtbot: QtBot) -> None:
    for key, example in EXAMPLES.items():
        assert window.files.open_example(key), window.files.problem
        qtbot.waitUntil(lambda: window.clock.shown is not None, timeout=10_000)
        if example.model is None:
            assert window.model.config == example.config
            # One of them diverges at once, as it should.
            assert window.run.state is not RunState.PAUSED
        else:
            assert not window.run.is_training


def test_new_goes_back_to_the_start_and_undo_returns(window: MainWindow) -> None:
    window.files.open_example("bottleneck")
    window.command["new"].trigger()
    assert window.model.config == EXAMPLES["digits"].config
    window.command["undo"].trigger()
    assert window.model.config == EXAMPLES["bottleneck"].config
