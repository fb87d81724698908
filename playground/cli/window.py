"""Opening the window, if there is something to open it on. Qt is imported only after these checks."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Mapping, Sequence

from playground.cli.options import WindowOptions
from playground.cli.output import PROGRAM, fail

_DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_APT_LINE = (
    "sudo apt-get install libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1 libxkbcommon0 "
    "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
)
_WITHOUT_WINDOW = (
    f"Without one you can use: {PROGRAM} train, evaluate, classify, gradcheck or bench engine (see --help)."
)


def run(options: WindowOptions) -> int:
    """Open the window and return its exit code; 2 if this machine can't show one."""
    code = checked_window_problem() or _example_problem(options.example)
    if code:
        return code
    try:
        from playground.app.startup import run as run_window
    except ImportError as error:
        if not missing_system_library(error):
            raise
        return fail(f"a library of the system is missing ({error}). On Debian or Ubuntu: {_APT_LINE}", 2)
    return int(run_window(options))


def _example_problem(key: str | None) -> int:
    """Return 0 if there is such an example (or none was named); else say what there is."""
    if key is None:
        return 0
    from playground.experiment.examples import EXAMPLES

    if key in EXAMPLES:
        return 0
    return fail(f"there is no example “{key}”. The examples are {', '.join(EXAMPLES)}.", 2)


def checked_window_problem() -> int:
    """Return 0 if a window can open here; else say why not and return the exit code."""
    sentence = window_problem(sys.platform, os.environ, sys.version_info[:2], pyside_version())
    return fail(sentence, 2) if sentence else 0


def window_problem(
    platform: str, environment: Mapping[str, str], python: tuple[int, ...], pyside: tuple[int, ...]
) -> str | None:
    """Return the sentence that says why no window can open here, or None.

    WORKAROUND for PySide6 6.12 on Python before 3.12: each void Qt call loses a reference to None, and after
    about 5,000 of them the process dies with "deallocating None". From 3.12 on None is immortal.
    """
    if pyside[:2] == (6, 12) and python < (3, 12):
        return (
            "PySide6 6.12 crashes on Python before 3.12. "
            "Install another: pip install 'PySide6-Essentials<6.12', or use Python 3.12 or newer."
        )
    # Without a display Qt aborts with code 134 and blames a library.
    if platform.startswith("linux") and not any(environment.get(name) for name in _DISPLAY_VARIABLES):
        return f"there is no display to open a window on. {_WITHOUT_WINDOW}"
    return None


def start_problem(messages: Sequence[str]) -> str:
    """Return the sentence that says why Qt can't start, from what it says before it aborts."""
    unreachable = next((text for text in messages if "could not connect to display" in text), None)
    if unreachable is not None:
        # Qt blames libxcb-cursor then, too.
        name = unreachable.rpartition(" ")[2] or os.environ.get("WAYLAND_DISPLAY", "")
        return f"the display “{name}” can't be reached. {_WITHOUT_WINDOW}"
    if any("is needed to load the Qt" in text for text in messages):
        return f"a library of the system is missing. On Debian or Ubuntu: {_APT_LINE}"
    return f"Qt can't open a window here: {messages[0].splitlines()[0] if messages else 'it says no reason'}"


def pyside_version() -> tuple[int, ...]:
    """Return the installed version of PySide6 as numbers, () if it can't be told."""
    for name in ("PySide6-Essentials", "PySide6"):
        try:
            text = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        return tuple(int(part) for part in text.split(".")[:3] if part.isdigit())
    return ()


def missing_system_library(error: ImportError) -> bool:
    """Say whether an import failed for want of a shared library, as in "libEGL.so.1: cannot open …"."""
    return "cannot open shared object file" in str(error) or "DLL load failed" in str(error)
