"""Curves and lines that take the plotted area from the panel: they are painted where their values are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.theme import LIGHT
from playground.views.framed_curve import FramedCurve
from playground.views.framed_line import FramedLine
from playground.views.plot_panel import PlotPanel

RED = QColor(255, 0, 0)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[PlotPanel]:
    # In a window, as always: pyqtgraph's views don't survive being closed by themselves.
    window = QWidget()
    qtbot.addWidget(window)
    panel = PlotPanel("plot", "Plot", window)
    panel.resize(300, 200)
    panel.set_theme(LIGHT)
    panel.set_x_axis(0.0, 10.0, [])
    panel.set_y_axis(0.0, 1.0, [])
    with qtbot.waitExposed(window):
        window.show()
    yield panel
    window.close()


def red_pixels(panel: PlotPanel) -> tuple[np.ndarray, np.ndarray]:
    """Where the panel is red, as shares of the plotted area: across, and from the bottom up."""
    image = panel.grab().toImage()
    found = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).red() > 200 and image.pixelColor(x, y).green() < 60
    ]
    box = panel.plot_rect()
    xs, ys = np.array(found, float).reshape(-1, 2).T / image.devicePixelRatio()
    return (xs - box.left()) / box.width(), (box.bottom() - ys) / box.height()


def test_a_curve_is_painted_wherever_the_axes_go(panel: PlotPanel) -> None:
    curve = FramedCurve()
    curve.setPen(pg.mkPen(RED, width=1))
    panel.add_curve(curve)
    for high in (10.0, 1000.0):
        panel.set_x_axis(0.0, high, [])
        curve.set_points(np.array([0.0, high]), np.array([0.25, 0.25]))
        across, up = red_pixels(panel)
        assert across.min() < 0.03
        assert across.max() > 0.97
        assert up.mean() == pytest.approx(0.25, abs=0.03)
    panel.remove_curve(curve)
    assert not len(red_pixels(panel)[0])


def test_a_line_stands_at_its_value_from_edge_to_edge(panel: PlotPanel) -> None:
    line = FramedLine()
    line.set_pen(pg.mkPen(RED, width=1))
    panel.add_line(line)
    for value, high, at in ((2.5, 10.0, 0.25), (2.5, 5.0, 0.5), (4.0, 5.0, 0.8)):
        panel.set_x_axis(0.0, high, [])
        line.set_value(value)
        across, up = red_pixels(panel)
        assert across == pytest.approx(at, abs=0.02)
        assert up.min() < 0.03
        assert up.max() > 0.97
    line.hide()
    assert not len(red_pixels(panel)[0])
