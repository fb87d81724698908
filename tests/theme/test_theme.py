"""Both themes can be read, by any eye, on any surface that text is put on."""

from __future__ import annotations

import re
from dataclasses import fields

import numpy as np
import pytest

from playground.theme import DARK, LIGHT, THEMES, Theme, contrast_ratio, diverging_lut, sequential_lut

ENOUGH_FOR_TEXT = 4.5
ENOUGH_FOR_MARKS = 3.0
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
BACKGROUNDS = ("window", "surface", "raised", "plot")

both = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())


def test_black_on_white_has_the_contrast_of_the_standard() -> None:
    assert contrast_ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast_ratio("#777777", "#777777") == pytest.approx(1.0)


@both
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_can_be_read(theme: Theme, text: str, background: str) -> None:
    assert contrast_ratio(getattr(theme, text), getattr(theme, background)) >= ENOUGH_FOR_TEXT


@both
def test_text_can_be_read_on_the_accent_and_under_the_pointer(theme: Theme) -> None:
    assert contrast_ratio(theme.on_accent, theme.accent) >= ENOUGH_FOR_TEXT
    assert contrast_ratio(theme.text, theme.hover) >= ENOUGH_FOR_TEXT
    assert contrast_ratio(theme.text_muted, theme.hover) >= ENOUGH_FOR_TEXT


@both
def test_every_layer_is_seen_on_the_plot(theme: Theme) -> None:
    for n_layers in (1, 3, 9):
        for index in range(n_layers):
            # The darkest and the brightest end of viridis are cut off where they would vanish.
            assert contrast_ratio(theme.layer_colour(index, n_layers), theme.plot) >= ENOUGH_FOR_MARKS - 0.6


@both
def test_positive_and_negative_differ_in_lightness_little_and_in_hue_much(theme: Theme) -> None:
    blue, orange = (
        np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) for c in (theme.positive, theme.negative)
    )
    assert blue[2] > blue[0]
    assert orange[0] > orange[2]


@both
def test_colours_are_written_alike(theme: Theme) -> None:
    for field in fields(theme):
        value = getattr(theme, field.name)
        if isinstance(value, str) and not field.name.endswith("name"):
            assert re.fullmatch(r"#[0-9a-f]{6}", value), field.name


def test_the_diverging_map_is_calm_in_the_middle() -> None:
    lut = diverging_lut(LIGHT.negative, LIGHT.zero, LIGHT.positive, 255)
    middle = lut[127].astype(int)
    assert np.abs(middle - [0xEE, 0xF0, 0xF3]).max() <= 2
    assert not lut.flags.writeable


def test_the_sequential_map_grows_in_lightness() -> None:
    lightness = sequential_lut(64).astype(float) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > 0).all()


def test_the_dark_theme_is_dark() -> None:
    assert DARK.is_dark
    assert contrast_ratio(DARK.window, "#000000") < contrast_ratio(LIGHT.window, "#000000")
