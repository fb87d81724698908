"""Points of the plane as a PNG file, written with nothing but the standard library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset

SIDE_PX = 240
_EXTENT = 7.0
# Okabe and Ito (2008).
COLOURS = np.array(
    [[0, 114, 178], [230, 159, 0], [0, 158, 115], [204, 121, 167], [86, 180, 233], [213, 94, 0]], np.uint8
)


def scatter(dataset: Dataset) -> NDArray[np.uint8]:
    """All examples as squares in the colours of their classes or values; test examples are smaller."""
    picture = np.full((SIDE_PX, SIDE_PX, 3), 255, np.uint8)
    picture[SIDE_PX // 2] = picture[:, SIDE_PX // 2] = 225
    for points, y, half in (
        (dataset.points_train, dataset.y_train, 2),
        (dataset.points_test, dataset.y_test, 1),
    ):
        assert points is not None
        for (x1, x2), colour in zip(points, _colours(dataset, y), strict=True):
            column = round((x1 + _EXTENT) / (2 * _EXTENT) * (SIDE_PX - 1))
            row = round((_EXTENT - x2) / (2 * _EXTENT) * (SIDE_PX - 1))
            picture[max(row - half, 0) : row + half, max(column - half, 0) : column + half] = colour
    return picture


def _colours(dataset: Dataset, y: NDArray[np.generic]) -> NDArray[np.uint8]:
    if not dataset.is_regression:
        return COLOURS[y]
    share = np.clip((y + 1) / 2, 0, 1)
    mixed: NDArray[np.uint8] = (share * COLOURS[0] + (1 - share) * COLOURS[1]).astype(np.uint8)
    return mixed


def mosaic(pictures: list[NDArray[np.uint8]], n_columns: int) -> NDArray[np.uint8]:
    """Pictures beside and below each other, with a line between them."""
    blank = np.full_like(pictures[0], 255)
    padded = [np.pad(p, ((0, 2), (0, 2), (0, 0))) for p in pictures + [blank] * (-len(pictures) % n_columns)]
    rows = [np.concatenate(padded[i : i + n_columns], axis=1) for i in range(0, len(padded), n_columns)]
    return np.concatenate(rows)


def write_png(path: Path, picture: NDArray[np.uint8]) -> None:
    """Write a picture of shape (height, width, 3)."""
    height, width, _ = picture.shape
    lines = np.concatenate([np.zeros((height, 1), np.uint8), picture.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    ]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
