"""The one reader of the files that come with the program.

They lie in `resources/` at the top of the repository and are installed as the package `playground.resources`;
reading them through `importlib.resources` works alike from a checkout, a wheel and a frozen program.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

from playground.errors import DataError

_PACKAGE = "playground.resources"


def _locate(parts: tuple[str, ...]) -> Traversable:
    return files(_PACKAGE).joinpath(*parts)


def has_resource(*parts: str) -> bool:
    """Say whether the file `parts` (folder names, then the file name) comes with the program."""
    return _locate(parts).is_file()


def read_bytes(*parts: str) -> bytes:
    """Return the content of a file that comes with the program.

    Parameters
    ----------
    *parts : str
        Folder names and the file name below `resources/`, as in ``read_bytes("digits", "digits.npz")``.

    Raises
    ------
    DataError
        If the file is missing, which means that the installation is damaged.
    """
    try:
        return _locate(parts).read_bytes()
    except OSError as error:
        raise DataError(
            f"The file {'/'.join(parts)}, which belongs to the program, is missing or can't be read. "
            "Install the program again."
        ) from error


def read_text(*parts: str) -> str:
    """Return a text file (UTF-8) that comes with the program; see `read_bytes`."""
    return read_bytes(*parts).decode("utf-8")


@contextmanager
def resource_path(*parts: str) -> Iterator[Path]:
    """Lend the path of a file that comes with the program, for libraries that want a path.

    The path is good only inside the `with` block: from a zipped installation it is a temporary copy.
    """
    located = _locate(parts)
    if not (located.is_file() or located.is_dir()):
        raise DataError(
            f"{'/'.join(parts)}, which belongs to the program, is missing. Install the program again."
        )
    with as_file(located) as path:
        yield path
