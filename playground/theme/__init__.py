"""The look as values: one `Theme` feeds the palette of Qt, the plots, the painted diagrams and the icons.

No Qt here, so that the contrast of every pair of colours can be computed in a test. The package lies below
the panels because each of them paints with it.
"""

from playground.theme.colormaps import diverging_lut, sample_sequential, sequential_lut
from playground.theme.looks import COLOUR_CHOICES, TEXT_PERCENTS, dressed
from playground.theme.theme import DARK, LIGHT, THEMES, Theme, contrast_ratio

__all__ = [
    "COLOUR_CHOICES",
    "DARK",
    "LIGHT",
    "TEXT_PERCENTS",
    "THEMES",
    "Theme",
    "contrast_ratio",
    "diverging_lut",
    "dressed",
    "sample_sequential",
    "sequential_lut",
]
