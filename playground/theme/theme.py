"""The light and the dark theme."""

from __future__ import annotations

from dataclasses import dataclass

from playground.theme.colormaps import sample_sequential

# Okabe and Ito (2008), "Color Universal Design", in an order that keeps neighbours apart; black becomes text.
OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
# pyqtgraph's symbol names, one a class, so that colour never stands alone.
CLASS_SYMBOLS = ("o", "s", "t", "d", "+", "x", "star", "p", "h", "t1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Every colour and size that is painted. Colours are #rrggbb."""

    name: str
    is_dark: bool

    window: str
    """Behind everything."""
    surface: str
    """Panels, docks, the tool bar."""
    raised: str
    """Buttons and fields on a surface."""
    hover: str
    plot: str
    """Background of plots and of the stage."""
    border: str
    grid: str

    text: str
    text_muted: str
    """Axis labels, units, explanations: still 4.5:1."""
    accent: str
    """The one colour that says "press here" and "selected"."""
    on_accent: str

    positive: str
    """Weights, activations, gradients above zero; class one."""
    negative: str
    positive_name: str = "blue"
    negative_name: str = "orange"
    """The two colours in words, for sentences about them: to be translated in the context "Theme"."""
    zero: str
    """The middle of the diverging map: close to the background, so that nothing shows where nothing is."""

    training: str
    """Curves of the training set (solid)."""
    test: str
    """Curves of the test set (dashed)."""
    healthy: str
    """Band of healthy gradients, and success."""
    warning: str
    error: str

    sequential_from: float
    sequential_to: float
    """Part of the sequential map that is readable on `plot`."""

    body_px: int = 13
    small_px: int = 11
    title_px: int = 15
    """Two sizes and a title."""
    grid_px: int = 8
    """Every distance is a multiple of this, or half of it."""

    def layer_colour(self, layer_index: int, n_layers: int) -> str:
        """Colour of a layer: its place in the network along the sequential map."""
        t = 0.5 if n_layers < 2 else layer_index / (n_layers - 1)
        return sample_sequential(self.sequential_from + t * (self.sequential_to - self.sequential_from))

    def class_colour(self, class_index: int, n_classes: int = 0) -> str:
        """Colour of a class: orange and blue where there are two, else in Okabe–Ito order."""
        if n_classes == 2 and class_index < 2:
            return self.positive if class_index == 1 else self.negative
        return OKABE_ITO[class_index % len(OKABE_ITO)]

    def class_symbol(self, class_index: int) -> str:
        """Symbol of a class, so that colour never stands alone."""
        return CLASS_SYMBOLS[class_index % len(CLASS_SYMBOLS)]


LIGHT = Theme(
    name="light",
    is_dark=False,
    window="#eceff3",
    surface="#f7f8fa",
    raised="#ffffff",
    hover="#e4ebf4",
    plot="#ffffff",
    border="#cfd6df",
    grid="#e3e8ee",
    text="#1b222c",
    text_muted="#55606f",
    accent="#1762b8",
    on_accent="#ffffff",
    positive="#0f6dbd",
    negative="#b04a02",
    zero="#eef0f3",
    training="#0f6dbd",
    test="#b0460a",
    healthy="#1c7a4c",
    warning="#8a5a00",
    error="#b3261e",
    sequential_from=0.0,
    sequential_to=0.62,
)

DARK = Theme(
    name="dark",
    is_dark=True,
    window="#12151a",
    surface="#1a1e25",
    raised="#252b35",
    hover="#303845",
    plot="#151920",
    border="#333b47",
    grid="#262d37",
    text="#e7ebf1",
    text_muted="#9eabbb",
    accent="#5aa9f5",
    on_accent="#0c1219",
    positive="#58aef8",
    negative="#f79a4b",
    zero="#232933",
    training="#58aef8",
    test="#f7a65f",
    healthy="#5cc98f",
    warning="#f0be55",
    error="#ff8b82",
    sequential_from=0.36,
    sequential_to=1.0,
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


def relative_luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2): 0 for black, 1 for white."""
    channels = []
    for start in (1, 3, 5):
        value = int(colour[start : start + 2], 16) / 255
        channels.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    red, green, blue = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(first: str, second: str) -> float:
    """Contrast of two colours (WCAG 2.2): 1 for none, 21 for black on white."""
    brighter, darker = sorted((relative_luminance(first), relative_luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)
