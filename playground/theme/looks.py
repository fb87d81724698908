"""What a person may change about a theme: colours for other eyes, and the size of text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType

from playground.theme.theme import Theme

STANDARD = "standard"
COLOUR_CHOICES = (STANDARD, "purple_green", "high_contrast")
TEXT_PERCENTS = (100, 110, 125, 150)
"""Sizes of text, in hundredths of the usual one. Beyond the last, rows would need other heights."""

# Purple and green: the ends of ColorBrewer's PRGn (Brewer 2003), which no kind of colour blindness confuses.
# Success is blue there, since green says "above zero".
_CHANGES = MappingProxyType(
    {
        ("purple_green", False): {
            "positive": "#14702f",
            "negative": "#7a2a92",
            "training": "#14702f",
            "test": "#7a2a92",
            "healthy": "#1762b8",
        },
        ("purple_green", True): {
            "positive": "#66cf86",
            "negative": "#cf9df5",
            "training": "#66cf86",
            "test": "#cf9df5",
            "healthy": "#5aa9f5",
        },
        ("high_contrast", False): {
            "window": "#ffffff",
            "surface": "#ffffff",
            "hover": "#d9e6f7",
            "border": "#6a7480",
            "grid": "#c3cad3",
            "text": "#000000",
            "text_muted": "#2c333c",
            "accent": "#00449e",
            "positive": "#00449e",
            "negative": "#8a3000",
            "training": "#00449e",
            "test": "#8a3000",
            "healthy": "#00582f",
            "warning": "#663c00",
            "error": "#9a0d10",
        },
        ("high_contrast", True): {
            "window": "#000000",
            "surface": "#000000",
            "raised": "#10141a",
            "hover": "#26303d",
            "plot": "#000000",
            "border": "#8b95a3",
            "grid": "#3a424e",
            "text": "#ffffff",
            "text_muted": "#d5dce5",
            "accent": "#7cc4ff",
            "on_accent": "#000000",
            "positive": "#7cc4ff",
            "negative": "#ffae6b",
            "zero": "#181d24",
            "training": "#7cc4ff",
            "test": "#ffae6b",
            "healthy": "#7fe3ac",
            "warning": "#ffd27a",
            "error": "#ffb0a8",
        },
    }
)
_NAMES = MappingProxyType({"purple_green": {"positive_name": "green", "negative_name": "purple"}})


@cache
def dressed(theme: Theme, colours: str = STANDARD, text_percent: int = 100) -> Theme:
    """`theme` in other colours and with text of another size; an unknown choice changes nothing."""
    if text_percent in TEXT_PERCENTS:
        sizes = {
            name: round(getattr(theme, name) * text_percent / 100)
            for name in ("body_px", "small_px", "title_px")
        }
        theme = replace(theme, **sizes)
    changes = {**_CHANGES.get((colours, theme.is_dark), {}), **_NAMES.get(colours, {})}
    return replace(theme, **changes)  # type: ignore[arg-type]  # only names of colours
