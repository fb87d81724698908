"""How far a long command has come: on a terminal one line that is written over, in a file nothing."""

from __future__ import annotations

import os
import sys
from typing import TextIO


class ProgressLine:
    """One line on the error stream, rewritten in place; silent where that is no terminal."""

    def __init__(self, stream: TextIO | None = None, *, silent: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._shows = not silent and self._stream.isatty()
        self._length = 0

    def show(self, text: str) -> None:
        """Write `text` over what stood there."""
        if self._shows:
            # A line that wraps can't be written over.
            text = text[: self._width() - 1]
            self._stream.write("\r" + text.ljust(self._length))
            self._stream.flush()
            self._length = len(text)

    def _width(self) -> int:
        try:
            # 0 where nobody has said.
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except (OSError, ValueError):
            return 80

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""
        if self._shows and self._length:
            self._stream.write("\r" + " " * self._length + "\r")
            self._stream.flush()
            self._length = 0


def duration(seconds: float) -> str:
    """A time for people: 8 s, 3 min 05 s, 2 h 10 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
