"""How plots are drawn: fonts, pens and colours, all taken from the theme."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen

from playground.theme import Theme


def mix(first: str, second: str, share: float) -> str:
    """The colour `share` (0…1) of the way from `first` to `second`, opaque, so that it never costs
    blending."""
    parts = []
    for start in (1, 3, 5):
        a, b = int(first[start : start + 2], 16), int(second[start : start + 2], 16)
        parts.append(round(a + (b - a) * share))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def small_font(theme: Theme, *, bold: bool = False) -> QFont:
    """The font of tick labels, read-outs and small controls, with figures of one width."""
    font = QFont()
    font.setPixelSize(theme.small_px)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def colour_word(name: str) -> str:
    """The name of a colour of the theme, for a sentence about it."""
    return QCoreApplication.translate("Theme", name)


def line_pen(colour: str, *, width: int = 1, dashed: bool = False) -> QPen:
    """A cosmetic pen; width 1 stays on Qt's fast path, so 2 is for short lines only."""
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin if width > 1 else Qt.PenJoinStyle.BevelJoin)
    if dashed:
        pen.setDashPattern([4.0, 2.5])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def fill_brush(colour: str) -> QBrush:
    """A plain brush."""
    return QBrush(QColor(colour))


def faint(theme: Theme, colour: str, share: float = 0.72) -> str:
    """`colour` faded into the background of plots: the raw data behind a smoothed line."""
    return mix(colour, theme.plot, share)


def header_style(theme: Theme) -> str:
    """Style sheet of the small controls in the header row of an instrument."""
    return (
        f"QToolButton {{ border: none; border-radius: 3px; padding: 1px 4px; margin: 0;"
        f" background: transparent; color: {theme.text_muted}; font-size: {theme.small_px}px; }}"
        f"QToolButton:hover, QToolButton:focus {{ background: {theme.hover}; color: {theme.text}; }}"
        f"QToolButton:focus {{ border: 1px solid {theme.accent}; padding: 0px 3px; }}"
        f"QToolButton:checked {{ color: {theme.accent};"
        f" background: {mix(theme.accent, theme.surface, 0.86)}; }}"
        f"QToolButton:disabled {{ color: {mix(theme.text_muted, theme.surface, 0.5)}; }}"
        f"QToolButton::menu-indicator {{ image: none; width: 0; }}"
        f"QLabel {{ color: {theme.text_muted}; font-size: {theme.body_px}px; background: transparent; }}"
    )
