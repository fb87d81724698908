"""Icons are tinted, and the pictures of the style sheet wear the theme's colours."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QIcon

from playground.app.icons import app_icon, themed_icon
from playground.app.style_sheet import style_sheet
from playground.data.resources import read_text
from playground.theme import THEMES, Theme

both = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())


def inked(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> list[QColor]:
    image = icon.pixmap(16, 16, mode).toImage()
    colours = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return [colour for colour in colours if colour.alpha() > 0]


@both
@pytest.mark.parametrize("name", ["play", "pause", "step", "epoch", "restart", "dice", "undo", "sun", "moon"])
def test_an_icon_is_drawn_in_the_colour_of_the_text(qapp: object, theme: Theme, name: str) -> None:
    pixels = inked(themed_icon(name, theme))
    assert len(pixels) > 20
    strongest = max(pixels, key=QColor.alpha)
    assert strongest.name() == theme.text


@both
def test_a_disabled_icon_is_fainter(qapp: object, theme: Theme) -> None:
    icon = themed_icon("play", theme)
    assert max(c.alpha() for c in inked(icon, QIcon.Mode.Disabled)) < max(c.alpha() for c in inked(icon))


def test_the_program_has_an_icon_in_colours(qapp: object) -> None:
    pixels = inked(app_icon())
    assert len({colour.name() for colour in pixels}) > 10


@both
def test_the_pictures_of_the_style_sheet_wear_the_colours_of_the_theme(theme: Theme) -> None:
    for name in ("chevron_down", "dock_close", "dock_float"):
        assert f'stroke="{theme.text_muted}"' in read_text("icons", f"{name}_{theme.name}.svg")
    assert f'stroke="{theme.on_accent}"' in read_text("icons", f"tick_{theme.name}.svg")


@both
def test_the_style_sheet_has_no_hole_and_no_colour_of_its_own(theme: Theme) -> None:
    import re

    sheet = style_sheet(theme)
    assert "$" not in sheet
    colours = {getattr(theme, name) for name in theme.__slots__}
    assert set(re.findall(r"#[0-9a-f]{6}\b", sheet)) <= colours
