"""What stands still around a plot is painted once, and is the same as if it were painted each time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.theme import DARK, LIGHT
from playground.views.framed_curve import FramedCurve
from playground.views.plot_panel import PlotPanel
from playground.views.plot_style import fill_brush
from playground.views.quick_paint import RoundMarks, draw_line
from playground.views.view_export import picture_of

SIZE = QSize(240, 160)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[PlotPanel]:
    window = QWidget()
    qtbot.addWidget(window)
    panel = PlotPanel("plot", "Plot", window)
    panel.resize(SIZE)
    panel.set_titles("Name of the plot", "updates")
    panel.set_x_axis(0.0, 10.0, [(0.0, "0"), (5.0, "5"), (10.0, "10")])
    panel.set_y_axis(0.0, 1.0, [(0.0, "0"), (0.5, "0.5"), (1.0, "1")])
    with qtbot.waitExposed(window):
        window.show()
    yield panel
    window.close()


def painted(panel: PlotPanel) -> QImage:
    image = QImage(panel.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(panel.font())
    panel.axes.paint(painter)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_picture_is_what_would_be_painted(panel: PlotPanel, theme: object) -> None:
    panel.set_theme(theme)  # type: ignore[arg-type]
    for high in (10.0, 20.0):
        panel.set_x_axis(0.0, high, [(0.0, "0"), (high, f"{high:.0f}")])
        shown = panel.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        assert shown == painted(panel)


def test_only_new_axes_make_a_new_picture(panel: PlotPanel) -> None:
    panel.grab()
    first = panel._still._picture
    curve = FramedCurve()
    panel.add_curve(curve)
    curve.set_points(np.array([0.0, 5.0]), np.array([0.2, 0.8]))
    panel.grab()
    assert panel._still._picture is first
    panel.set_y_axis(0.0, 2.0, [(0.0, "0"), (2.0, "2")])
    panel.grab()
    assert panel._still._picture is not first


def test_a_file_at_twice_the_size_isnt_an_enlarged_picture(panel: PlotPanel) -> None:
    image = picture_of(panel.parentWidget()).copy(0, 0, 2 * SIZE.width(), 2 * SIZE.height())
    small = panel.grab().toImage().scaled(2 * SIZE)
    assert image != small.convertToFormat(image.format())
    # Neighbours that differ within what would be one enlarged pixel.
    fine = sum(
        image.pixelColor(x, 3) != image.pixelColor(x + 1, 3) for x in range(0, 2 * SIZE.width() - 1, 2)
    )
    assert fine > 0


def line_pixels(pen: QPen, *, is_quick: bool) -> np.ndarray:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    polygon = QPolygonF([QPointF(5, 10), QPointF(30, 20), QPointF(55, 50)])
    if is_quick:
        draw_line(painter, polygon, pen)
    else:
        painter.setPen(pen)
        painter.drawPolyline(polygon)
    painter.end()
    return np.array([[image.pixelColor(x, y).red() < 128 for x in range(60)] for y in range(60)])


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_quick_line_is_as_wide_as_a_wide_one(width: int) -> None:
    pen = QPen(QColor("black"), width)
    pen.setCosmetic(True)
    quick, slow = (line_pixels(pen, is_quick=is_quick) for is_quick in (True, False))
    assert quick.sum() == pytest.approx(slow.sum(), rel=0.3)
    # No pixel of either is farther than one from the other.
    for one, other in ((quick, slow), (slow, quick)):
        near = np.zeros_like(other)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                near |= np.roll(np.roll(other, dy, axis=0), dx, axis=1)
        assert not (one & ~near).any()


def test_in_a_file_lines_and_marks_stay_shapes(qtbot: QtBot, tmp_path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(tmp_path / "plot.svg"))
    generator.setViewBox(QRect(0, 0, 60, 60))
    painter = QPainter(generator)
    draw_line(painter, QPolygonF([QPointF(0, 0), QPointF(9, 9)]), QPen(QColor("black"), 2))
    RoundMarks().draw(painter, np.array([20.0]), np.array([30.0]), 5.0, QPen(), fill_brush("red"))
    painter.end()
    text = (tmp_path / "plot.svg").read_text()
    assert text.count("<polyline") == 1
    assert 'stroke-width="2"' in text
    assert "<image" not in text


def test_marks_stand_where_they_are_put(qtbot: QtBot) -> None:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    marks = RoundMarks()
    for places in ([20.0], [40.0]):
        marks.draw(painter, np.array(places), np.array([30.0]), 7.0, QPen(QColor("black")), fill_brush("red"))
    painter.end()
    red = [(x, y) for x in range(60) for y in range(60) if image.pixelColor(x, y) == QColor("red")]
    across = np.array([x for x, _ in red], float)
    assert np.mean(across[across < 30]) == pytest.approx(20.0, abs=1.0)
    assert np.mean(across[across > 30]) == pytest.approx(40.0, abs=1.0)
    assert np.mean([y for _, y in red]) == pytest.approx(30.0, abs=1.0)
