"""What the loss surface shows, and how honestly."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from playground.theme import LIGHT
from playground.training.messages import Snapshot, Surface, SurfaceRequest
from playground.views.contours import contour_segments, enlarge
from playground.views.surface_scale import SurfaceScale
from playground.views.surface_view import SurfaceView

MakeSnapshot = Callable[..., Snapshot]
MakeSurface = Callable[..., Surface]


@pytest.fixture
def view(qtbot: QtBot) -> SurfaceView:
    widget = SurfaceView()
    qtbot.addWidget(widget)
    widget.resize(340, 190)
    widget.set_theme(LIGHT)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def test_contour_of_a_bowl_is_a_circle() -> None:
    side = np.linspace(-2.0, 2.0, 41)
    x_grid, y_grid = np.meshgrid(side, side)
    x, y = contour_segments(side, side, np.hypot(x_grid, y_grid), 1.0)
    assert len(x) % 2 == 0
    np.testing.assert_allclose(np.hypot(x, y), 1.0, atol=0.01)
    pieces = np.hypot(np.diff(x)[::2], np.diff(y)[::2])
    assert pieces.sum() == pytest.approx(2 * np.pi, rel=0.01)


def test_contours_leave_out_what_is_no_number() -> None:
    side = np.linspace(0.0, 1.0, 11)
    values = np.tile(side, (11, 1))
    values[:5] = np.nan
    x, y = contour_segments(side, side, values, 0.55)
    np.testing.assert_allclose(x, 0.55)
    assert y.min() >= side[5]
    assert not len(contour_segments(side, side, values, 7.0)[0])


def test_enlarging_keeps_the_computed_values() -> None:
    values = np.random.default_rng(5).normal(size=(5, 7))
    large = enlarge(values, 4 * 4 + 1, 6 * 3 + 1)
    np.testing.assert_allclose(large[::4, ::3], values, atol=1e-12)


def test_enlarging_spreads_no_number_only_to_its_neighbours() -> None:
    values = np.ones((5, 5))
    values[0, 0] = np.inf
    large = enlarge(values, 17, 17)
    assert np.isnan(large[0, 0])
    assert np.isfinite(large[4:, 4:]).all()


def test_colours_stand_still_between_grids(surface: MakeSurface) -> None:
    scale = SurfaceScale()
    ends = set()
    for i in range(10):
        scale.follow(surface(loss=surface().loss * np.float32(1.0 + 0.02 * np.sin(i))))
        ends.add((scale.low, scale.high))
    assert len(ends) <= 2, "they may widen once"
    low, high = scale.low, scale.high
    assert 10.0**low <= 0.1
    assert 10.0**high >= 3.1


def test_points_without_a_loss_are_transparent(surface: MakeSurface) -> None:
    loss = surface().loss.copy()
    loss[3, 4], loss[0, 0] = np.nan, np.inf
    scale = SurfaceScale()
    picture = scale.picture(scale.follow(surface(loss=loss)))
    assert picture[3, 4, 3] == picture[0, 0, 3] == 0
    assert (picture[..., 3] == 0).sum() == 2


def test_path_and_ball_are_the_snapshot(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface
) -> None:
    view.set_snapshot(snapshot(surface=surface()))
    assert view.map.ball.x.tolist() == pytest.approx([0.1])
    assert view.map.start.y.tolist() == pytest.approx([0.6])
    assert view.map.path.x[-1] == pytest.approx(0.1)
    assert view.map.x_range == (-1.0, 1.0)


def test_the_grid_is_drawn_once_a_version(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(view.map, "set_grid", lambda surface, exponents: drawn.append(surface.version))
    for version in (1, 1, 1, 2, 2):
        view.set_snapshot(snapshot(surface=surface(version=version)))
    assert drawn == [1, 2]


def test_a_network_that_has_left_the_grid_stays_in_sight(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface
) -> None:
    path = np.array([[0.0, 0.0], [1.4, 0.2]], dtype=np.float32)
    view.set_snapshot(snapshot(surface=surface(path=path)))
    low, high = view.map.x_range
    assert low == -1.0
    assert high > 1.4
    assert view.map.image.mapRectToParent(view.map.image.boundingRect()).right() == pytest.approx(1.0)


def test_it_says_that_it_is_a_slice(view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface) -> None:
    assert view.text_twin() == "Loss surface: no training yet."
    view.set_snapshot(snapshot(surface=surface()))
    view.refresh_text()
    assert view.readout.full_text() == (
        "a slice: it shows 38\u2009% of the path; the network is 0.20 weight lengths away from it"
    )
    twin = view.accessibleDescription()
    assert "the plane of the path's two main directions, computed at step 900" in twin
    assert "The plane shows 38\u2009% of the path; the network is 0.20 weight lengths away from it." in twin
    assert "Loss on it from 0.100 to 3.100." in twin


def test_blank_points_are_said(view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface) -> None:
    loss = surface().loss.copy()
    loss[:2] = np.nan
    view.set_snapshot(snapshot(surface=surface(loss=loss)))
    assert "50 points have no finite loss and are left blank." in view.text_twin()


def test_a_surface_without_any_number_is_survived(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface
) -> None:
    nothing = np.full((25, 25), np.nan, dtype=np.float32)
    for landscape in (False, True):
        view.set_options({"landscape": landscape})
        view.set_snapshot(snapshot(surface=surface(loss=nothing, version=2 + landscape)))
        view.grab()
    assert "625 points" in view.text_twin()


def test_pointing_reads_the_nearest_computed_loss(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface
) -> None:
    view.set_snapshot(snapshot(surface=surface()))
    view.map.hovered.emit((0.51, -0.26))
    assert view.readout.full_text() == "loss 0.475  at α 0.50, β −0.25"


def test_arrow_keys_read_the_plane_and_mark_the_place(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(surface=surface()))
    spot = view.map.spot
    for key, axis, direction in (
        (Qt.Key.Key_Right, "x", 1),
        (Qt.Key.Key_Up, "y", 1),
        (Qt.Key.Key_Left, "x", -1),
        (Qt.Key.Key_Down, "y", -1),
    ):
        qtbot.keyClick(view.map, key)
        before = float(getattr(spot, axis)[0])
        for _ in range(6):
            qtbot.keyClick(view.map, key)
        assert direction * (float(getattr(spot, axis)[0]) - before) > 0
        assert "at α" in view.readout.full_text()


def test_the_toggle_asks_for_the_plane(view: SurfaceView) -> None:
    request: dict[str, object] = {}
    view.add_to_request(request)
    assert request["surface"] == SurfaceRequest(plane="path")
    view.set_options({"path": False})
    view.add_to_request(request)
    assert request["surface"] == SurfaceRequest(plane="random")


def test_the_landscape_turns_and_turns_back(
    view: SurfaceView, snapshot: MakeSnapshot, surface: MakeSurface, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(surface=surface()))
    button = view.findChild(QToolButton, "surface_view_landscape")
    with qtbot.waitSignal(view.options_changed):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    landscape = view.landscape
    before = landscape.grab().toImage()
    azimuth = landscape.azimuth
    qtbot.mousePress(landscape, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    qtbot.mouseMove(landscape, QPoint(160, 70))
    qtbot.mouseRelease(landscape, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: landscape.azimuth != azimuth)
    assert landscape.grab().toImage() != before
    qtbot.mouseDClick(landscape, Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    assert landscape.azimuth == azimuth
    qtbot.keyClick(landscape, Qt.Key.Key_Left)
    assert landscape.azimuth < azimuth
