"""Reading PNG without a library: the chunks, zlib from the standard library, and the five row filters.

Read are pictures of 1 to 16 bits in grey, colour, palette, each with or without alpha, interlaced or not.
After the PNG specification (W3C, third edition), sections 5, 8, 9 and 11.
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.errors import DataError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PIXELS = 25_000_000

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


class _Header(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int
    passes: tuple[tuple[int, int, int, int], ...]
    """First column, first row, and the steps across and down of each part in which the pixels come."""


_AT_ONCE = ((0, 0, 1, 1),)
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)


def read_png(content: bytes) -> NDArray[np.float32]:
    """Return the picture as red, green, blue and alpha, shape (height, width, 4), range 0…1.

    Raises
    ------
    DataError
        If it is damaged or too large.
    """
    header, palette, transparency, packed = _read_chunks(content)
    pixels = _unpack(packed, header)
    if header.colour == 3:
        return _from_palette(pixels[..., 0], palette, transparency)
    return _to_rgba(pixels, header, transparency)


def _unpack(packed: bytes, header: _Header) -> NDArray[np.uint16]:
    """The samples of all pixels, (height, width, channels), put together from the passes."""
    n_channels = _CHANNELS[header.colour]
    sizes = [
        (-(-(header.width - x) // across), -(-(header.height - y) // down))
        for x, y, across, down in header.passes
    ]
    row_bytes = [(width * n_channels * header.depth + 7) // 8 for width, _ in sizes]
    # A pass without pixels has no rows either.
    lengths = [height * (1 + n) if n else 0 for (_, height), n in zip(sizes, row_bytes, strict=True)]
    try:
        raw = zlib.decompressobj().decompress(packed, sum(lengths))
    except zlib.error:
        raise DataError("it is damaged: its pixels can't be unpacked") from None
    if len(raw) != sum(lengths):
        raise DataError("it is damaged: pixels are missing")
    pixels = np.empty((header.height, header.width, n_channels), np.uint16)
    start = 0
    for (x, y, across, down), (width, height), n, length in zip(
        header.passes, sizes, row_bytes, lengths, strict=True
    ):
        if length:
            part = raw[start : start + length]
            rows = _unfilter(part, height, n, max(1, n_channels * header.depth // 8))
            samples = _samples(rows, header.depth)[:, : width * n_channels]
            pixels[y::down, x::across] = samples.reshape(height, width, n_channels)
        start += length
    return pixels


def _read_chunks(content: bytes) -> tuple[_Header, bytes, bytes, bytes]:
    header: _Header | None = None
    palette = transparency = b""
    packed: list[bytes] = []
    position = len(SIGNATURE)
    while position + 12 <= len(content):
        length = int.from_bytes(content[position : position + 4], "big")
        kind = content[position + 4 : position + 8]
        body = content[position + 8 : position + 8 + length]
        check = content[position + 8 + length : position + 12 + length]
        if len(body) != length or zlib.crc32(kind + body) != int.from_bytes(check, "big"):
            raise DataError("it is damaged")
        if kind == b"IHDR":
            header = _read_header(body)
        elif kind == b"PLTE":
            palette = body
        elif kind == b"tRNS":
            transparency = body
        elif kind == b"IDAT":
            packed.append(body)
        elif kind == b"IEND":
            break
        position += 12 + length
    if header is None or not packed:
        raise DataError("it is damaged: it ends too early")
    return header, palette, transparency, b"".join(packed)


def _read_header(body: bytes) -> _Header:
    if len(body) != 13:
        raise DataError("it is damaged")
    width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    depth, colour, compression, filtering, interlace = body[8:]
    if depth not in _DEPTHS.get(colour, ()) or compression or filtering or interlace > 1:
        raise DataError("it is damaged")
    if not width or not height:
        raise DataError("it is damaged")
    if width * height > MAX_PIXELS:
        raise DataError(f"it is too large: {width}×{height} pixels")
    return _Header(width, height, depth, colour, _ADAM7 if interlace else _AT_ONCE)


def _unfilter(raw: bytes, height: int, row_bytes: int, distance: int) -> NDArray[np.uint8]:
    """Undo the filter of each row; `distance` is the number of bytes from a pixel to its left neighbour."""
    filtered = np.frombuffer(raw, np.uint8).reshape(height, 1 + row_bytes)
    rows = np.zeros((height + 1, row_bytes), np.uint8)
    for index in range(height):
        kind, line, above = filtered[index, 0], filtered[index, 1:], rows[index]
        if kind == 0:
            rows[index + 1] = line
        elif kind == 1:
            rows[index + 1] = _running_sum(line, distance)
        elif kind == 2:
            rows[index + 1] = line + above
        elif kind in (3, 4):
            rows[index + 1] = _unfilter_by_neighbours(line, above, distance, paeth=kind == 4)
        else:
            raise DataError("it is damaged: it names a filter that doesn't exist")
    return rows[1:]


def _running_sum(line: NDArray[np.uint8], distance: int) -> NDArray[np.uint8]:
    """Sub filter: each byte is a difference to the pixel on its left, modulo 256."""
    padded = np.zeros(-(-line.size // distance) * distance, np.uint8)
    padded[: line.size] = line
    summed = np.cumsum(padded.reshape(-1, distance), axis=0, dtype=np.uint8)
    return summed.reshape(-1)[: line.size]


def _unfilter_by_neighbours(
    line: NDArray[np.uint8], above: NDArray[np.uint8], distance: int, *, paeth: bool
) -> NDArray[np.uint8]:
    """Average and Paeth filters: each byte depends on the one before, so these are loops over integers."""
    undo = _undo_paeth if paeth else _undo_average
    row = np.empty_like(line)
    for channel in range(distance):
        row[channel::distance] = undo(line[channel::distance].tolist(), above[channel::distance].tolist())
    return row


def _undo_average(line: list[int], above: list[int]) -> list[int]:
    row = []
    left = 0
    for value, up in zip(line, above, strict=True):
        left = (value + ((left + up) >> 1)) & 0xFF
        row.append(left)
    return row


def _undo_paeth(line: list[int], above: list[int]) -> list[int]:
    """Each byte is a difference to whichever neighbour is nearest to left + up − corner."""
    row = []
    left = corner = 0
    for value, up in zip(line, above, strict=True):
        to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
        up_or_corner = up if to_up <= to_corner else corner
        nearest = left if to_left <= to_up and to_left <= to_corner else up_or_corner
        left = (value + nearest) & 0xFF
        row.append(left)
        corner = up
    return row


def _samples(rows: NDArray[np.uint8], depth: int) -> NDArray[np.uint16]:
    """Bytes of each row → one number a sample."""
    if depth == 16:
        return rows.view(">u2").astype(np.uint16)
    if depth == 8:
        return rows.astype(np.uint16)
    bits = np.unpackbits(rows, axis=1).reshape(rows.shape[0], -1, depth)
    weights = (1 << np.arange(depth - 1, -1, -1)).astype(np.uint16)
    summed: NDArray[np.uint16] = (bits * weights).sum(axis=2, dtype=np.uint16)
    return summed


def _from_palette(indices: NDArray[np.uint16], palette: bytes, transparency: bytes) -> NDArray[np.float32]:
    colours = np.frombuffer(palette[: len(palette) // 3 * 3], np.uint8).reshape(-1, 3)
    if len(colours) <= int(indices.max()):
        raise DataError("it is damaged: a colour of its palette is missing")
    table = np.ones((len(colours), 4), np.float32)
    table[:, :3] = colours / np.float32(255)
    alpha = np.frombuffer(transparency, np.uint8)[: len(colours)]
    table[: len(alpha), 3] = alpha / np.float32(255)
    chosen: NDArray[np.float32] = table[indices]
    return chosen


def _to_rgba(pixels: NDArray[np.uint16], header: _Header, transparency: bytes) -> NDArray[np.float32]:
    rgba = np.ones((header.height, header.width, 4), np.float32)
    scaled = pixels / np.float32(2**header.depth - 1)
    n_colours = 3 if header.colour in (2, 6) else 1
    rgba[..., :3] = scaled[..., :n_colours]
    if header.colour in (4, 6):
        rgba[..., 3] = scaled[..., -1]
    elif len(transparency) == 2 * n_colours:
        see_through = np.frombuffer(transparency, ">u2").astype(np.uint16)
        rgba[..., 3] = (pixels != see_through).any(axis=2)
    return rgba
