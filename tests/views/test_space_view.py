"""The examples where a layer puts them: points, grid, axes in words, and the way back to the example."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from points_dataset import points_dataset
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from playground.data import Dataset
from playground.theme import DARK, LIGHT, Theme
from playground.training.messages import Snapshot, Space, SpaceRequest
from playground.views.choice_button import ChoiceButton
from playground.views.space_view import SpaceView

MakeSnapshot = Callable[..., Snapshot]
POINTS = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [2.0, 3.0]], dtype=np.float32)


@pytest.fixture
def dataset() -> Dataset:
    points = np.arange(20, dtype=np.float32).reshape(10, 2)
    labels = np.arange(10) % 2
    return points_dataset(points, labels, ("A", "B"))


@pytest.fixture
def view(qtbot: QtBot, dataset: Dataset) -> SpaceView:
    widget = SpaceView()
    qtbot.addWidget(widget)
    widget.resize(460, 240)
    widget.set_theme(LIGHT)
    widget.set_dataset(dataset)
    widget.set_layers(("layer1", "layer2", "layer3"))
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def space(**changes: Any) -> Space:
    parts: dict[str, Any] = {
        "layer_name": "layer2",
        "axes": "pca",
        "units": (0, 1),
        "step": 40,
        "points": POINTS,
        "indices": np.array([1, 2, 5, 8]),
        "split": "train",
        "explained": 0.83,
        "n_units": 6,
    }
    return Space(**(parts | changes))


def drawn(view: SpaceView, class_index: int) -> np.ndarray:
    x, y = view.panel._clouds[class_index].getData()
    return np.column_stack((x, y))


def test_points_stand_where_the_layer_puts_them_by_class(view: SpaceView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(space=space()))
    np.testing.assert_allclose(drawn(view, 0), POINTS[[1, 3]])
    np.testing.assert_allclose(drawn(view, 1), POINTS[[0, 2]])
    symbols = {cloud.opts["symbol"] for cloud in view.panel._clouds}
    assert len(symbols) == 2, "colour never stands alone"


def test_the_share_is_said_in_words(view: SpaceView, snapshot: MakeSnapshot) -> None:
    view.set_snapshot(snapshot(space=space()))
    view.refresh_text()
    assert "83\u2009% of its variation; the rest is unseen" in view.accessibleDescription()
    assert "between the classes" in view.accessibleDescription()


def test_the_grid_is_drawn_and_can_be_left_out(view: SpaceView, snapshot: MakeSnapshot, qtbot: QtBot) -> None:
    grid = np.random.default_rng(0).normal(size=(4, 5, 2)).astype(np.float32)
    view.set_snapshot(snapshot(space=space(grid=grid)))
    x, _ = view.panel.lines.getData()
    assert np.isfinite(x).sum() == 20
    assert np.isnan(x).sum() == 4, "one line doesn't run into the next"
    qtbot.mouseClick(view.findChild(QToolButton, "space_view_grid"), Qt.MouseButton.LeftButton)
    x, _ = view.panel.lines.getData()
    assert x is None or not len(x)


def test_layer_and_axes_are_asked_for(view: SpaceView, snapshot: MakeSnapshot) -> None:
    request: dict[str, Any] = {}
    view.add_to_request(request)
    assert request["space"] == SpaceRequest()
    layers = view.findChild(ChoiceButton, "space_view_layer")
    assert [label for _, label in layers.choices] == ["last hidden layer", "layer 1", "layer 2", "output"]
    layers.menu().actions()[1].trigger()
    view.findChild(ChoiceButton, "space_view_axes").menu().actions()[1].trigger()
    fields = [view.findChild(QSpinBox, f"space_unit_{i}") for i in (1, 2)]
    assert all(field.isVisible() for field in fields)
    view.set_snapshot(snapshot(space=space(layer_name="layer1", axes="units", explained=np.nan)))
    fields[1].setValue(5)
    view.add_to_request(request)
    assert request["space"] == SpaceRequest(layer_name="layer1", axes="units", units=(0, 4))
    assert "Units 1 and 2 of 6 units in layer 1." in view.text_twin()


def test_the_space_of_another_layer_comes_too_late(view: SpaceView, snapshot: MakeSnapshot) -> None:
    view.findChild(ChoiceButton, "space_view_layer").menu().actions()[1].trigger()
    view.set_snapshot(snapshot(space=space()))
    assert view.is_empty


def test_axes_stand_still_while_points_move_a_little(view: SpaceView, snapshot: MakeSnapshot) -> None:
    ranges = set()
    for step in range(30):
        view.set_snapshot(snapshot(space=space(step=step, points=POINTS * np.float32(1 - 0.003 * step))))
        ranges.add((view.panel.x_range, view.panel.y_range))
    assert len(ranges) == 1


def test_keyboard_names_the_example_and_picks_it(
    view: SpaceView, snapshot: MakeSnapshot, qtbot: QtBot
) -> None:
    view.set_snapshot(snapshot(space=space()))
    qtbot.keyClick(view.panel, Qt.Key.Key_Right)
    qtbot.keyClick(view.panel, Qt.Key.Key_Right)
    assert "example 2 at (4.00, 5.00)" in view.readout.full_text()
    with qtbot.waitSignal(view.example_picked) as picked:
        qtbot.keyClick(view.panel, Qt.Key.Key_Return)
    assert picked.args == ["train", 2]


def test_a_click_near_a_point_picks_it(view: SpaceView, snapshot: MakeSnapshot, qtbot: QtBot) -> None:
    view.set_snapshot(snapshot(space=space()))
    rect, (low, high), (bottom, top) = view.panel.plot_rect(), view.panel.x_range, view.panel.y_range
    x = rect.left() + (3.0 - low) / (high - low) * rect.width()
    y = rect.top() + (top - 1.0) / (top - bottom) * rect.height()
    with qtbot.waitSignal(view.example_picked) as picked:
        qtbot.mouseClick(view.panel.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert picked.args == ["train", 5]


def test_numbers_that_are_none_leave_the_axes_alone(view: SpaceView, snapshot: MakeSnapshot) -> None:
    broken = POINTS.copy()
    broken[0] = np.nan
    view.set_snapshot(snapshot(space=space(points=broken)))
    assert np.isfinite(view.panel.x_range).all()
    assert len(drawn(view, 1)) == 1


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_examples_have_the_colours_that_they_have_on_the_plane(
    view: SpaceView, snapshot: MakeSnapshot, theme: Theme
) -> None:
    view.set_theme(theme)
    view.set_snapshot(snapshot(space=space()))
    colours = [cloud.opts["brush"].color().name() for cloud in view.panel._clouds]
    assert colours == [theme.negative, theme.positive]
    assert [segment.sample_colour for segment in view._legend()] == colours


def test_the_values_of_a_regression_go_from_orange_to_blue_in_their_own_units(
    view: SpaceView, dataset: Dataset, snapshot: MakeSnapshot
) -> None:
    y = np.linspace(-1, 1, 10, dtype=np.float32)[:, None]
    numbers = replace(
        dataset, is_regression=True, class_names=(), n_classes=1, y_train=y, target_scale=(300.0, 100.0)
    )
    view.set_dataset(replace(numbers, y_test=y))
    view.set_snapshot(snapshot(space=space(indices=np.array([0, 2, 5, 9]))))
    shown = [cloud for cloud in view.panel._clouds if len(cloud.getData()[0])]
    assert [shown[i].opts["brush"].color().name() for i in (0, -1)] == [LIGHT.negative, LIGHT.positive]
    assert {cloud.opts["symbol"] for cloud in shown} == {"o"}
    assert [segment.text for segment in view._legend()] == ["200", "400"]
    assert view.data_table().columns[1].tolist() == pytest.approx([200, 200 + 400 / 9, 200 + 1000 / 9, 400])
