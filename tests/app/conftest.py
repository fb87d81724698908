"""The real window, with the engine in a thread for speed.

To open one takes half a second. Tests that only look at it, draw, pause or train share one (`kept_window`),
so do those that change the experiment (`restarted_window`); the others have one each (`window`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_hands import end, opened, to_the_front

from playground.app.main_window import MainWindow
from playground.app.settings import WindowSettings
from playground.app.startup import WindowSession
from playground.training.messages import RunState

OpenSession = Callable[..., WindowSession]
FIRST_FRAME_MS = 60_000


@pytest.fixture
def open_session(qapp: QApplication, tmp_path: Path) -> Iterator[OpenSession]:
    """A function that opens a session; all of them end with the test, and none may have failed inside."""
    sessions: list[WindowSession] = []

    def open_one(settings: WindowSettings | None = None, **options: object) -> WindowSession:
        sessions.append(opened(qapp, tmp_path, settings, **options))
        return sessions[-1]

    yield open_one
    for session in sessions:
        end(session)


@pytest.fixture
def session(open_session: OpenSession, qtbot: QtBot) -> WindowSession:
    """A session whose network trains and has been painted."""
    session = open_session()
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=FIRST_FRAME_MS)
    return session


@pytest.fixture
def window(session: WindowSession) -> MainWindow:
    """The window of `session`."""
    assert session.window is not None
    return session.window


@pytest.fixture(scope="module")
def kept_session(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowSession]:
    """The session of `kept_window`."""
    session = opened(qapp, tmp_path_factory.mktemp("kept"), None)
    yield session
    end(session)


@pytest.fixture
def kept_window(kept_session: WindowSession, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window that trains and that other tests go on to use: at the end all must be as it opened."""
    with _lent(kept_session, qtbot) as window:
        before = _experiment_of(window)
        yield window
        assert _experiment_of(window) == before, "the test needs a window of its own"


@pytest.fixture
def restarted_window(kept_session: WindowSession, qtbot: QtBot) -> Iterator[MainWindow]:
    """The same with a new run of the usual experiment, which the test may change in any way."""
    with _lent(kept_session, qtbot, restarted=True) as window:
        yield window


@contextmanager
def _lent(session: WindowSession, qtbot: QtBot, *, restarted: bool = False) -> Iterator[MainWindow]:
    """The window of a session, in front and training; afterwards it rests, and looks as before."""
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=FIRST_FRAME_MS)
    to_the_front(window, qtbot)
    window.clock.start()
    if restarted:
        window.files.new()
    else:
        window.run.train()
    qtbot.waitUntil(lambda: _shows(window, RunState.TRAINING), timeout=FIRST_FRAME_MS)
    before = _look_of(window)
    yield window
    window.panels.digits.canvas.clear()
    # Other tests want the processor for themselves.
    window.run.pause()
    qtbot.waitUntil(lambda: window.run.state is not RunState.TRAINING, timeout=FIRST_FRAME_MS)
    qtbot.waitUntil(lambda: _shows(window, window.run.state), timeout=FIRST_FRAME_MS)
    window.clock.stop()
    assert _look_of(window) == before, "the test needs a window of its own"


def _shows(window: MainWindow, state: RunState) -> bool:
    shown = window.clock.shown
    return window.run.state is state and shown is not None and shown.state is state


def _experiment_of(window: MainWindow) -> dict[str, object]:
    return {
        "config": window.model.config,
        "undo": window.command["undo"].isEnabled(),
        "past": window.run.in_past,
        "runs": len(window.links.archive.records),
    }


def _look_of(window: MainWindow) -> dict[str, object]:
    return {
        "layout": window.saveState().data(),
        "size": (window.width(), window.height()),
        "theme": (window.settings.theme, window.settings.colours, window.settings.text_percent),
        "speed": window.tool_bar.speed_slider.value(),
        "options": {name: view.options() for name, view in window.panels.instruments.items()},
    }
