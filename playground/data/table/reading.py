"""The bytes of a table file as text: encodings, line ends, and what is no text at all."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from playground.errors import DataError

MAX_BYTES = 100_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATOR_LINE = re.compile(r'\A"?sep=."?[ \t]*(?=\n)', re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableText:
    """The text of a table file, its lines ended by \\n."""

    name: str
    text: str
    encoding: str
    digest: str
    """SHA-256 of the bytes."""


def read_table_text(path: Path | str) -> TableText:
    """Read a file as text: by its byte order mark, as UTF-8, or else as Windows-1252 or Latin-1.

    Raises
    ------
    DataError
        If the file can't be read, is too large, empty, or no text.
    """
    path = Path(path)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                f"{path.name} has {size / 1e6:,.0f} MB; a table can have up to {MAX_BYTES / 1e6:,.0f} MB. "
                "Take a part of it."
            )
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise DataError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}.") from error
    text, encoding = _decode(content, path.name)
    if not text.strip():
        raise DataError(f"{path.name} is empty.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # A word from one spreadsheet to another; its line stays, empty, so that the others keep their numbers.
    text = _SEPARATOR_LINE.sub("", text)
    return TableText(name=path.name, text=text, encoding=encoding, digest=hashlib.sha256(content).hexdigest())


def _decode(content: bytes, name: str) -> tuple[str, str]:
    encodings = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    if not encodings:
        if b"\0" in content:
            line = content.count(b"\n", 0, content.index(b"\0")) + 1
            raise DataError(f"{name} is no text: there is a zero byte in line {line}. Save the table as CSV.")
        encodings = ["utf-8", "cp1252", "latin-1"]
    if encodings == ["utf-8-sig"]:
        # The mark is right, a byte later on isn't: the rest was pasted from elsewhere.
        encodings += ["cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = content.decode(encoding).removeprefix("ï»¿")
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise DataError(f"{name} is no text: there are zero bytes in it. Save the table as CSV.")
        return text, encoding
    raise DataError(f"{name} can't be read as {encodings[0]}, which it claims to be.")
