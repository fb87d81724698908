"""Qt's own messages: without the one that says nothing, and with a sentence for the one that ends it all.

WORKAROUND for the offscreen platform of Qt 6: it warns that it "does not support propagateSizeHints" whenever
a window gets a smallest size, on every start, and the same for `raise`. The standard error of a screenshot is
to be empty unless something is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

from playground.cli.output import fail
from playground.cli.window import start_problem

_NOISE = "This plugin does not support"


def quiet_offscreen_noise() -> None:
    """Install the filter where it is needed."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        qInstallMessageHandler(_on_message)


def _on_message(_kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    if text and _NOISE not in text:
        sys.stderr.write(f"{text}\n")


@contextmanager
def sentence_instead_of_abort() -> Iterator[None]:
    """While Qt starts: what keeps it from starting is told in a sentence, with exit code 2.

    Where it can't open a window it aborts the process, which no exception handler sees.
    """
    said: list[str] = []

    def note(kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
        if kind == QtMsgType.QtFatalMsg:
            os._exit(fail(start_problem(said or [text or ""]), 2))
        said.append(text or "")

    before = qInstallMessageHandler(note)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for text in said:
        sys.stderr.write(f"{text}\n")
