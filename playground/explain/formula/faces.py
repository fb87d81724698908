"""The letters of formulas: which fonts, and how wide they are."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath

# A book face with real italics and Greek, whichever of them the system has: those of macOS and Windows first.
_FAMILIES = (
    "STIX Two Text",
    "Cambria",
    "Palatino Linotype",
    "Palatino",
    "TeX Gyre Pagella",
    "P052",
    "Libertinus Serif",
    "TeX Gyre Termes",
    "Times New Roman",
    "Liberation Serif",
    "Nimbus Roman",
    "DejaVu Serif",
)


@cache
def font_of(face: str, size: int) -> QFont:
    """The font of a face: `upright`, `italic` or `big`."""
    font = QFont()
    font.setFamilies(list(_FAMILIES))
    font.setStyleHint(QFont.StyleHint.Serif)
    font.setPixelSize(size)
    font.setItalic(face == "italic")
    # Letters are placed by fractions of a pixel; hinted widths would make the gaps uneven.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setKerning(True)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setFeature(QFont.Tag("lnum"), 1)
    return font


@cache
def metrics_of(face: str, size: int) -> QFontMetricsF:
    """Widths and heights of a face."""
    return QFontMetricsF(font_of(face, size))


@cache
def advance(text: str, face: str, size: int) -> float:
    """How far the next letter is."""
    return metrics_of(face, size).horizontalAdvance(text)


@cache
def ink_of(text: str, face: str, size: int) -> QRectF:
    """The rectangle that the ink really fills, relative to the baseline."""
    # `tightBoundingRect` always takes the baseline in; the outline tells where the ink is.
    path = QPainterPath()
    path.addText(QPointF(0.0, 0.0), font_of(face, size), text)
    return path.boundingRect()


@cache
def math_axis(size: int) -> float:
    """How high above the baseline the bars of fractions lie: the middle of a minus."""
    return -ink_of("−", "upright", size).center().y()
