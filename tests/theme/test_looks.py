"""Other colours can be read as well, keep their words, and text grows with its rows in mind."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise

import pytest

from playground.theme import COLOUR_CHOICES, DARK, LIGHT, TEXT_PERCENTS, Theme, contrast_ratio, dressed

TEXT = (
    "text",
    "text_muted",
    "accent",
    "positive",
    "negative",
    "training",
    "test",
    "healthy",
    "warning",
    "error",
)
BACKGROUNDS = ("window", "surface", "raised", "plot", "hover")

every_look = pytest.mark.parametrize(
    "look",
    [dressed(theme, colours) for theme in (LIGHT, DARK) for colours in COLOUR_CHOICES],
    ids=[f"{theme.name}-{colours}" for theme in (LIGHT, DARK) for colours in COLOUR_CHOICES],
)


@every_look
def test_text_can_be_read_in_every_look(look: Theme) -> None:
    for text in TEXT:
        for background in BACKGROUNDS:
            ratio = contrast_ratio(getattr(look, text), getattr(look, background))
            # Coloured words on what is under the pointer are large or bold.
            assert ratio >= (4.5 if background != "hover" or text.startswith("text") else 3.0), (
                text,
                background,
            )
    assert contrast_ratio(look.on_accent, look.accent) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=("light", "dark"))
def test_high_contrast_is_high(theme: Theme) -> None:
    look = dressed(theme, "high_contrast")
    for text in TEXT:
        for background in ("window", "surface", "raised", "plot"):
            assert contrast_ratio(getattr(look, text), getattr(look, background)) >= 7.0, (text, background)
    # Borders of controls are seen as well (WCAG 2.2, 1.4.11).
    assert contrast_ratio(look.border, look.surface) >= 3.0


@every_look
def test_the_words_name_the_colours(look: Theme) -> None:
    strongest = {}
    for name, colour in ((look.positive_name, look.positive), (look.negative_name, look.negative)):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        strongest[name] = {
            "blue": blue > green > red,
            "orange": red > green > blue,
            "green": green > max(red, blue),
            "purple": min(red, blue) > green,
        }[name]
    assert len(strongest) == 2
    assert all(strongest.values()), strongest


@every_look
def test_zero_stays_calm(look: Theme) -> None:
    assert contrast_ratio(look.zero, look.plot) < 1.3


def test_an_unknown_choice_changes_nothing() -> None:
    assert dressed(LIGHT, "no such colours", 999) == LIGHT


def test_text_grows_and_nothing_else() -> None:
    sizes = [dressed(DARK, text_percent=percent) for percent in TEXT_PERCENTS]
    for before, after in pairwise(sizes):
        assert before.small_px < after.small_px < after.body_px < after.title_px
        assert before.body_px < after.body_px
        kept = {"small_px": before.small_px, "body_px": before.body_px, "title_px": before.title_px}
        assert replace(after, **kept) == before


def test_colours_are_written_alike() -> None:
    colours = [f.name for f in fields(Theme) if str(getattr(LIGHT, f.name)).startswith("#")]
    for theme in (LIGHT, DARK):
        for choice in COLOUR_CHOICES:
            look = dressed(theme, choice)
            assert all(len(getattr(look, name)) == 7 for name in colours)
