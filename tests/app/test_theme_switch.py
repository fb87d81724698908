"""What was chosen is worn, told once, and never out of range."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from playground.app import theme_switch
from playground.app.palette import apply_theme
from playground.app.theme_switch import ThemeSwitch
from playground.theme import LIGHT, TEXT_PERCENTS


@pytest.fixture
def switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    """A switch that starts with the light theme; the program is undressed afterwards."""
    switch = ThemeSwitch(qapp, "light")
    yield switch
    switch.deleteLater()
    apply_theme(qapp, LIGHT)


def test_other_colours_are_told_once(switch: ThemeSwitch) -> None:
    told = []
    switch.theme_changed.connect(told.append)
    switch.choose_colours("purple_green")
    switch.choose_colours("purple_green")
    assert [theme.positive_name for theme in told] == ["green"]
    assert not told[0].is_dark
    switch.choose("dark")
    assert told[-1].is_dark
    assert told[-1].positive_name == "green"


def test_text_grows_to_the_last_size_and_back(
    switch: ThemeSwitch, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_switch, "_LARGEST_NEEDS_PX", 0)
    usual = qapp.font().pixelSize()
    for _ in range(5):
        switch.scale_text(1)
    assert switch.text_percent == TEXT_PERCENTS[-1]
    assert not switch.can_scale_text(1)
    assert qapp.font().pixelSize() == switch.theme.body_px > usual
    switch.scale_text(0)
    assert qapp.font().pixelSize() == usual
    assert not switch.can_scale_text(-1)


def test_the_largest_text_is_for_wide_screens(
    switch: ThemeSwitch, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_switch, "_LARGEST_NEEDS_PX", 100_000)
    for _ in range(5):
        switch.scale_text(1)
    assert switch.text_percent == TEXT_PERCENTS[-2]
    assert not switch.can_scale_text(1)
    kept = ThemeSwitch(qapp, "light", text_percent=TEXT_PERCENTS[-1])
    assert kept.text_percent == TEXT_PERCENTS[0]
    kept.deleteLater()


def test_odd_settings_give_the_first_look(qapp: QApplication) -> None:
    switch = ThemeSwitch(qapp, "pink", colours="none", text_percent=17)
    assert (switch.choice, switch.colours, switch.text_percent) == ("system", "standard", 100)
    switch.deleteLater()
