"""From the command line to a window that trains, and back to a clean end."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QSize, QTimer, Slot
from PySide6.QtWidgets import QApplication

from playground.app.exception_hooks import ExceptionHooks
from playground.app.garbage_collection import GarbageCollection
from playground.app.process_signals import ProcessSignals
from playground.app.qt_messages import quiet_offscreen_noise, sentence_instead_of_abort
from playground.app.settings import WindowSettings
from playground.app.theme_switch import ThemeSwitch
from playground.cli.options import WindowOptions
from playground.cli.output import fail
from playground.training.controller import TrainingController

if TYPE_CHECKING:
    from playground.app.inline_drive import InlineDrive
    from playground.app.main_window import MainWindow
    from playground.training.hosts.host import HostKind

SIGNAL_EXIT = 128


def run(options: WindowOptions) -> int:
    """Open the window, and return the exit code when it has closed."""
    app = make_application()
    quiet_offscreen_noise()
    session = WindowSession(app, options)
    try:
        session.open()
        code = app.exec()
    finally:
        session.end()
    if session.failure:
        return fail(session.failure)
    return session.exit_code(code)


def make_application() -> QApplication:
    """The one QApplication, named, so that desktops and settings know it."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    with sentence_instead_of_abort():
        app = QApplication(sys.argv[:1])
    app.setApplicationName("backprop-playground")
    app.setApplicationDisplayName("Backprop Playground")
    app.setDesktopFileName("backprop-playground")
    return app


class WindowSession(QObject):
    """Everything that lives as long as the window, and the order in which it ends. GUI thread only."""

    def __init__(
        self, app: QApplication, options: WindowOptions, settings: WindowSettings | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        self._options = options
        self._is_quiet = options.screenshot is not None or options.bench
        if settings is None:
            settings = WindowSettings.forgotten() if self._is_quiet else WindowSettings.of_person()
        self._settings = settings
        self._hooks = ExceptionHooks(app, show_dialogs=not self._is_quiet)
        self._signals = ProcessSignals(app)
        self._collection = GarbageCollection(self)
        # The engine starts before any widget: its imports run on the other core meanwhile.
        self.controller = TrainingController(host=cast("HostKind", options.engine), parent=self)
        self.controller.start()
        self.window: MainWindow | None = None
        self.failure = ""
        """Set if the session can't do what it was asked for: one sentence."""
        self.first_frame_s: float | None = None
        """Seconds from the start of the process to the first painted frame of a training network."""
        self._ended = False
        self._drive: InlineDrive | None = None
        app.aboutToQuit.connect(self.end)

    def open(self) -> None:
        """Make the window, show it, begin the first run."""
        from playground.app.icons import app_icon
        from playground.app.main_window import FIRST_SIZE, MainWindow
        from playground.experiment.config import ExperimentConfig

        self._app.setWindowIcon(app_icon())
        self.themes = ThemeSwitch(
            self._app,
            self._options.theme or self._settings.theme,
            self,
            colours=self._settings.colours,
            text_percent=self._settings.text_percent,
        )
        size = QSize(*self._options.size) if self._options.size else None
        if size is None and self._is_quiet:
            size = FIRST_SIZE
        self.window = MainWindow(
            self.controller, ExperimentConfig(), self._settings, self.themes, self._app, size
        )
        self.window.frame_painted.connect(self._on_frame_painted)
        self.window.closing.connect(self._on_closing)
        self.window.open_at_start(self._options.file, self._options.example)
        self.window.show()
        self.window.clock.start()
        if self._options.engine == "inline":
            from playground.app.inline_drive import InlineDrive

            self._drive = InlineDrive(self.controller, self.window.run, self)
        if self._options.screenshot is not None:
            from playground.app.screenshot import Screenshot

            picture = Screenshot(
                self.window,
                self._options.screenshot,
                self._options.after_s,
                self,
                microscope=self._options.microscope,
            )
            picture.failed.connect(self._on_failed)

    @Slot()
    def end(self) -> None:
        """End everything in order: clock, engine, controller, hooks, window. May be called again."""
        if self._ended:
            return
        self._ended = True
        if self.window is not None:
            self.window.clock.stop()
        if self._drive is not None:
            self._drive.stop()
        self.controller.shutdown()
        self._collection.stop()
        self._signals.uninstall()
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            self.window = None
        self._hooks.uninstall()

    @property
    def n_mistakes(self) -> int:
        """How many exceptions nobody caught."""
        return self._hooks.n_caught

    def exit_code(self, code: int) -> int:
        """The exit code of the process: that of a signal if one ended it."""
        return code if self._signals.received is None else SIGNAL_EXIT + self._signals.received

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self.failure = sentence

    @Slot()
    def _on_closing(self) -> None:
        QTimer.singleShot(0, self._app, self._app.quit)

    @Slot(object)
    def _on_frame_painted(self, snapshot: object) -> None:
        if self.first_frame_s is None and getattr(snapshot, "step", 0) > 0:
            self.first_frame_s = seconds_since_process_start()
            if self._options.microscope and self._options.screenshot is None and self.window is not None:
                self.window.command["microscope"].setChecked(True)


def seconds_since_process_start() -> float:
    """Wall-clock seconds since this process was started, interpreter included where the system tells."""
    stat = Path("/proc/self/stat")
    if stat.exists():
        started_ticks = int(stat.read_text().rpartition(")")[2].split()[19])
        up_s = float(Path("/proc/uptime").read_text().split()[0])
        return up_s - started_ticks / os.sysconf("SC_CLK_TCK")
    return time.process_time()
