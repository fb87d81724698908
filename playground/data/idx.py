"""IDX files, the format in which MNIST and its kin are published."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.errors import DataError

_DTYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_BYTES = 2**31
"""An unpacked file larger than this is refused rather than read into memory."""


def _content(path: Path) -> bytes:
    """The bytes of the file, unpacked if it is gzip, and no more of them than `_MAX_BYTES` + 1."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as stream:
            return stream.read(_MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path.name} can't be read: {error}.") from error


def read_idx(path: str | Path) -> NDArray[np.generic]:
    """Read an IDX file, packed by gzip or not.

    The file is two zero bytes, a type code, the number of dimensions, each dimension as a big-endian 32-bit
    number, then the values.

    Returns
    -------
    ndarray
        Read-only for single bytes (it looks at the file's content); dtype in the machine's byte order.

    Raises
    ------
    DataError
        If the file can't be read, isn't IDX, or is shorter or longer than its header says.
    """
    path = Path(path)
    content = _content(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in _DTYPES:
        raise DataError(f"{path.name} isn't an IDX file: it doesn't begin with 0, 0 and a known type code.")
    dtype, n_dimensions = np.dtype(_DTYPES[content[2]]), content[3]
    start = 4 + 4 * n_dimensions
    if len(content) < start:
        raise DataError(f"{path.name} ends inside its header.")
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4))
    expected = math.prod(shape) * dtype.itemsize
    if len(content) - start != expected:
        raise DataError(
            f"{path.name} is damaged or too large: its header {shape} asks for {expected:,} bytes of values, "
            f"and {len(content) - start:,} were read."
        )
    values = np.frombuffer(content, dtype, offset=start).reshape(shape)
    return values.astype(dtype.newbyteorder("="), copy=False)
