"""Icons: monochrome drawings of our own, tinted by the theme.

`QIcon.fromTheme` is empty on many desktops and never follows our palette, so every icon is an SVG with
strokes of `currentColor`; here that word becomes a colour of the theme, for each state of the icon.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from playground.data.resources import read_text
from playground.theme import Theme

_SIZES_PX = (16, 32)
"""For a plain and for a dense screen; each size costs a millisecond of the start."""


def themed_icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The icon `name`, drawn in the theme's text colour or in `colour`; faint when disabled."""
    icon = QIcon()
    tint = colour or theme.text
    for size in _SIZES_PX:
        icon.addPixmap(_tinted(name, tint, size, 1.0), QIcon.Mode.Normal)
        icon.addPixmap(_tinted(name, tint, size, 0.35), QIcon.Mode.Disabled)
    return icon


@cache
def app_icon() -> QIcon:
    """The program's own icon, in its own colours."""
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(_tinted("backprop-playground", "", size, 1.0))
    return icon


@cache
def _drawing(name: str) -> str:
    return read_text("icons", f"{name}.svg")


def _tinted(name: str, colour: str, size_px: int, opacity: float) -> QPixmap:
    source = _drawing(name).replace("currentColor", colour)
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(opacity)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return QPixmap.fromImage(image)
