"""What the command line asks of the window. No Qt and no NumPy, so that `--help` answers at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ENGINE_HOSTS = ("process", "thread", "inline")
THEME_NAMES = ("light", "dark")


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """How the window opens.

    With `screenshot` set, the real window opens, trains for `after_s` seconds, is written to that file as a
    picture and closes; stored settings are neither read nor written, so that the picture is the same
    everywhere.
    """

    theme: str | None = None
    """`light`, `dark`, or None: as last time, else as the desktop has it."""
    screenshot: Path | None = None
    size: tuple[int, int] | None = None
    """Width and height of the window in pixels; None: as last time."""
    after_s: float = 3.0
    engine: str = "process"
    """Where the training steps run: `process`, `thread` or `inline`."""
    example: str | None = None
    """Key of the example to open; None: the start-up example."""
    file: Path | None = None
    """An experiment or model file to open instead of an example."""
    microscope: bool = False
    """Open the microscope: once the first frame is there, or before the picture is taken."""
    bench: bool = False
    """The window is measured by `bench app` or `bench start`: no stored settings, no questions."""
