"""Pictures are read as Qt reads them, and every damaged one is refused in a sentence."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QImageReader

from playground.cli.image_file import _OTHER_FORMATS, ink_of, read_ink
from playground.cli.netpbm_file import read_netpbm
from playground.cli.png_file import SIGNATURE, read_png
from playground.errors import DataError


def stroke(height: int = 60, width: int = 40) -> np.ndarray:
    """A thick vertical line with soft edges: brightness 1 is paper."""
    columns = np.abs(np.arange(width) - width / 2 + 0.5)
    line = np.clip(columns - 3, 0, 1)
    picture = np.ones((height, width), np.float32)
    picture[10:-10] = line
    return picture


def gradient_image(image_format: QImage.Format) -> QImage:
    """A picture in which neighbouring pixels differ in all channels, so that every filter is used."""
    generator = np.random.default_rng(3)
    image = QImage(23, 17, image_format)
    for y in range(17):
        for x in range(23):
            noise = int(generator.integers(0, 8))
            image.setPixelColor(x, y, QColor(x * 11, y * 14, (x * y + noise) % 256, 255 - 9 * x))
    return image


def qt_rgba(image: QImage) -> np.ndarray:
    wide = image.convertToFormat(QImage.Format.Format_RGBA64)
    numbers = np.frombuffer(wide.constBits(), np.uint16).reshape(wide.height(), wide.bytesPerLine() // 2)
    return numbers[:, : 4 * wide.width()].reshape(wide.height(), wide.width(), 4) / 65535


@pytest.mark.parametrize(
    "image_format",
    [
        QImage.Format.Format_Grayscale8,
        QImage.Format.Format_Grayscale16,
        QImage.Format.Format_RGB888,
        QImage.Format.Format_ARGB32,
        QImage.Format.Format_RGBA64,
    ],
)
def test_png_is_read_as_qt_reads_it(image_format: QImage.Format, tmp_path: Path) -> None:
    image = gradient_image(image_format)
    path = tmp_path / "picture.png"
    assert image.save(str(path))
    assert np.allclose(read_png(path.read_bytes()), qt_rgba(QImage(str(path))), atol=1.5 / 255)


@pytest.mark.parametrize("image_format", [QImage.Format.Format_Indexed8, QImage.Format.Format_Mono])
def test_png_with_a_palette_or_one_bit_is_read_as_qt_reads_it(
    image_format: QImage.Format, tmp_path: Path
) -> None:
    image = gradient_image(QImage.Format.Format_RGB888).convertToFormat(image_format)
    path = tmp_path / "picture.png"
    assert image.save(str(path))
    assert np.allclose(read_png(path.read_bytes()), qt_rgba(QImage(str(path))), atol=1.5 / 255)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def grey_png(
    rows: bytes, width: int, height: int, depth: int = 8, colour: int = 0, interlace: int = 0
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_every_filter_is_undone() -> None:
    # Each row is 10, 20, 30 after undoing its filter.
    rows = bytes([0, 10, 20, 30]) + bytes([1, 10, 10, 10]) + bytes([2, 0, 0, 0])
    rows += bytes([3, 5, 5, 5]) + bytes([4, 0, 0, 0])
    picture = read_png(grey_png(rows, 3, 5))
    assert np.array_equal(np.rint(picture[..., 0] * 255), np.tile([10, 20, 30], (5, 1)))


ADAM7 = "1646264677777777565656567777777736463646777777775656565677777777"
"""In which pass each pixel of a square of 8 comes, row by row (PNG specification, section 8.1)."""


@pytest.mark.parametrize("depth", [1, 8])
@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (5, 9), (20, 13), (33, 8)])
def test_an_interlaced_png_is_read_as_qt_reads_it(width: int, height: int, depth: int) -> None:
    pixels = np.random.default_rng(width).integers(0, 2**depth, (height, width)).astype(np.uint8)
    in_pass = np.array([int(sign) for sign in ADAM7]).reshape(8, 8)
    rows = b""
    for number in range(1, 8):
        for y in range(height):
            chosen = [int(pixels[y, x]) for x in range(width) if in_pass[y % 8, x % 8] == number]
            if chosen:
                rows += b"\0" + (np.packbits(chosen).tobytes() if depth == 1 else bytes(chosen))
    content = grey_png(rows, width, height, depth, interlace=1)
    image = QImage.fromData(content)
    assert not image.isNull()
    assert np.allclose(read_png(content), qt_rgba(image), atol=1.5 / 255)
    with pytest.raises(DataError, match="pixels are missing"):
        read_png(grey_png(rows[:-1], width, height, depth, interlace=1))


def test_a_png_that_claims_to_be_huge_is_refused_before_memory_is_taken() -> None:
    with pytest.raises(DataError, match="too large"):
        read_png(grey_png(b"", 100_000, 100_000))


@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_flipped_bit_never_passes_as_another_picture(position: int, bit: int) -> None:
    whole = grey_png(b"".join(bytes([0, *range(i, i + 20)]) for i in range(20)), 20, 20)
    damaged = bytearray(whole)
    damaged[position % len(whole)] ^= 1 << bit
    if damaged[:8] != SIGNATURE:
        return
    # The last chunk marks only the end: a flip in it harms no pixel.
    if position % len(whole) >= len(whole) - 12:
        return
    with pytest.raises(DataError):
        read_png(bytes(damaged))


@given(cut=st.integers(8, 400))
def test_a_png_that_ends_early_is_refused(cut: int) -> None:
    whole = grey_png(np.random.default_rng(1).integers(0, 255, 20 * 21, np.uint8).tobytes(), 20, 20)
    with pytest.raises(DataError):
        read_png(whole[: min(cut, len(whole) - 13)])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"P1\n# a comment\n3 2\n1 0 1\n0 1 0\n", [[0, 1, 0], [1, 0, 1]]),
        (b"P2 3 2 4\n0 1 2\n3 4 0\n", [[0, 0.25, 0.5], [0.75, 1, 0]]),
        (b"P4\n3 2\n\xa0\x40", [[0, 1, 0], [1, 0, 1]]),
        (b"P5\n3 2\n255\n\x00\x33\x66\x99\xcc\xff", [[0, 0.2, 0.4], [0.6, 0.8, 1]]),
        (b"P5\n2 1\n65535\n\x00\x00\xff\xff", [[0, 1]]),
    ],
)
def test_netpbm_formats(content: bytes, expected: list[list[float]]) -> None:
    assert np.allclose(read_netpbm(content)[..., 0], expected)


def test_ppm_keeps_its_colours() -> None:
    picture = read_netpbm(b"P6\n1 1\n255\n\xff\x33\x00")
    assert np.allclose(picture, [[[1, 0.2, 0]]])


@pytest.mark.parametrize(
    "content",
    [b"P5\n3 2\n255\n\x00", b"P5\n0 2\n255\n", b"P5\nx", b"P2 2 2 9\n1 2 3", b"P5 99999 99999 255\n"],
)
def test_damaged_netpbm_is_refused(content: bytes) -> None:
    with pytest.raises(DataError, match=r"damaged|too large"):
        read_netpbm(content)


def test_dark_on_bright_and_bright_on_dark_give_the_same_ink() -> None:
    picture = stroke()
    assert np.allclose(ink_of(picture), 1 - picture, atol=1e-5)
    assert np.allclose(ink_of(1 - picture), 1 - picture, atol=1e-5)


def test_a_photograph_with_shadow_and_grain_gives_clean_paper() -> None:
    generator = np.random.default_rng(5)
    clean = stroke(120, 80)
    light = np.linspace(0.9, 0.55, 120)[:, None] * np.linspace(1, 0.85, 80)
    photo = (light * (0.2 + 0.8 * clean) + generator.normal(0, 0.01, clean.shape)).astype(np.float32)
    ink = ink_of(photo)
    assert ink[clean == 1].max() < 0.1
    assert ink[clean == 0].mean() > 0.5


def test_an_even_sheet_holds_no_ink() -> None:
    assert not ink_of(np.full((20, 30), 0.7, np.float32)).any()


def test_white_ink_on_nothing_is_ink(tmp_path: Path) -> None:
    image = QImage(40, 60, QImage.Format.Format_ARGB32)
    image.fill(QColor(255, 255, 255, 0))
    for y in range(10, 50):
        for x in range(18, 22):
            image.setPixelColor(x, y, QColor(255, 255, 255, 255))
    image.save(str(tmp_path / "white.png"))
    ink = read_ink(tmp_path / "white.png")
    assert ink[30, 20] == 1
    assert ink[30, 5] == 0


@pytest.mark.parametrize(
    ("array", "peak"),
    [
        (np.eye(28, dtype=np.uint8) * 255, 1.0),
        (np.eye(28, dtype=np.float64), 1.0),
        (np.eye(28, dtype=np.float32).reshape(784), 1.0),
        (np.stack([np.eye(28)] * 3, axis=2), 1.0),
        (np.eye(28, dtype=np.float32) * 2 - 1, 1.0),
        (np.eye(28) * 1e38, 1.0),
    ],
)
def test_npy_in_its_usual_forms(array: np.ndarray, peak: float, tmp_path: Path) -> None:
    np.save(tmp_path / "digit.npy", array)
    ink = read_ink(tmp_path / "digit.npy")
    assert ink.shape == (28, 28)
    assert ink.max() == pytest.approx(peak)
    assert ink[0, 14] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.png", b"", "it is empty"),
        ("story.txt", b"once upon a time", "none of PNG"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "it is a JPEG file; save it as PNG, or drop it on the canvas"),
        ("old.bmp", b"BM" + bytes(20), "it is a BMP file"),
        ("new.webp", b"RIFF\0\0\0\0WEBPVP8 ", "it is a WebP file"),
        ("array.npy", b"\x93NUMPY\x01\x00", "damaged"),
    ],
)
def test_what_is_no_picture_is_named(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=sentence) as caught:
        read_ink(tmp_path / name)
    assert name in str(caught.value)


def test_a_pickle_in_an_npy_is_not_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "evil.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(DataError, match="something else than numbers"):
        read_ink(tmp_path / "evil.npy")


def test_the_other_formats_are_read_by_the_window() -> None:
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    assert {name.lower() for name in _OTHER_FORMATS} <= known


def test_numbers_beyond_every_picture_give_no_warning(tmp_path: Path) -> None:
    np.save(tmp_path / "huge.npy", np.full((28, 28), 1e300))
    with pytest.raises(DataError, match="not finite"):
        read_ink(tmp_path / "huge.npy")


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="No such file"):
        read_ink(tmp_path / "nothing.png")
    with pytest.raises(DataError, match="directory"):
        read_ink(tmp_path)
