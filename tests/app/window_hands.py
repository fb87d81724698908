"""To open a window and to end it; what a person does in it, and what a script finds there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from playground.app.main_window import MainWindow
from playground.app.settings import WindowSettings
from playground.app.startup import WindowSession
from playground.cli.options import WindowOptions
from playground.training.messages import RunState

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


def opened(
    qapp: QApplication, folder: Path, settings: WindowSettings | None, **options: object
) -> WindowSession:
    """A session with its window open, on settings of its own."""
    settings = settings or WindowSettings.in_file(folder / "window.ini")
    chosen = WindowOptions(**{"engine": "thread", "theme": "light", "bench": True, **options})  # type: ignore[arg-type]
    session = WindowSession(qapp, chosen, settings)
    session.open()
    return session


def end(session: WindowSession) -> None:
    """End a session, in which nothing may have failed."""
    session.end()
    assert session.n_mistakes == 0, "an exception was caught in a slot; see standard error"
    session.deleteLater()


def to_the_front(window: MainWindow, qtbot: QtBot) -> None:
    """The window gets the keyboard, which another may have had meanwhile."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


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


def wait_for_weights(window: MainWindow, qtbot: QtBot) -> None:
    """Pause where some updates have been made and kept."""
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.step > 200), timeout=20_000)
    window.run.pause()
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.state is RunState.PAUSED))
    # Checkpoints are made at most a second apart.
    qtbot.wait(1000)


def draw_a_line(window: MainWindow) -> None:
    canvas = window.panels.digits.canvas
    middle = canvas.width() // 2
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(middle, canvas.height() // 5))
    for tenth in range(2, 9):
        QTest.mouseMove(canvas, QPoint(middle, tenth * canvas.height() // 10))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(middle, 8 * canvas.height() // 10))
