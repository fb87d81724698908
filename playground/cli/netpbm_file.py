"""Reading PBM, PGM and PPM, the simplest picture files there are (P1 to P6)."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from playground.errors import DataError

MAX_PIXELS = 50_000_000
_CHANNELS = {1: 1, 2: 1, 3: 3, 4: 1, 5: 1, 6: 3}
_SPACE = rb"(?:\s|#[^\n]*\n)+"


def read_netpbm(content: bytes) -> NDArray[np.float32]:
    """Return the picture, shape (height, width, 1 or 3), range 0…1, 0 black.

    Raises
    ------
    DataError
        If it is damaged or too large.
    """
    kind = int(content[1:2])
    is_bitmap = kind in (1, 4)
    # A bitmap has no largest value; one white space parts the header from binary pixels.
    pattern = rb"P\d" + (_SPACE + rb"(\d{1,9})") * (2 if is_bitmap else 3) + rb"\s"
    match = re.match(pattern, content)
    if match is None:
        raise DataError("it is damaged: its header can't be read")
    width, height, *rest = (int(number) for number in match.groups())
    largest = rest[0] if rest else 1
    if not (width and height and 0 < largest < 65_536):
        raise DataError("it is damaged: its header can't be right")
    if width * height > MAX_PIXELS:
        raise DataError(f"it is too large: {width}×{height} pixels")
    body = content[match.end() :]
    shape = (height, width, _CHANNELS[kind])
    values = _plain(body, shape, is_bitmap) if kind <= 3 else _binary(body, shape, largest, is_bitmap)
    picture = np.minimum(values.astype(np.float32) / np.float32(largest), np.float32(1))
    # In a bitmap 1 is ink, elsewhere 0 is black.
    brightness: NDArray[np.float32] = 1 - picture if is_bitmap else picture
    return brightness


def _plain(body: bytes, shape: tuple[int, int, int], is_bitmap: bool) -> NDArray[np.int64]:
    text = re.sub(rb"#[^\n]*", b"", body)
    numbers = re.findall(rb"[01]" if is_bitmap else rb"\d{1,9}", text)
    return _filled(np.array([int(number) for number in numbers], dtype=np.int64), shape)


def _binary(body: bytes, shape: tuple[int, int, int], largest: int, is_bitmap: bool) -> NDArray[np.int64]:
    height, width, _ = shape
    if is_bitmap:
        row_bytes = (width + 7) // 8
        rows = _filled(np.frombuffer(body, np.uint8), (height, row_bytes, 1))[..., 0].astype(np.uint8)
        return np.unpackbits(rows, axis=1)[:, :width, None].astype(np.int64)
    dtype = np.dtype(">u2" if largest > 255 else np.uint8)
    return _filled(np.frombuffer(body[: len(body) // dtype.itemsize * dtype.itemsize], dtype), shape)


def _filled(values: NDArray[np.integer], shape: tuple[int, int, int]) -> NDArray[np.int64]:
    n_values = shape[0] * shape[1] * shape[2]
    if values.size < n_values:
        raise DataError("it is damaged: pixels are missing")
    return values[:n_values].reshape(shape).astype(np.int64)
