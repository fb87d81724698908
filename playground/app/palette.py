"""From a `Theme` to what Qt understands: a palette for Fusion and one small style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from playground.app.style_sheet import style_sheet
from playground.theme import Theme


def make_palette(theme: Theme) -> QPalette:
    """The palette that Fusion draws with; disabled text is muted, never invisible."""
    palette = QPalette()
    role = QPalette.ColorRole
    for colour_role, colour in {
        role.Window: theme.surface,
        role.WindowText: theme.text,
        role.Base: theme.raised,
        role.AlternateBase: theme.surface,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Text: theme.text,
        role.PlaceholderText: theme.text_muted,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Light: theme.hover,
        role.Midlight: theme.hover,
        role.Mid: theme.border,
        role.Dark: theme.border,
        role.Shadow: theme.border,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
    }.items():
        palette.setColor(colour_role, QColor(colour))
    faint = QColor(theme.text_muted)
    faint.setAlphaF(0.7)
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, faint)
    return palette


_DRESSED = "is_dressed_in_fusion"


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole program: style, palette, font size, style sheet."""
    # Once: with a style sheet, the style no longer tells its name, and setting it dresses every widget anew.
    if app.property(_DRESSED) is None:
        app.setStyle("Fusion")
        app.setProperty(_DRESSED, True)
    app.setPalette(make_palette(theme))
    font = QFont(app.font())
    font.setPixelSize(theme.body_px)
    # Digits of one width, so that changing numbers don't jump.
    font.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(font)
    app.setStyleSheet(style_sheet(theme))
