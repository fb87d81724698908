"""The real window, with the engine in a thread for speed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.app.main_window import MainWindow
from playground.app.settings import WindowSettings
from playground.app.startup import WindowSession
from playground.cli.options import WindowOptions

OpenSession = Callable[..., WindowSession]


@pytest.fixture
def open_session(qapp: QApplication, tmp_path: Path) -> Iterator[OpenSession]:
    """A function that opens a session; all of them end with the test, and none may have failed inside."""
    sessions: list[WindowSession] = []

    def open_one(settings: WindowSettings | None = None, **options: object) -> WindowSession:
        settings = settings or WindowSettings.in_file(tmp_path / "window.ini")
        chosen = WindowOptions(**{"engine": "thread", "theme": "light", "bench": True, **options})  # type: ignore[arg-type]
        session = WindowSession(qapp, chosen, settings)
        sessions.append(session)
        session.open()
        return session

    yield open_one
    for session in sessions:
        session.end()
        assert session.n_mistakes == 0, "an exception was caught in a slot; see standard error"
        session.deleteLater()


@pytest.fixture
def session(open_session: OpenSession, qtbot: QtBot) -> WindowSession:
    """A session whose network trains and has been painted."""
    session = open_session()
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=60_000)
    return session


@pytest.fixture
def window(session: WindowSession) -> MainWindow:
    """The window of `session`."""
    assert session.window is not None
    return session.window
