"""The look of the one button that goes on."""

from __future__ import annotations

from playground.theme import Theme


def primary_style(theme: Theme) -> str:
    """Style sheet of a button that is filled with the accent."""
    return (
        f"QPushButton {{ background: {theme.accent}; color: {theme.on_accent};"
        f" border: 1px solid {theme.accent}; font-weight: 600; padding: 4px 12px; border-radius: 5px; }}"
        f"QPushButton:hover, QPushButton:focus {{ border-color: {theme.text}; }}"
        f"QPushButton:disabled {{ background: {theme.surface}; color: {theme.text_muted};"
        f" border-color: {theme.border}; }}"
    )
