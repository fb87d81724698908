"""The time machine, the microscope and edits by hand, as a person meets them in the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot
from window_hands import end, opened, step_of, to_the_front

from playground.app.main_window import MainWindow
from playground.app.startup import WindowSession
from playground.training.messages import EventKind, ParameterEdit, RunState
from playground.views.numbers import percent

OpenSession = Callable[..., WindowSession]


@pytest.fixture(scope="module")
def kept_session(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowSession]:
    session = opened(qapp, tmp_path_factory.mktemp("kept"), None, example="circle")
    yield session
    end(session)


@pytest.fixture
def circle(kept_session: WindowSession, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window whose small network has learned the circle for some steps, paused.

    Other tests use the window too; runs that were kept and the tools of the plane are as they left them.
    """
    window = kept_session.window
    assert window is not None
    to_the_front(window, qtbot)
    window.clock.start()
    window.files.open_example("circle")
    learn_for_some_steps(window, qtbot)
    yield window
    window.command["microscope"].setChecked(False)
    window.command["reset_layout"].trigger()
    window.run.pause()
    window.clock.stop()


@pytest.fixture
def own_circle(open_session: OpenSession, qtbot: QtBot) -> MainWindow:
    """The same in a window that nobody else has used."""
    window = open_session(example="circle").window
    assert window is not None
    learn_for_some_steps(window, qtbot)
    return window


def learn_for_some_steps(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: step_of(window) > 200, timeout=20_000)
    window.run.pause()
    qtbot.waitUntil(lambda: window.clock.shown.state is not RunState.TRAINING)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: at_rest(window), timeout=10_000)
    # On a busy machine the picture of the network may be of a moment before; after a jump it is made anew.
    with qtbot.waitSignal(window.run.event_told, check_params_cb=lambda told: told.kind is EventKind.SOUGHT):
        window.panels.timeline.seek_requested.emit(step_of(window))
    newest = window.clock.shown.request_id  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: window.clock.shown.request_id > newest + 1)  # type: ignore[union-attr]


def at_rest(window: MainWindow) -> bool:
    recording = window.links.travel.recording
    return recording is not None and recording.step == step_of(window) == recording.newest_step


def weights_shown(window: MainWindow) -> np.ndarray:
    shown = window.clock.shown
    assert shown is not None
    assert shown.diagram is not None
    return shown.diagram.layers[0].links


def go_to(window: MainWindow, step: int, qtbot: QtBot) -> None:
    window.panels.timeline.seek_requested.emit(step)
    qtbot.waitUntil(lambda: step_of(window) == step, timeout=10_000)


def test_the_past_is_shown_and_the_present_comes_back_bit_for_bit(circle: MainWindow, qtbot: QtBot) -> None:
    newest, weights = step_of(circle), weights_shown(circle).copy()
    go_to(circle, 100, qtbot)
    qtbot.waitUntil(lambda: circle.run.in_past)
    assert not np.array_equal(weights_shown(circle), weights)
    circle.panels.timeline.newest_requested.emit()
    qtbot.waitUntil(lambda: step_of(circle) == newest, timeout=10_000)
    qtbot.waitUntil(lambda: np.array_equal(weights_shown(circle), weights), timeout=5_000)
    assert not circle.run.in_past


def test_the_figures_are_those_of_the_moment_shown(circle: MainWindow, qtbot: QtBot) -> None:
    go_to(circle, 0, qtbot)
    # Two classes, and a network that has learned nothing yet.
    qtbot.waitUntil(lambda: circle.clock.shown.test_accuracy < 0.7, timeout=5_000)  # type: ignore[union-attr]
    shown = circle.clock.shown
    assert shown is not None
    qtbot.waitUntil(lambda: percent(shown.test_accuracy) in circle.panels.loss.text_twin(), timeout=5_000)
    go_to(circle, 150, qtbot)
    qtbot.waitUntil(lambda: circle.clock.shown.test_loss < shown.test_loss, timeout=5_000)  # type: ignore[union-attr]


def test_a_comma_steps_back_one_update(circle: MainWindow, qtbot: QtBot) -> None:
    newest = step_of(circle)
    QTest.keyClick(circle, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: step_of(circle) == newest - 1, timeout=10_000)


def test_many_steps_back_are_as_many_however_quickly_they_follow(circle: MainWindow, qtbot: QtBot) -> None:
    newest = step_of(circle)
    for _ in range(5):
        QTest.keyClick(circle, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: step_of(circle) == newest - 5, timeout=10_000)
    with qtbot.waitSignal(circle.run.event_told, check_params_cb=lambda told: told.kind is EventKind.SOUGHT):
        circle.panels.timeline.seek_requested.emit(150)
    # Sought, but no frame of it has come yet.
    QTest.keyClick(circle, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: step_of(circle) == 149, timeout=10_000)
    with qtbot.waitSignal(circle.run.event_told, check_params_cb=lambda told: told.kind is EventKind.PAUSED):
        circle.command["step"].trigger()
    QTest.keyClick(circle, Qt.Key.Key_Comma)
    qtbot.wait(200)
    qtbot.waitUntil(lambda: step_of(circle) == 149, timeout=10_000)


def test_a_change_in_the_past_forks_and_the_old_run_can_be_returned_to(
    own_circle: MainWindow, qtbot: QtBot
) -> None:
    newest, weights = step_of(own_circle), weights_shown(own_circle).copy()
    go_to(own_circle, 100, qtbot)
    qtbot.waitUntil(lambda: own_circle.run.in_past)
    old = own_circle.model.config
    own_circle.model.apply(replace(old, optimizer=replace(old.optimizer, learning_rate=0.3)))
    qtbot.waitUntil(lambda: len(own_circle.links.archive.records) == 1, timeout=10_000)
    record = own_circle.links.archive.records[0]
    assert record.step == newest
    assert record.config == old
    qtbot.waitUntil(lambda: step_of(own_circle) == 100, timeout=10_000)
    assert own_circle.panels.runs.overlays == (record.run_id,)
    shown = own_circle.panels.loss.text_twin()
    assert "Run 1" in shown, shown
    own_circle.panels.runs.return_requested.emit(record.run_id)
    qtbot.waitUntil(lambda: step_of(own_circle) == newest, timeout=10_000)
    qtbot.waitUntil(lambda: np.array_equal(weights_shown(own_circle), weights), timeout=5_000)
    assert own_circle.model.config == old


def test_a_weight_set_by_hand_is_shown_and_undone(circle: MainWindow, qtbot: QtBot) -> None:
    before = float(weights_shown(circle)[0, 0])
    edit = ParameterEdit(name="layer1.weights", index=(0, 0), value=2.5)
    circle.panels.network.parameter_edited.emit((edit,))
    qtbot.waitUntil(lambda: weights_shown(circle)[0, 0] == np.float32(2.5), timeout=5_000)
    assert circle.command["undo"].isEnabled()
    circle.command["undo"].trigger()
    qtbot.waitUntil(lambda: float(weights_shown(circle)[0, 0]) == before, timeout=5_000)
    circle.command["redo"].trigger()
    qtbot.waitUntil(lambda: weights_shown(circle)[0, 0] == np.float32(2.5), timeout=5_000)


def test_a_weight_that_is_cut_stays_at_zero_while_training(circle: MainWindow, qtbot: QtBot) -> None:
    circle.panels.network.marks_changed.emit({"cut": ("layer1.weights[0,0]",)})
    assert circle.model.config.network.cut == ("layer1.weights[0,0]",)
    newest = step_of(circle)
    circle.command["step"].trigger()
    qtbot.waitUntil(lambda: step_of(circle) > newest, timeout=5_000)
    assert weights_shown(circle)[0, 0] == 0


def test_a_neuron_more_leaves_the_answers_as_they_were(circle: MainWindow, qtbot: QtBot) -> None:
    shown = circle.clock.shown
    assert shown is not None
    accuracy = shown.test_accuracy
    loss = shown.test_loss
    circle.panels.network.layer_units_changed.emit(0, 5)
    qtbot.waitUntil(lambda: bool(circle.clock.shown and step_of(circle) == 0), timeout=5_000)
    qtbot.waitUntil(lambda: circle.clock.shown.test_accuracy == accuracy, timeout=5_000)  # type: ignore[union-attr]
    assert circle.clock.shown is not None
    assert circle.clock.shown.test_loss == pytest.approx(loss, rel=1e-4)


def test_the_microscope_walks_through_the_very_next_update(circle: MainWindow, qtbot: QtBot) -> None:
    newest = step_of(circle)
    QTest.keyClick(circle, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    microscope = circle.panels.microscope
    qtbot.waitUntil(lambda: microscope.page is not None, timeout=5_000)
    assert microscope.isVisible()
    assert not circle.panels.loss.isVisible()
    assert step_of(circle) == newest
    phases = []
    for _ in range(4):
        assert microscope.page is not None
        phases.append(microscope.page.phase)
        QTest.keyClick(microscope, Qt.Key.Key_PageDown)
    assert phases == ["forward", "loss", "backward", "update"]
    microscope.update_requested.emit()
    qtbot.waitUntil(lambda: step_of(circle) == newest + 1, timeout=5_000)
    QTest.keyClick(microscope, Qt.Key.Key_Escape)
    assert not microscope.isVisible()
    assert circle.panels.loss.isVisible()


def test_a_click_on_a_weight_opens_its_gradient(circle: MainWindow, qtbot: QtBot) -> None:
    circle.command["microscope"].trigger()
    microscope = circle.panels.microscope
    qtbot.waitUntil(lambda: microscope.page is not None, timeout=5_000)
    circle.panels.network.parameter_picked.emit("layer1.weights", (1, 2))
    qtbot.waitUntil(lambda: "w" in microscope.text_twin() and "path" in microscope.text_twin(), timeout=5_000)


def test_the_plane_takes_the_place_of_the_canvas(circle: MainWindow, qtbot: QtBot) -> None:
    panels = circle.panels
    assert panels.plane.isVisible()
    assert not panels.digits.isVisible()
    circle.files.choose_example("digits")
    qtbot.waitUntil(lambda: panels.digits.isVisible(), timeout=5_000)
    assert not panels.plane.isVisible()


def test_an_example_that_is_picked_is_shown_in_the_network(circle: MainWindow, qtbot: QtBot) -> None:
    dataset = circle.links.data.dataset
    assert dataset is not None
    circle.panels.answers.example_picked.emit("train", 3)
    expected = dataset.x_train[3]

    def shows_it() -> bool:
        shown = circle.clock.shown
        return bool(shown and shown.diagram and np.allclose(shown.diagram.input.ravel(), expected))

    qtbot.waitUntil(shows_it, timeout=5_000)


def test_painted_points_can_be_undone(circle: MainWindow, qtbot: QtBot) -> None:
    before = circle.model.config
    points = ((1.0, 1.0, 0.0), (-1.0, -1.0, 1.0), (2.0, 2.0, 0.0), (-2.0, -1.0, 1.0))
    circle.panels.plane.points_edited.emit(points)
    assert circle.model.config.data.dataset == "paint"
    assert circle.model.config.data.points == points
    circle.command["undo"].trigger()
    assert circle.model.config == before


def test_a_weight_set_in_the_past_begins_a_fork(own_circle: MainWindow, qtbot: QtBot) -> None:
    run_id = own_circle.clock.shown.run_id  # type: ignore[union-attr]
    go_to(own_circle, 100, qtbot)
    edit = ParameterEdit(name="layer1.weights", index=(0, 0), value=3.0)
    own_circle.links.hand_edits.set_parameters((edit,))
    qtbot.waitUntil(lambda: bool(own_circle.links.archive.records), timeout=10_000)
    assert [record.run_id for record in own_circle.links.archive.records] == [run_id]
    qtbot.waitUntil(lambda: step_of(own_circle) == 100, timeout=10_000)
    qtbot.waitUntil(lambda: 3.0 in weights_shown(own_circle), timeout=5_000)
    assert own_circle.clock.shown.run_id > run_id  # type: ignore[union-attr]


def test_the_settings_are_those_of_the_moment_shown(own_circle: MainWindow, qtbot: QtBot) -> None:
    newest, before = step_of(own_circle), own_circle.model.config
    changed = replace(before, optimizer=replace(before.optimizer, learning_rate=0.3))
    own_circle.model.apply(changed)
    own_circle.run.train()
    qtbot.waitUntil(lambda: step_of(own_circle) > newest + 50, timeout=10_000)
    own_circle.run.pause()
    qtbot.waitUntil(lambda: at_rest(own_circle), timeout=10_000)
    go_to(own_circle, 100, qtbot)
    qtbot.waitUntil(lambda: own_circle.model.config == before, timeout=5_000)
    own_circle.run.train()
    qtbot.waitUntil(lambda: own_circle.model.config == changed, timeout=10_000)
    assert not own_circle.links.archive.records
    own_circle.model.undo()
    assert own_circle.model.config == before


def test_wiped_clean_the_plane_can_still_be_painted_on(own_circle: MainWindow, qtbot: QtBot) -> None:
    panels = own_circle.panels
    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(panels.plane.edit_button, left)
    qtbot.mouseClick(own_circle.findChild(QWidget, "plane_select_button"), left)
    qtbot.mouseClick(own_circle.findChild(QWidget, "plane_clear_button"), left)
    assert own_circle.model.config.data.points == ()
    assert panels.plane.picture.isVisible()
    picture = panels.plane.picture
    for button, shift in (("plane_class_1_button", -40), ("plane_class_2_button", 40)):
        qtbot.mouseClick(own_circle.findChild(QWidget, button), left)
        qtbot.mouseClick(picture, left, pos=picture.rect().center() + QPoint(shift, 0))
    assert {label for _, _, label in own_circle.model.config.data.points} == {0.0, 1.0}
    own_circle.run.toggle()
    qtbot.waitUntil(lambda: own_circle.run.state is RunState.TRAINING, timeout=5_000)
    assert picture.isVisible()


def test_the_network_shows_the_example_that_is_taken_apart(circle: MainWindow, qtbot: QtBot) -> None:
    def input_shown() -> np.ndarray:
        shown = circle.clock.shown
        assert shown is not None
        assert shown.diagram is not None
        return shown.diagram.input.ravel()

    def input_traced() -> np.ndarray:
        trace = microscope._trace
        assert trace is not None
        return trace.layers[0].x[trace.row].ravel()

    before = input_shown().copy()
    microscope = circle.panels.microscope
    QTest.keyClick(circle, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: microscope.page is not None, timeout=5_000)
    qtbot.waitUntil(lambda: np.allclose(input_shown(), input_traced()), timeout=5_000)
    number = microscope.findChild(QSpinBox, "microscope_example_field")
    assert number is not None
    number.setValue(3)
    qtbot.waitUntil(lambda: microscope._trace.row == 2, timeout=5_000)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: np.allclose(input_shown(), input_traced()), timeout=5_000)
    circle.panels.plane.point_picked.emit("test", 5)
    qtbot.waitUntil(lambda: microscope._trace.split == "test", timeout=5_000)  # type: ignore[union-attr]
    dataset = circle.links.data.dataset
    assert dataset is not None
    qtbot.waitUntil(lambda: np.allclose(input_shown(), dataset.x_test[5]), timeout=5_000)
    name = microscope.findChild(QLabel, "microscope_example_name")
    assert name is not None
    assert name.text().startswith("test 5, truly ")
    circle.links.data.dataset_changed.emit(dataset)
    QTest.keyClick(microscope, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: np.allclose(input_shown(), before), timeout=5_000)


def test_an_example_chosen_anywhere_is_seen_on_the_plane_and_in_every_map(
    circle: MainWindow, qtbot: QtBot
) -> None:
    dataset, panels = circle.links.data.dataset, circle.panels
    assert dataset is not None
    assert dataset.points_test is not None
    panels.answers.example_picked.emit("test", 6)
    place = tuple(dataset.points_test[6].tolist())
    assert panels.plane.picture.points.xy[panels.plane.picture.chosen] == pytest.approx(place)
    assert panels.network._scene.place == pytest.approx(place)
    panels.plane.point_dropped.emit()
    assert panels.plane.picture.chosen is None
    assert panels.network._scene.place is None
