"""Qt's own messages, without the one that says nothing.

WORKAROUND for the offscreen platform of Qt 6: it warns that it "does not support propagateSizeHints" whenever
a window gets a smallest size, on every start, and the same for `raise`. The standard error of a screenshot is
to be empty unless something is wrong.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication

_NOISE = "This plugin does not support"


def quiet_offscreen_noise() -> None:
    """Install the filter where it is needed."""
    if QGuiApplication.platformName() in ("offscreen", "minimal"):
        qInstallMessageHandler(_on_message)


def _on_message(_kind: QtMsgType, _context: QMessageLogContext, text: str | None) -> None:
    if text and _NOISE not in text:
        sys.stderr.write(f"{text}\n")
