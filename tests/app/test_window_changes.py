"""Layout, size and theme can be changed while it trains."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QToolButton,
)
from pytestqt.qtbot import QtBot
from window_hands import FIXED_NAMES, child, step_of

from playground.app.frame_clock import is_in_sight
from playground.app.main_window import MainWindow
from playground.app.startup import WindowSession
from playground.training.messages import Snapshot

OpenSession = Callable[..., WindowSession]


def test_a_hidden_instrument_asks_for_nothing(window: MainWindow, qtbot: QtBot) -> None:
    seen: list[Snapshot] = []
    window.docks.docks["histograms"].hide()
    window.docks.docks["surface"].hide()
    qtbot.wait(100)
    window.clock.snapshot_shown.connect(seen.append)
    qtbot.waitUntil(lambda: len(seen) > 10)
    assert all(snapshot.histograms is None and snapshot.surface is None for snapshot in seen)


def test_reset_layout_puts_every_dock_back(window: MainWindow, qtbot: QtBot) -> None:
    docks = window.docks.docks
    docks["loss"].setFloating(True)
    docks["surface"].hide()
    window.tabifyDockWidget(docks["gradients"], docks["histograms"])
    window.command["reset_layout"].trigger()
    qtbot.wait(50)
    assert not any(dock.isFloating() for dock in docks.values())
    assert {name for name, dock in docks.items() if dock.isHidden()} == {"microscope"}
    for first, behind in (
        ("loss", {"answers", "runs"}),
        ("gradients", {"space", "batch", "robustness"}),
        ("histograms", set()),
        ("surface", set()),
    ):
        assert set(window.tabifiedDockWidgets(docks[first])) == {docks[name] for name in behind}
        assert is_in_sight(docks[first])


def test_a_screen_of_1024_pixels_is_enough(open_session: OpenSession, qtbot: QtBot) -> None:
    session = open_session(size=(1024, 700))
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: session.first_frame_s is not None, timeout=15_000)
    assert (window.width(), window.height()) == (1024, 700)
    surface, weights = child(window, "surface_dock"), child(window, "histograms_dock")
    assert is_in_sight(weights)
    assert not is_in_sight(surface)
    surface.raise_()
    qtbot.waitUntil(lambda: is_in_sight(surface))
    window.command["reset_layout"].trigger()
    assert window.width() == 1024
    window.resize(1280, 720)
    window.command["reset_layout"].trigger()
    qtbot.waitUntil(lambda: is_in_sight(surface) and is_in_sight(weights))


def test_the_theme_can_be_changed_while_it_trains(window: MainWindow, session: WindowSession) -> None:
    window.command["theme_dark"].trigger()
    assert session.themes.theme.is_dark
    assert window.settings.theme == "dark"
    assert window.tool_bar.palette().window().color().name() == session.themes.theme.surface
    window.command["colours_purple_green"].trigger()
    window.command["larger_text"].trigger()
    assert window.settings.colours == "purple_green"
    assert window.settings.text_percent == session.themes.text_percent > 100
    assert window.panels.plane.legend.font().pixelSize() == session.themes.theme.body_px
    window.command["usual_text"].trigger()
    assert window.settings.text_percent == 100


def test_nothing_is_cut_off_at_the_smallest_size(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    qtbot.wait(50)
    assert (window.width(), window.height()) == (1280, 720)
    extension = window.tool_bar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert extension is None or not extension.isVisible()
    frame = window.rect()
    for name in FIXED_NAMES:
        widget = child(window, name)
        corner = widget.mapTo(window, QPoint(0, 0))
        assert frame.contains(corner), name
        assert frame.contains(corner + QPoint(widget.width() - 1, widget.height() - 1)), name


def test_a_slow_speed_is_kept_by_the_next_run(window: MainWindow, qtbot: QtBot) -> None:
    slider = window.tool_bar.speed_slider
    slider.setValue(1)
    window.run.restart()
    qtbot.waitUntil(lambda: window.clock.shown is not None)
    start = step_of(window)
    qtbot.wait(1000)
    assert step_of(window) - start <= 8
