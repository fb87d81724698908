"""Start and end as seen from a terminal: exit codes, a clean error stream, nothing left running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from playground.app.late_panels import LatePanels
from playground.app.settings import WindowSettings
from playground.app.startup import WindowSession, seconds_since_process_start
from playground.training.messages import EventKind, RunEvent, RunState

COMMAND = (sys.executable, "-m", "playground")


def own_environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path / "config")}


def test_a_screenshot_shows_the_window_and_ends_cleanly(tmp_path: Path, qapp: object) -> None:
    picture = tmp_path / "window.png"
    done = subprocess.run(
        [*COMMAND, "--screenshot", str(picture), "--size", "1280x720", "--theme", "dark", "--after", "1"],
        env=own_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 720)
    assert len({image.pixel(x, y) for x in range(0, 1280, 7) for y in range(0, 720, 7)}) > 100
    assert not (tmp_path / "config").exists()


def test_a_picture_that_cant_be_written_is_a_failure_in_words(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--screenshot", str(tmp_path / "no" / "such" / "folder.png"), "--after", "0"],
        env=own_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "can't be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_window_and_its_engine(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        COMMAND, env=own_environment(tmp_path), stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as window:
        try:
            children = wait_for_engine(psutil.Process(window.pid))
            window.send_signal(number)
            assert window.wait(20) == 128 + number
            assert window.stderr is not None
            assert window.stderr.read() == ""
        finally:
            window.kill()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert not alive


def wait_for_engine(process: psutil.Process) -> list[psutil.Process]:
    """The children of a window that has been training for a moment."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        children = process.children(recursive=True)
        # The process that looks for the better kernels comes and goes.
        with contextlib.suppress(psutil.NoSuchProcess):
            if any(child.cpu_times().user > 0.6 for child in children):
                return children
        time.sleep(0.05)
    raise AssertionError("no engine was started")


def test_closing_while_training_ends_everything(
    open_session: Callable[..., WindowSession], qtbot: QtBot
) -> None:
    session = open_session(engine="process")
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=30_000)
    assert session.window is not None
    assert session.window.run.is_training
    children = psutil.Process().children(recursive=True)
    assert children
    started = time.monotonic()
    session.window.close()
    session.end()
    session.end()
    assert time.monotonic() - started < 4.0
    _, alive = psutil.wait_procs(
        [c for c in children if "resource_tracker" not in " ".join(_line(c))], timeout=3
    )
    assert not alive


def _line(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def engine_of(session: WindowSession) -> psutil.Process:
    engines = [c for c in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(_line(c))]
    assert len(engines) == 1
    return engines[0]


def test_a_killed_engine_is_told_and_training_goes_on(
    open_session: Callable[..., WindowSession], qtbot: QtBot
) -> None:
    session = open_session(engine="process")
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.step > 1500), timeout=60_000)
    told: list[RunEvent] = []
    window.run.event_told.connect(told.append)
    before = window.clock.shown.step if window.clock.shown else 0
    engine_of(session).kill()
    qtbot.waitUntil(lambda: any(event.kind is EventKind.ENGINE_LOST for event in told), timeout=15_000)
    qtbot.waitUntil(lambda: "ended unexpectedly" in window.panels.narration.narration.text, timeout=5_000)
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.step > before), timeout=30_000)
    assert window.run.state is RunState.TRAINING
    lost = next(event for event in told if event.kind is EventKind.ENGINE_LOST)
    assert lost.details["resumed_step"] is not None
    assert lost.details["resumed_step"] > 0


def test_an_engine_that_dies_again_and_again_leaves_a_pause_that_train_ends(
    open_session: Callable[..., WindowSession], qtbot: QtBot
) -> None:
    session = open_session(engine="process")
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=60_000)
    given_up = EventKind.ENGINE_LOST, None
    monitor: list[tuple[EventKind, object]] = []
    window.run.event_told.connect(
        lambda event: monitor.append((event.kind, event.details.get("resumed_step")))
    )
    for n in range(1, 4):
        engine_of(session).kill()
        qtbot.waitUntil(
            lambda n=n: sum(kind is EventKind.ENGINE_LOST for kind, _ in monitor) == n, timeout=30_000
        )
        if n < 3:
            started = n
            qtbot.waitUntil(
                lambda n=started: sum(kind is EventKind.STARTED for kind, _ in monitor) == n, timeout=30_000
            )
    assert given_up in monitor
    assert window.run.state is RunState.PAUSED
    qtbot.waitUntil(lambda: window.status.speed.text() == "not training", timeout=5_000)
    qtbot.wait(300)
    assert "Train tries once more" in window.panels.narration.narration.text
    window.command["train"].trigger()
    qtbot.waitUntil(
        lambda: "Train tries once more" not in window.panels.narration.narration.text, timeout=60_000
    )
    assert window.run.state is RunState.TRAINING
    assert window.status.speed.text() != "not training"


def test_window_docks_and_theme_come_back_as_they_were(
    open_session: Callable[..., WindowSession], qtbot: QtBot, tmp_path: Path
) -> None:
    settings = WindowSettings.in_file(tmp_path / "kept.ini")
    first = open_session(settings, theme=None, bench=False)
    assert first.window is not None
    first.window.resize(1400, 800)
    first.window.docks.docks["surface"].hide()
    first.window.command["theme_dark"].trigger()
    for name in LatePanels.NAMES:
        first.window.panels.late.get(name)
    changed = {
        name: {option: not on for option, on in view.options().items()}
        for name, view in first.window.panels.instruments.items()
    }
    changed["loss"]["seconds"] = False  # two units at once there are not
    for name, view in first.window.panels.instruments.items():
        view.set_options(changed[name])
    qtbot.wait(50)
    first.window.close()
    first.end()
    second = open_session(WindowSettings.in_file(tmp_path / "kept.ini"), theme=None, bench=False)
    assert second.window is not None
    if second.window.screen().availableSize().width() > 1500:
        # The offscreen platform has a smaller screen, and a window is never larger than that.
        assert (second.window.width(), second.window.height()) == (1400, 800)
    assert second.window.docks.docks["surface"].isHidden()
    assert second.themes.theme.is_dark
    assert second.window.command["theme_dark"].isChecked()
    assert len(second.window.findChildren(QDockWidget)) == len(second.window.docks.docks)
    for name in LatePanels.NAMES:
        second.window.panels.late.get(name)
    instruments = second.window.panels.instruments
    assert {name: view.options() for name, view in instruments.items()} == changed
    assert sum(bool(toggles) for toggles in changed.values()) >= 4, "instruments have toggles"


def test_a_broken_layout_is_not_used(open_session: Callable[..., WindowSession], tmp_path: Path) -> None:
    path = tmp_path / "broken.ini"
    path.write_text(
        '[General]\ngeometry="@ByteArray(nonsense)"\ndocks="@ByteArray(nonsense)"\nlayout_version=1\n'
        'loss_options="@ByteArray(nonsense)"\ngradients_options="@ByteArray([1])"\n'
    )
    session = open_session(WindowSettings.in_file(path))
    assert session.window is not None
    docks = session.window.docks.docks
    assert {name for name, dock in docks.items() if dock.isHidden()} == {"microscope"}


def test_the_age_of_the_process_is_known() -> None:
    process = psutil.Process()
    assert seconds_since_process_start() == pytest.approx(time.time() - process.create_time(), abs=1.5)


def test_the_window_can_make_the_updates_itself(
    open_session: Callable[..., WindowSession], qtbot: QtBot
) -> None:
    session = open_session(engine="inline")
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.step > 20), timeout=20_000)
    window.run.pause()
    qtbot.waitUntil(lambda: bool(window.clock.shown and window.clock.shown.state is RunState.PAUSED))
