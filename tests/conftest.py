"""What every test gets: no screen needed, no settings of the person touched, nothing left behind."""

from __future__ import annotations

import faulthandler
import gc
import itertools
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A busy machine makes slow what isn't wrong.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Before Qt, NumPy or pyqtgraph are imported by any test.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
for _variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

faulthandler.enable()


def pytest_configure(config: pytest.Config) -> None:
    """Let the warnings pass that Qt's offscreen platform gives for what only a real screen can do."""
    config.addinivalue_line("qt_log_ignore", "This plugin does not support (propagateSizeHints|raise)")


def pytest_collection_finish() -> None:
    """Spare the collections what the imports have made: some hundred thousand objects.

    Python's own collector is off, as it is in the window: it runs in whichever thread happens to allocate,
    and may destroy a window's parts outside of the window's thread.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


COLLECT_EVERY = 25
"""Tests between two collections of what is new; of everything (20 to 100 ms), after ten times as many."""
_N_TESTS = itertools.count(1)
_N_SETTINGS = itertools.count(1)
PATIENCE_S = 3.0
"""How long a thread or a process may take to end after the test has."""


@pytest.fixture(autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings go to a folder of the test, made by whoever writes there first; the cache is shared.

    Otherwise each program that a test starts would look for the best kernels anew, for a second.
    """
    base = tmp_path_factory.getbasetemp()
    own = base / f"settings_{next(_N_SETTINGS)}"
    monkeypatch.setenv("XDG_CACHE_HOME", str(base / "cache"))
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(variable, str(own / variable.lower()))
    core = sys.modules.get("PySide6.QtCore")
    if core is not None:
        settings = core.QSettings
        settings.setPath(settings.Format.IniFormat, settings.Scope.UserScope, str(own / "settings"))


@pytest.fixture(autouse=True)
def _windows_get_the_keyboard(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a bare X server (Xvfb) do what its missing window manager would: a new window gets the keyboard."""
    if not {"qtbot", "qapp"} & set(request.fixturenames):
        return
    if request.getfixturevalue("qapp").platformName() != "xcb":
        return
    from PySide6.QtWidgets import QWidget

    show = QWidget.show

    def show_and_activate(widget: QWidget) -> None:
        show(widget)
        if widget.isWindow():
            widget.activateWindow()

    monkeypatch.setattr(QWidget, "show", show_and_activate)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a child process, a window or a running timer."""
    has_gui = bool({"qtbot", "qapp"} & set(request.fixturenames))
    threads_before = set(threading.enumerate())
    children_before = {child.pid for child in multiprocessing.active_children()}
    objects_before = _gui_objects() if has_gui else set()
    yield
    n_tests = next(_N_TESTS)
    if n_tests % COLLECT_EVERY == 0:
        gc.collect(2 if n_tests % (10 * COLLECT_EVERY) == 0 else 1)
    left = _left_threads(threads_before) + _left_children(children_before)
    left += _left_gui(objects_before) if has_gui else []
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


def _left_threads(before: set[threading.Thread]) -> list[str]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        left = [t for t in threading.enumerate() if t not in before and not _is_harmless(t)]
        if not left:
            return []
        time.sleep(0.01)
    return [f"thread {thread.name}" for thread in left]


def _is_harmless(thread: threading.Thread) -> bool:
    # Qt's own threads that run Python code show up as dummies; they end with the process.
    return isinstance(thread, threading._DummyThread) or thread.name.startswith("QueueFeederThread")


def _left_children(before: set[int | None]) -> list[str]:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        left = [child for child in multiprocessing.active_children() if child.pid not in before]
        if not left:
            return []
        time.sleep(0.01)
    for child in left:
        child.kill()
        child.join()
    return [f"process {child.name} ({child.pid})" for child in left]


def _gui_objects() -> set[int]:
    """The windows there are, and the timers of the application: a module's tests may share a window."""
    return {_address(item) for item in (*_top_level_widgets(), *_timers_of_the_application())}


def _address(item: object) -> int:
    """What Qt itself knows it by; the object in Python may be another one each time."""
    from shiboken6 import getCppPointer

    return int(getCppPointer(item)[0])


def _top_level_widgets() -> list[object]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    return list(widgets.QApplication.topLevelWidgets())


def _timers_of_the_application() -> list[object]:
    from PySide6.QtCore import QCoreApplication, QTimer

    app = QCoreApplication.instance()
    return [] if app is None else [timer for timer in app.findChildren(QTimer) if timer.isActive()]


def _left_gui(before: set[int]) -> list[str]:
    """Windows still shown and timers still running, after what waits for deletion is gone."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    app = QCoreApplication.instance()
    if app is None:
        return []
    app.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    left = _shown_and_running(before)
    if left:
        # What nothing but itself holds on to isn't left behind.
        gc.collect()
        left = _shown_and_running(before)
    running = [timer for timer in _timers_of_the_application() if _address(timer) not in before]
    left += [f"timer {timer.interval()} ms of the application" for timer in running]  # type: ignore[attr-defined]
    return left


def _shown_and_running(before: set[int]) -> list[str]:
    from PySide6.QtCore import QTimer

    left = []
    for widget in _top_level_widgets():
        if _address(widget) in before:
            continue
        if widget.isVisible():  # type: ignore[attr-defined]  # top-level widgets only
            left.append(f"window {_name_of(widget)}")
        left += [
            f"timer {timer.objectName() or timer.interval()} of {_name_of(widget)}"
            for timer in widget.findChildren(QTimer)  # type: ignore[attr-defined]
            if timer.isActive()
        ]
    return left


def _name_of(widget: object) -> str:
    return f"{type(widget).__name__} {getattr(widget, 'objectName', str)()}"
