"""What the histograms show, page by page."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.theme import DARK, LIGHT
from playground.training.messages import Histograms, Snapshot
from playground.views.histogram_cells import shares, spread
from playground.views.histogram_grid import grid_shape
from playground.views.histogram_view import HistogramView
from playground.views.plot_style import small_font

MakeSnapshot = Callable[..., Snapshot]
MakeHistograms = Callable[..., Histograms]


@pytest.fixture
def view(qtbot: QtBot) -> HistogramView:
    widget = HistogramView()
    qtbot.addWidget(widget)
    widget.resize(340, 150)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.mark.parametrize(
    ("n", "size", "shape"),
    [
        (1, (340, 126), (1, 1)),
        (3, (340, 126), (3, 1)),
        (9, (340, 126), (3, 2)),
        (9, (640, 376), (3, 3)),
        (64, (100, 50), (1, 1)),
    ],
)
def test_grid_keeps_cells_readable(n: int, size: tuple[int, int], shape: tuple[int, int]) -> None:
    assert grid_shape(n, *size) == shape


def test_shares_and_spread(histograms: MakeHistograms) -> None:
    layer = histograms(3).layers[2]
    assert shares(layer.now).sum() == pytest.approx(1.0)
    start, now = spread(layer)
    assert start == pytest.approx(0.2, rel=0.02)
    assert now == layer.std
    assert shares(np.zeros(4, dtype=np.int64)).tolist() == [0.0] * 4


def test_bars_stand_where_the_weights_are(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms
) -> None:
    view.set_snapshot(snapshot(histograms=histograms(1)))
    picture = view.grid.grab().toImage()
    background = QColor(LIGHT.plot).name()
    plot = view.grid._cells[0].plot_rect(14)
    middle, edge = plot.center().x() + 2, plot.left() + 6
    assert picture.pixelColor(middle, plot.bottom() - 4).name() != background
    assert picture.pixelColor(edge, plot.bottom() - 4).name() == background


def test_pages_show_the_other_layers(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(histograms=histograms(9)))
    on = view.findChild(QToolButton, "histogram_view_on")
    back = view.findChild(QToolButton, "histogram_view_back")
    assert view.grid.shown_layers() == range(6)
    assert on.isVisible()
    assert not back.isEnabled()
    qtbot.mouseClick(on, Qt.MouseButton.LeftButton)
    assert view.grid.shown_layers() == range(3, 9)
    assert not on.isEnabled()
    view.resize(640, 400)
    assert view.grid.shown_layers() == range(9)
    assert not on.isVisible()


def test_vertical_axis_stands_still(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms
) -> None:
    tops = set()
    for i in range(30):
        data = histograms(2)
        jitter = np.random.default_rng(i).integers(-20, 20, 40)
        for layer in data.layers:
            np.copyto(layer.now, np.maximum(layer.now + jitter, 0))
        view.set_snapshot(snapshot(histograms=data))
        tops.add(view.grid._cells[0].top.high)
    assert len(tops) <= 2, "it may widen once"


def test_text_twin_gives_mean_and_spread(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms
) -> None:
    assert view.text_twin() == "Weight histograms: no training yet."
    view.set_snapshot(snapshot(histograms=histograms(2)))
    assert view.text_twin() == (
        "Layer 1: weights 0 ± 0.20, at the start ± 0.20. Layer 2: weights 0.010 ± 0.25, at the start ± 0.20."
    )
    assert "layer 2 has spread most: σ 0.20 → 0.25" in view.readout.full_text()


def test_layers_have_the_numbers_of_the_experiment(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms, qtbot: QtBot
) -> None:
    names = ("layer1", "layer3.layer1", "layer3.layer2")
    view.set_snapshot(snapshot(histograms=histograms(3, names=names)))
    view.refresh_text()
    assert "Layer 3.2: weights" in view.text_twin()
    assert "layer 3.2 has spread most" in view.readout.full_text()
    assert view.data_table().names[-1] == "layer3.layer2_start"
    qtbot.mouseMove(view.grid, view.grid._cells[1].rect.center())
    qtbot.waitUntil(lambda: view.readout.full_text().startswith("layer 3.1, "))


def test_titles_leave_the_spread_room_and_are_alike(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms
) -> None:
    view.set_snapshot(snapshot(histograms=histograms(3, names=("layer1", "layer2.layer1", "layer12.layer2"))))
    metrics = QFontMetricsF(small_font(LIGHT))
    assert not all(cell.title_fits(metrics) for cell in view.grid._cells)
    view.resize(600, 150)
    assert all(cell.title_fits(metrics) for cell in view.grid._cells)
    assert [cell.title() for cell in view.grid._cells] == ["layer 1", "layer 2.1", "layer 12.2"]


def test_other_bins_take_another_height(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms
) -> None:
    """After a divergence the old weights are back, but no more frames come that would narrow an axis."""
    wide = histograms(1, reach=40.0)
    wide.layers[0].now[:] = 0
    wide.layers[0].now[20] = 1000
    view.set_snapshot(snapshot(histograms=wide))
    assert view.grid._cells[0].top.high == 1.0
    view.set_snapshot(snapshot(histograms=histograms(1)))
    assert view.grid._cells[0].top.high < 0.2


def test_pointing_reads_the_bin(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms, qtbot: QtBot
) -> None:
    data = histograms(1)
    view.set_snapshot(snapshot(histograms=data))
    plot = view.grid._cells[0].plot_rect(0)
    qtbot.mouseMove(view.grid, QPoint(plot.left() + plot.width() // 2 + 2, 60))
    qtbot.waitUntil(lambda: "layer 1" in view.readout.full_text())
    share = shares(data.layers[0].now)[20]
    assert f"now {100 * share:.1f}" in view.readout.full_text()
    assert "0…0.050" in view.readout.full_text()


def test_arrow_keys_read_bins_and_layers(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms, qtbot: QtBot
) -> None:
    view.resize(230, 130)
    view.set_snapshot(snapshot(histograms=histograms(9)))
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    first = view.readout.full_text()
    assert "layer 1," in first
    bare = view.grid.grab().toImage()
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    assert view.readout.full_text() != first
    assert view.grid.grab().toImage() != bare, "the bin that is read is marked"
    for _ in range(20):
        qtbot.keyClick(view.grid, Qt.Key.Key_Down)
    assert "layer 9," in view.readout.full_text()
    assert 8 in view.grid.shown_layers()
    for _ in range(20):
        qtbot.keyClick(view.grid, Qt.Key.Key_Up)
    assert "layer 1," in view.readout.full_text()
    assert 0 in view.grid.shown_layers()


def test_over_time_is_asked_only_when_shown(view: HistogramView) -> None:
    plain: dict[str, object] = {}
    view.add_to_request(plain)
    assert plain == {"histograms": True}
    view.set_options({"time": True})
    requests: list[dict[str, object]] = [{} for _ in range(12)]
    for request in requests:
        view.add_to_request(request)
    assert sum("histogram_history" in r for r in requests) == 2
    view.hide()
    hidden: dict[str, object] = {}
    view.add_to_request(hidden)
    assert hidden == {}


def test_ridges_are_painted(view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms) -> None:
    view.set_theme(DARK)
    view.set_options({"time": True})
    view.set_snapshot(snapshot(histograms=histograms(1)))
    without = view.grid.grab().toImage()
    view.set_snapshot(snapshot(histograms=histograms(1, ridges=True)))
    assert view.grid.grab().toImage() != without


def test_other_layers_replace_the_old_ones(
    view: HistogramView, snapshot: MakeSnapshot, histograms: MakeHistograms
) -> None:
    view.set_snapshot(snapshot(histograms=histograms(5)))
    view.set_snapshot(snapshot(histograms=histograms(2)))
    assert view.grid.n_layers == 2
    view.clear()
    assert view.is_empty
    assert view.grid.n_layers == 0
