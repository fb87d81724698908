"""A picture file → ink on paper, without Qt: PNG, PGM, PPM, PBM and .npy."""

from __future__ import annotations

import io
import re
from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.typing import NDArray

from playground.cli.netpbm_file import read_netpbm
from playground.cli.png_file import SIGNATURE, read_png
from playground.errors import DataError

FORMATS = "PNG, PGM, PPM, PBM or .npy"
# The window reads these by Qt, which this command does without.
_OTHER_FORMATS = {
    "JPEG": rb"\xff\xd8\xff",
    "BMP": rb"BM.{8}",
    "GIF": rb"GIF8[79]a",
    "WebP": rb"RIFF.{4}WEBP",
    "TIFF": rb"II\*\0|MM\0\*",
}
_MAX_BYTES = 100_000_000
# Share of blue, green and red in how bright a colour looks (ITU-R BT.601).
_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
# Less contrast than one grey level in 25 is an empty sheet.
_EMPTY_CONTRAST = 0.04
# However grainy the paper, ink of this strength stays.
_MAX_GRAIN_SHARE = 0.35


def read_ink(path: Path) -> NDArray[np.float32]:
    """Read a picture of a digit as ink, shape (height, width): 0 is paper, 1 the strongest ink.

    Dark on bright and bright on dark both work: the border tells which the paper is. Uneven paper, as on a
    photograph, is taken off.

    Raises
    ------
    DataError
        If the file can't be read as a picture, in a sentence that names it.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise DataError("it is too large")
        content = path.read_bytes()
        return ink_of(_brightness(content))
    except OSError as error:
        raise DataError(f"{path} can't be read: {error.strerror or error}.") from error
    except DataError as error:
        raise DataError(f"{path} can't be read as a picture: {error}.") from error


def ink_of(brightness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn brightness into ink: the border is paper, what differs most from it is full ink."""
    paper = _paper(brightness)
    darker, brighter = (paper - brightness), (brightness - paper)
    ink = darker if darker.max() >= brighter.max() else brighter
    strongest = ink.max()
    if strongest < _EMPTY_CONTRAST:
        return np.zeros_like(brightness)
    # What the border still shows is grain of the paper. A clean picture has none and stays as it is.
    grain = np.quantile(np.abs(_border(ink)), 0.95)
    floor = min(_MAX_GRAIN_SHARE * strongest, 2.5 * grain)
    cleaned: NDArray[np.float32] = np.clip((ink - floor) / (strongest - floor), 0, 1).astype(np.float32)
    return cleaned


def _paper(brightness: NDArray[np.float32]) -> NDArray[np.float32]:
    """Brightness of the paper at each pixel: a plane through the border, as light falls off to one side."""
    height, width = brightness.shape
    rows, columns = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    border, middle = _border(brightness), np.median(_border(brightness))
    # Ink that touches the border is not paper.
    is_paper = np.abs(border - middle) <= 0.25 * np.ptp(brightness)
    terms = np.stack([np.ones(border.size), _border(rows), _border(columns)], axis=1)
    (level, down, right), *_ = np.linalg.lstsq(terms[is_paper], border[is_paper], rcond=None)
    plane: NDArray[np.float32] = (level + down * rows + right * columns).astype(np.float32)
    return plane


def _border(values: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])


def _brightness(content: bytes) -> NDArray[np.float32]:
    if not content:
        raise DataError("it is empty")
    if content.startswith(SIGNATURE):
        rgba = read_png(content)
        alpha = rgba[..., 3]
        # What is see-through shows white paper, as in a viewer; white ink on nothing would be lost on it.
        on_white: NDArray[np.float32] = rgba[..., :3] @ _LUMINANCE * alpha + (1 - alpha)
        return on_white if np.ptp(on_white) >= _EMPTY_CONTRAST else 1 - alpha
    if content[:1] == b"P" and content[1:2] in (b"1", b"2", b"3", b"4", b"5", b"6"):
        picture = read_netpbm(content)
        return picture @ _LUMINANCE if picture.shape[2] == 3 else picture[..., 0]
    if content.startswith(b"\x93NUMPY"):
        return _from_npy(content)
    raise DataError(_what_it_is(content))


def _what_it_is(content: bytes) -> str:
    """Why this content isn't read, and what would do."""
    name = next((name for name, sign in _OTHER_FORMATS.items() if re.match(sign, content, re.DOTALL)), "")
    if not name:
        return f"it is none of {FORMATS}"
    return f"it is a {name} file; save it as PNG, or drop it on the canvas of the window"


def _from_npy(content: bytes) -> NDArray[np.float32]:
    """An array of bytes (0…255) or of numbers (0…1), grey or with colours last."""
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    # Besides ValueError, what NumPy lets through when it parses a damaged header.
    except (ValueError, SyntaxError, TokenError, TypeError, OSError, EOFError, MemoryError):
        raise DataError("it is damaged, or holds something else than numbers") from None
    if array.dtype.kind not in "uifb" or array.size == 0:
        raise DataError("it holds something else than numbers")
    with np.errstate(over="ignore"):
        numbers = array.astype(np.float32)
    if not np.isfinite(numbers).all():
        raise DataError("some of its numbers are not finite")
    if numbers.min() < 0:
        # As brought to mean 0 for a network.
        numbers = (numbers - numbers.min()) / max(np.ptp(numbers), np.float32(1e-30))
    elif numbers.max() > 1:
        numbers = numbers / np.float32(255 if numbers.max() <= 255 else numbers.max())
    if numbers.ndim == 1 and numbers.size == 784:
        numbers = numbers.reshape(28, 28)
    if numbers.ndim == 3 and numbers.shape[2] in (3, 4):
        numbers = numbers[..., :3] @ _LUMINANCE
    if numbers.ndim != 2:
        raise DataError(f"it has the shape {array.shape}, not height × width")
    brightness: NDArray[np.float32] = np.clip(numbers, 0, 1)
    return brightness
