"""The plane as a person meets it: what is asked for, shown, said and done."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox
from pytestqt.qtbot import QtBot

from playground.data import Dataset
from playground.experiment import load_data
from playground.experiment.config import DataConfig, ExperimentConfig
from playground.theme import DARK, LIGHT, TEXT_PERCENTS, Theme, dressed
from playground.training.messages import Answers, BatchInfo, PlaneMaps, PlaneRequest, Snapshot
from playground.views.plane.colours import PlaneColours
from playground.views.plane.examples import batch_members
from playground.views.plane.view import PlaneView
from playground.views.plane.words import right_texts

PAINTED = ((-2.0, 0.0, 0.0), (-3.0, 1.0, 0.0), (2.0, 0.0, 1.0), (3.0, 1.0, 1.0))
Make = Callable[..., Snapshot]


def config(**changes: object) -> ExperimentConfig:
    return ExperimentConfig(data=replace(DataConfig(dataset="circle", n_examples=100), **changes))  # type: ignore[arg-type]


def painted(points: tuple[tuple[float, float, float], ...] = PAINTED) -> ExperimentConfig:
    return config(dataset="paint", points=points)


def inside_is_b(n: int = 100, n_outputs: int = 2, radius: float = 3.6) -> PlaneMaps:
    """A network that is right about the circle."""
    middles = -6.0 + (np.arange(n) + 0.5) * 12.0 / n
    x, y = np.meshgrid(middles, middles)
    b = 1.0 / (1.0 + np.exp(np.clip(4 * (np.hypot(x, y) - radius), -50, 50)))
    outputs = np.stack([1 - b, b, *(0 * b for _ in range(n_outputs - 2))], axis=2)[:, :, :n_outputs]
    return PlaneMaps(x_range=(-6.0, 6.0), y_range=(-6.0, 6.0), outputs=outputs.astype(np.float32), step=1234)


@pytest.fixture
def circle() -> Dataset:
    return load_data(config().data)


@pytest.fixture
def view(qtbot: QtBot) -> PlaneView:
    view = PlaneView()
    qtbot.addWidget(view)
    view.resize(380, 470)
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    return view


def pixel(view: PlaneView, x: float, y: float) -> QPoint:
    px, py = view.picture.geometry_px().to_pixels(np.array([[x, y]]))[0]
    return QPoint(round(px), round(py))


def switch(view: PlaneView, name: str) -> QAbstractButton:
    button = view.findChild(QAbstractButton, f"plane_view_{name}")
    assert isinstance(button, QAbstractButton)
    return button


def asked(view: PlaneView, **before: object) -> dict[str, object]:
    request: dict[str, object] = dict(before)
    view.add_to_request(request)
    return request


def shown_points(config: ExperimentConfig, view: PlaneView) -> None:
    view.set_config(config)
    view.set_dataset(load_data(config.data))


def test_it_asks_for_the_plane_of_its_data(view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    request = asked(view)
    assert request == {
        "plane": PlaneRequest(x_range=(-6.0, 6.0), y_range=(-6.0, 6.0), resolution=100, neuron_resolution=0)
    }


def test_it_keeps_what_the_diagram_asked_for(view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    plane = asked(view, plane=PlaneRequest(resolution=40, neuron_resolution=28))["plane"]
    assert isinstance(plane, PlaneRequest)
    assert (plane.resolution, plane.neuron_resolution) == (100, 28)


def test_it_asks_for_nothing_while_nobody_sees_it(view: PlaneView) -> None:
    view.hide()
    assert asked(view) == {}


def test_the_batch_is_asked_for_and_lit(view: PlaneView, circle: Dataset, snapshot: Make) -> None:
    view.set_dataset(circle)
    assert "batch" not in asked(view)
    switch(view, "batch").click()
    assert asked(view)["batch"] is True
    batch = BatchInfo(indices=np.array([5, 3, 7]), losses=np.zeros(3, np.float32), step=4)
    view.set_snapshot(snapshot(plane=inside_is_b(), batch=batch))
    lit = view.picture.batch
    assert lit is not None
    points = view.picture.points
    assert sorted(points.rows[lit].tolist()) == [3, 5, 7]
    assert not points.is_test[lit].any()
    assert circle.points_train is not None
    assert points.xy[lit] == pytest.approx(circle.points_train[points.rows[lit]])


def test_a_batch_of_a_larger_set_lights_nothing_else(view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    assert batch_members(view.picture.points, np.array([5000])).tolist() == []
    assert batch_members(view.picture.points, np.zeros(0, np.int64)).tolist() == []


def test_the_header_says_how_much_is_right(view: PlaneView, circle: Dataset, snapshot: Make) -> None:
    view.set_dataset(circle)
    view.set_snapshot(snapshot(plane=inside_is_b()))
    view.refresh_text()
    distance = np.hypot(*view.picture.points.xy.T)
    right = (distance < 3.6) == (view.picture.points.targets == 1)
    test = 100 * right[view.picture.points.is_test].mean()
    assert f"test {test:.1f}" in view.readout.full_text()


def test_wrong_answers_are_ringed(view: PlaneView, circle: Dataset, snapshot: Make) -> None:
    view.set_dataset(circle)
    switch(view, "wrong").click()
    view.set_snapshot(snapshot(plane=inside_is_b(radius=0.0)))
    assert view.picture.wrong is not None
    assert (view.picture.points.targets[view.picture.wrong] == 1).all()
    assert len(view.picture.wrong) == (view.picture.points.targets == 1).sum()


def test_hovering_says_what_the_network_says_there(
    qtbot: QtBot, view: PlaneView, circle: Dataset, snapshot: Make
) -> None:
    view.set_dataset(circle)
    view.set_snapshot(snapshot(plane=inside_is_b()))
    qtbot.mouseMove(view.picture, pixel(view, 0.0, 0.0))
    assert "B 100.0" in view.readout.full_text()
    qtbot.mouseMove(view.picture, pixel(view, 5.0, -5.0))
    text = view.readout.full_text()
    assert "A 100.0" in text
    assert "x₁ 4.9" in text or "x₁ 5.0" in text
    assert "x₂ −4.9" in text or "x₂ −5.0" in text


def test_the_keyboard_reads_the_map_too(
    qtbot: QtBot, view: PlaneView, circle: Dataset, snapshot: Make
) -> None:
    view.set_dataset(circle)
    view.set_snapshot(snapshot(plane=inside_is_b()))
    view.picture.setFocus()
    qtbot.keyClick(view.picture, Qt.Key.Key_Right)
    assert "B 100.0" in view.readout.full_text()
    for _ in range(20):
        qtbot.keyClick(view.picture, Qt.Key.Key_Right)
    assert "A 99.9" in view.readout.full_text()
    qtbot.keyClick(view.picture, Qt.Key.Key_Escape)
    assert "right:" in view.readout.full_text()


def test_a_click_picks_the_example(qtbot: QtBot, view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    view.refresh_text()
    assert circle.points_test is not None
    x, y = circle.points_test[4].tolist()
    picked: list[tuple[str, int]] = []
    view.point_picked.connect(lambda split, row: picked.append((split, row)))
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, x, y))
    assert picked == [("test", 4)]


def test_hidden_test_points_are_not_picked(qtbot: QtBot, view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    switch(view, "test").click()
    picked: list[str] = []
    view.point_picked.connect(lambda split, _row: picked.append(split))
    assert circle.points_test is not None
    for x, y in circle.points_test.tolist():
        qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, x, y))
    assert "test" not in picked


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_switch_changes_the_picture(
    view: PlaneView, circle: Dataset, snapshot: Make, theme: Theme
) -> None:
    view.set_theme(theme)
    view.set_dataset(circle)
    batch = BatchInfo(indices=np.arange(9), losses=np.zeros(9, np.float32), step=4)
    view.set_snapshot(snapshot(plane=inside_is_b(radius=2.0), batch=batch))
    for name in ("values", "discrete", "test", "batch", "wrong"):
        before = view.picture.grab().toImage()
        switch(view, name).click()
        assert view.picture.grab().toImage() != before, name
        switch(view, name).click()
        assert view.picture.grab().toImage() == before, name


def test_the_text_twin_says_what_is_seen(view: PlaneView, circle: Dataset, snapshot: Make) -> None:
    assert "no training yet" in view.text_twin()
    view.set_dataset(circle)
    assert "70 training points and 30 test points (A, B)" in view.text_twin()
    view.set_snapshot(snapshot(plane=inside_is_b()))
    view.refresh_text()
    twin = view.accessibleDescription()
    assert "step 1,234" in twin
    assert "A 72" in twin
    assert "B 28" in twin


def test_a_regression_has_a_scale_and_no_scores(view: PlaneView, snapshot: Make) -> None:
    view.set_dataset(load_data(config(dataset="sine").data))
    assert not switch(view, "values").isVisible()
    assert not view.edit_button.isVisible()
    view.set_snapshot(snapshot(plane=inside_is_b(n_outputs=1)))
    view.refresh_text()
    assert "within a tenth" in view.readout.full_text()
    assert "orange −" in view.legend.words()


def test_painting_shows_tools_and_tells_once(qtbot: QtBot, view: PlaneView) -> None:
    shown_points(painted(), view)
    assert view.tools.isVisible()
    sent: list[tuple[tuple[float, float, float], ...]] = []
    view.points_edited.connect(sent.append)
    view.editor.set_density(0)
    qtbot.mousePress(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, 4.0, 4.0))
    assert len(view.picture.points) == 5
    assert sent == []
    qtbot.mouseRelease(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, 4.0, 4.0))
    (points,) = sent
    assert points[:4] == PAINTED
    assert points[4] == pytest.approx((4.0, 4.0, 0.0), abs=0.03)


def test_the_whole_of_painting_is_done_by_the_keyboard(qtbot: QtBot, view: PlaneView) -> None:
    shown_points(painted(), view)
    sent: list[tuple[tuple[float, float, float], ...]] = []
    view.points_edited.connect(sent.append)
    picture = view.picture
    picture.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_2, Qt.Key.Key_Space):
        qtbot.keyClick(picture, key)
    assert sent[-1][-1] == (0.0, 0.25, 1.0)
    qtbot.keyClick(picture, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert sent[-1][-1] == (-0.25, 0.25, 1.0)
    qtbot.keyClick(picture, Qt.Key.Key_F)
    assert sent[-1][-1] == (-0.25, 0.25, 0.0)
    qtbot.keyClick(picture, Qt.Key.Key_Delete)
    assert sent[-1] == PAINTED
    qtbot.keyClick(picture, Qt.Key.Key_E)
    for _ in range(8):
        qtbot.keyClick(picture, Qt.Key.Key_Left)
    qtbot.keyClick(picture, Qt.Key.Key_Space)
    assert len(sent[-1]) == 3


def test_keys_are_left_to_the_window_where_nothing_is_painted(
    qtbot: QtBot, view: PlaneView, circle: Dataset
) -> None:
    view.set_dataset(circle)
    sent: list[object] = []
    view.points_edited.connect(sent.append)
    view.picture.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_E, Qt.Key.Key_Delete, Qt.Key.Key_1):
        qtbot.keyClick(view.picture, key)
    assert sent == []
    assert not view.tools.isVisible()


def test_a_generated_set_becomes_ones_own(qtbot: QtBot, view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    sent: list[tuple[tuple[float, float, float], ...]] = []
    view.points_edited.connect(sent.append)
    qtbot.mouseClick(view.edit_button, Qt.MouseButton.LeftButton)
    (points,) = sent
    assert len(points) == 100
    shown_points(painted(points), view)
    assert not view.edit_button.isVisible()
    assert len(view.picture.points) == 100
    # It knows of each point which split it went to.
    assert view.picture.points.is_test.sum() == load_data(painted(points).data).n_test
    assert (view.picture.points.rows >= 0).all()


def test_an_empty_plane_can_be_painted_on(qtbot: QtBot, view: PlaneView) -> None:
    view.set_config(painted(()))
    view.set_dataset(None)
    view.clear()
    assert not view.is_empty
    sent: list[tuple[tuple[float, float, float], ...]] = []
    view.points_edited.connect(sent.append)
    qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, 1.0, 1.0))
    assert len(sent[-1]) == view.editor.density


def test_a_new_run_begins_without_a_map(view: PlaneView, circle: Dataset, snapshot: Make) -> None:
    view.set_dataset(circle)
    view.set_snapshot(snapshot(plane=inside_is_b()))
    view.clear()
    assert "no training yet" in view.text_twin()
    assert view.picture.maps is None
    assert len(view.picture.points) == 100


@pytest.fixture
def table(tmp_path: Path) -> Dataset:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(40, 3)) * (1.0, 10.0, 0.1) + (5.0, 100.0, 0.0)
    lines = [f"{a:.3f},{b:.3f},{c:.3f},{'yes' if a > 5 else 'no'}" for a, b, c in rows]
    path = tmp_path / "t.csv"
    path.write_text("size,weight,age,answer\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return load_data(DataConfig(dataset="table", file=str(path), input_columns=(0, 1, 2), target_column=3))


def test_the_axes_of_a_table_are_chosen(view: PlaneView, table: Dataset) -> None:
    view.set_dataset(table)
    first = view.findChild(QComboBox, "plane_axis_1_selector")
    second = view.findChild(QComboBox, "plane_axis_2_selector")
    assert isinstance(first, QComboBox)
    assert isinstance(second, QComboBox)
    assert first.isVisible()
    assert "Principal" in view.picture.axis_names[0]
    second.setCurrentIndex(second.findText("weight"))
    second.activated.emit(second.currentIndex())
    assert view.picture.axis_names == ("size", "weight")
    plane = asked(view)["plane"]
    assert isinstance(plane, PlaneRequest)
    assert plane.axes == (0, 1)
    assert plane.y_range[0] > 50
    assert view.picture.points.xy[:, 1].mean() == pytest.approx(100, abs=5)
    first.setCurrentIndex(0)
    first.activated.emit(0)
    assert "Principal" in view.picture.axis_names[1]


def test_what_is_right_in_a_table_is_heard_from_the_engine(
    view: PlaneView, table: Dataset, snapshot: Make
) -> None:
    view.set_dataset(table)
    assert asked(view)["answers"] == "train"
    assert asked(view, answers="test")["answers"] == "test"
    predicted = table.y_train.astype(np.float32).copy()
    predicted[:7] = 1 - predicted[:7]
    ones = np.ones(len(predicted), np.float32)
    answers = Answers(split="train", step=1, predicted=predicted, confidence=ones, losses=ones)
    view.set_snapshot(snapshot(plane=inside_is_b(), answers=answers))
    view.refresh_text()
    assert f"training {100 * (1 - 7 / len(predicted)):.1f}" in view.readout.full_text()
    # The test set has its turn next.
    assert asked(view)["answers"] == "test"


def test_everything_that_can_be_used_has_a_name_and_says_what_it_does(
    view: PlaneView, table: Dataset
) -> None:
    shown_points(painted(), view)
    widgets = [*view.findChildren(QAbstractButton), *view.findChildren(QComboBox)]
    assert len(widgets) > 20
    for widget in widgets:
        assert widget.objectName(), widget
        assert widget.accessibleName(), widget.objectName()
        assert widget.toolTip(), widget.objectName()


def test_a_diverged_network_leaves_the_view_alive(view: PlaneView, circle: Dataset, snapshot: Make) -> None:
    view.set_dataset(circle)
    maps = replace(inside_is_b(), outputs=np.full((100, 100, 2), np.nan, np.float32))
    for name in ("wrong", "values", "discrete"):
        switch(view, name).click()
        view.set_snapshot(snapshot(plane=maps))
        view.refresh_text()
        view.picture.grab()
    assert "Decision map" in view.text_twin()


def test_maps_that_are_shown_already_cost_nothing(
    view: PlaneView, circle: Dataset, snapshot: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.set_dataset(circle)
    taken: list[PlaneMaps] = []
    monkeypatch.setattr(view.picture, "set_maps", taken.append)
    first, second = inside_is_b(), inside_is_b()
    view.set_snapshot(snapshot(plane=first))
    view.picture.maps = first
    view.set_snapshot(snapshot(plane=first))
    view.set_snapshot(snapshot(plane=second))
    assert taken == [first, second]


def test_the_picture_stands_in_the_middle_of_a_high_column(view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    view.resize(300, 700)
    above = view.picture.y()
    below = view.body.height() - switch(view, "test").mapTo(view.body, QPoint(0, 0)).y()
    assert above > 60
    assert abs(above - (below - switch(view, "test").height())) < 12


def test_the_tools_know_the_points_that_are_there_already(view: PlaneView) -> None:
    shown_points(painted(), view)
    names = ("plane_clear_button", "plane_outlier_button")
    buttons = [view.findChild(QAbstractButton, name) for name in names]
    assert all(button is not None and button.isEnabled() for button in buttons)


def test_on_the_narrowest_stage_every_word_of_the_tools_is_whole(view: PlaneView) -> None:
    shown_points(painted(), view)
    view.resize(280, 560)
    for button in view.tools.findChildren(QAbstractButton):
        assert button.width() >= button.sizeHint().width(), button.objectName()


@pytest.mark.parametrize("text_percent", TEXT_PERCENTS)
@pytest.mark.parametrize("width", [282, 380, 560])
def test_the_legend_cuts_nothing_that_a_second_row_has_room_for(
    view: PlaneView, width: int, text_percent: int
) -> None:
    legend = view.legend
    legend.set_colours(PlaneColours(dressed(LIGHT, text_percent=text_percent)))
    for names in (("A", "B"), tuple("ABCDEF"), ("setosa", "versicolor", "virginica")):
        legend.set_classes(names)
        legend.setMinimumWidth(0)
        legend.resize(width, legend.height())
        rows = legend.rows(width)
        assert sum(rows, ()) == names
        below = legend._has_own_row(rows, width)
        assert legend.height() == 20 * (len(rows) + below)
        used = [sum(map(legend._key_px, row)) for row in rows] + [0.0] * below
        assert max(used) <= width
        assert used[-1] + legend._splits_px() <= width


def test_many_long_names_share_the_rows_that_there_are(view: PlaneView) -> None:
    legend = view.legend
    legend.set_classes(tuple(f"a class with number {i}" for i in range(8)))
    rows = legend.rows(282)
    assert [len(row) for row in rows] == [4, 4]
    assert all(sum(map(legend._key_px, row)) <= 282 for row in rows)


@pytest.mark.parametrize("text", right_texts(0.5, 0.25, is_regression=True))
def test_of_a_regression_it_is_always_said_what_is_counted(text: str) -> None:
    assert text.startswith(("within", "±10"))


def test_the_example_in_the_network_is_ringed_and_a_second_click_drops_it(
    qtbot: QtBot, view: PlaneView, circle: Dataset
) -> None:
    view.set_dataset(circle)
    assert circle.points_test is not None
    x, y = circle.points_test[4].tolist()
    view.point_picked.connect(view.set_chosen)
    view.point_dropped.connect(view.set_chosen)
    plain = view.picture.grab().toImage()
    with qtbot.waitSignal(view.chosen_moved) as moved:
        qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, x, y))
    assert moved.args[0] == pytest.approx((x, y))
    assert view.picture.grab().toImage() != plain
    with qtbot.waitSignal(view.chosen_moved) as moved:
        qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, x, y))
    assert moved.args == [None]
    view.set_chosen("test", 4)
    with qtbot.waitSignal(view.chosen_moved) as moved:
        view.set_dataset(load_data(config(seed=5, n_examples=40).data))
    assert moved.args[0] != pytest.approx((x, y))


def test_the_keyboard_picks_the_example_at_its_cursor(qtbot: QtBot, view: PlaneView, circle: Dataset) -> None:
    view.set_dataset(circle)
    picked: list[tuple[str, int]] = []
    view.point_picked.connect(lambda split, row: picked.append((split, row)))
    picture = view.picture
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert picked == []
    picture.keys.cursor = tuple(circle.points_train[7].tolist())  # type: ignore[index]
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert picked == [("train", 7)]


def test_a_point_taken_in_hand_is_shown_in_the_network(qtbot: QtBot, view: PlaneView) -> None:
    config = painted()
    shown_points(config, view)
    view.set_dataset(load_data(config.data))
    view.editor.set_tool("select")
    with qtbot.waitSignal(view.point_picked):
        qtbot.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=pixel(view, *PAINTED[0][:2]))
