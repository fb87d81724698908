"""Weights, biases and units taken in hand: what is asked of the window, and what is drawn once it is done."""

from dataclasses import replace

import numpy as np
import pytest
from network_samples import (
    hover,
    link_position,
    make_diagram,
    make_plane,
    make_plane_diagram,
    make_snapshot,
    plane_dataset,
    unit_position,
)
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from playground.experiment.config import ExperimentConfig, NetworkConfig
from playground.training.messages import ParameterEdit
from playground.views.network.value_field import ValueField

WEIGHT = "layer1.weights[0,3]"


@pytest.fixture
def view(network_view):
    network_view.set_dataset(plane_dataset())
    diagram = make_plane_diagram((4, 3))
    network_view.set_snapshot(make_snapshot(diagram, plane=make_plane(diagram)))
    return network_view


def click(view, position):
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=position)


def press(view, name):
    QTest.mouseClick(view.findChild(QToolButton, name), Qt.MouseButton.LeftButton)


def with_marks(**marks):
    return replace(ExperimentConfig(), network=NetworkConfig(**marks))


def focus(view):
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)


def test_a_click_on_a_link_opens_its_value_and_says_which_it_is(view, qtbot):
    with qtbot.waitSignal(view.parameter_picked) as picked:
        click(view, link_position(view, 0, 0, 3))
    assert picked.args == ["layer1.weights", (0, 3)]
    field = view.findChild(ValueField, "parameter_value_field")
    assert field.isVisible()
    assert field.text() == "0.04"


def test_typing_a_value_asks_for_it_and_the_next_frame_shows_it(view, qtbot):
    click(view, link_position(view, 0, 0, 3))
    field = view.findChild(ValueField, "parameter_value_field")
    field.selectAll()
    QTest.keyClicks(field, "-1,5")
    with qtbot.waitSignal(view.parameter_edited) as edited:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert edited.args[0] == (ParameterEdit(name="layer1.weights", index=(0, 3), value=-1.5),)
    diagram = make_plane_diagram((4, 3))
    diagram.layers[0].links[0, 3] = 0.75
    view.set_snapshot(make_snapshot(diagram))
    with qtbot.assertNotEmitted(view.parameter_edited, wait=0):
        view.refresh_text()
    assert field.text() == "0.75"


def test_dragging_the_number_up_makes_it_larger_at_once(view, qtbot):
    click(view, link_position(view, 0, 0, 3))
    field = view.findChild(ValueField, "parameter_value_field")
    line = field.lineEdit()
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    with qtbot.waitSignal(view.parameter_edited) as edited:
        QTest.mouseMove(line, QPoint(20, -40))
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(20, -40))
    assert edited.args[0][0].value == pytest.approx(0.54)


@pytest.mark.parametrize(
    ("button", "field"), [("freeze_parameter_button", "frozen"), ("cut_parameter_button", "cut")]
)
def test_freezing_and_cutting_a_weight_and_undoing_it(view, qtbot, button, field):
    click(view, link_position(view, 0, 0, 3))
    with qtbot.waitSignal(view.marks_changed) as changed:
        press(view, button)
    marks = changed.args[0]
    assert marks == {"frozen": (), "cut": (), "silenced": ()} | {field: (WEIGHT,)}
    view.set_config(with_marks(**marks))
    assert view.findChild(QToolButton, button).isChecked()
    with qtbot.waitSignal(view.marks_changed) as changed:
        press(view, button)
    assert changed.args[0][field] == ()


def test_reset_undoes_marks_and_value(view, qtbot):
    view.set_config(with_marks(frozen=(WEIGHT,), silenced=("layer2[1]",)))
    click(view, link_position(view, 0, 0, 3))
    with qtbot.waitSignal(view.marks_changed) as changed, qtbot.waitSignal(view.parameter_edited) as edited:
        press(view, "reset_parameter_button")
    assert changed.args[0] == {"frozen": (), "cut": (), "silenced": ("layer2[1]",)}
    assert edited.args[0][0].value == pytest.approx(0.04)


def test_the_card_of_a_unit_has_its_formulas_its_bias_and_its_switch(view, qtbot):
    with qtbot.waitSignal(view.unit_picked) as picked:
        click(view, unit_position(view, 0, 2))
    assert picked.args == ["layer1", 2]
    panel = view._hands.panel
    assert panel.isVisible()
    assert "z = Σ w·x + b = 0.667" in panel.accessibleDescription()
    assert "a = Tanh(z) = 0.333" in panel.accessibleDescription()
    bias = view.findChild(ValueField, "bias_value_field")
    assert bias.text() == "0.02"
    with qtbot.waitSignal(view.parameter_edited) as edited:
        bias.stepUp()
    assert edited.args[0] == (ParameterEdit(name="layer1.biases", index=(2,), value=pytest.approx(0.12)),)
    with qtbot.waitSignal(view.marks_changed) as changed:
        press(view, "silence_unit_button")
    assert changed.args[0]["silenced"] == ("layer1[2]",)
    view.set_config(with_marks(silenced=("layer1[2]",)))
    assert view.findChild(QToolButton, "silence_unit_button").isChecked()
    click(view, unit_position(view, 0, 2))
    assert not panel.isVisible()


@pytest.mark.parametrize(
    "marks",
    [
        {"frozen": (WEIGHT,)},
        {"cut": (WEIGHT,)},
        {"frozen": ("layer1.biases[3]",)},
        {"silenced": ("layer1[3]",)},
    ],
)
def test_what_is_held_is_drawn_there_and_said(view, marks):
    before = view.grab().toImage()
    view.set_config(with_marks(**marks))
    after = view.grab().toImage()
    link = "weights" in str(marks)
    position = (
        link_position(view, 0, 0, 3, 0.5 if "frozen" in marks else 0.25)
        if link
        else unit_position(view, 0, 3)
    )
    reach = 5 if link else round(view._layout.columns[0].side / 2)
    area = [position + QPoint(x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1)]
    assert any(before.pixel(p) != after.pixel(p) for p in area)
    other = unit_position(view, 0, 0)
    assert before.pixel(other) == after.pixel(other)
    hover(view, QPoint(2, 2))
    hover(view, link_position(view, 0, 0, 3) if link else position)
    assert view.readout().rsplit(", ", 1)[1] in ("frozen", "cut", "bias frozen", "switched off")
    view.refresh_text()
    assert "1." in view.text_twin()


def menu_actions(view, position):
    menu = view._gestures.menu_at(QPointF(position))
    return menu, {action.objectName(): action for action in menu.actions()}


def test_the_right_button_offers_the_same(view, qtbot):
    menu, actions = menu_actions(view, link_position(view, 0, 0, 3))
    with qtbot.waitSignal(view.marks_changed) as changed:
        actions["cut_action"].trigger()
    menu.deleteLater()
    assert changed.args[0]["cut"] == (WEIGHT,)
    menu, actions = menu_actions(view, unit_position(view, 1, 1))
    with qtbot.waitSignal(view.marks_changed) as changed:
        actions["silenced_action"].trigger()
    assert changed.args[0]["silenced"] == ("layer2[1]",)
    with qtbot.waitSignal(view.layer_moved) as moved:
        actions["move_left_action"].trigger()
    assert moved.args == [1, 0]
    sigmoid = next(
        action
        for action in menu.findChild(QMenu, "layer_activation_menu").actions()
        if action.text() == "Sigmoid"
    )
    with qtbot.waitSignal(view.layer_activation_changed) as activation:
        sigmoid.trigger()
    assert activation.args == [1, "sigmoid"]
    menu.deleteLater()


def test_the_keyboard_reaches_units_links_and_their_switches(view, qtbot):
    focus(view)
    assert view.accessibleDescription().startswith("Input x₁: x = 1.50.")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("Layer 1, unit 2: ")
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.accessibleDescription().startswith("Layer 1, unit 1: z = −2.00")
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.accessibleDescription().startswith("Input x₂ → Layer 1, unit 1: w = 0.110.")
    for key, field, address in (
        (Qt.Key.Key_F, "frozen", "layer1.weights[1,0]"),
        (Qt.Key.Key_X, "cut", "layer1.weights[1,0]"),
    ):
        with qtbot.waitSignal(view.marks_changed) as changed:
            QTest.keyClick(view, key)
        assert changed.args[0][field] == (address,)
    QTest.keyClick(view, Qt.Key.Key_E)
    field = view.findChild(ValueField, "parameter_value_field")
    assert field.isVisible()
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert view.hasFocus()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.accessibleDescription().startswith("Layer 1, unit 1:")
    with qtbot.waitSignal(view.marks_changed) as changed:
        QTest.keyClick(view, Qt.Key.Key_O)
    assert changed.args[0]["silenced"] == ("layer1[0]",)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view._hands.panel.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not view._hands.panel.isVisible()
    with qtbot.waitSignal(view.layer_moved) as moved:
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert moved.args == [0, 1]


def test_tab_leaves_after_the_last_link(view):
    focus(view)
    QTest.keyClick(view, Qt.Key.Key_Right)
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Tab)
    assert not view.hasFocus()


def test_a_layer_dragged_over_another_asks_for_its_place(view, qtbot):
    start = QPoint(round(view._layout.columns[0].x), 20)
    end = QPoint(round(view._layout.columns[1].x) + 90, 60)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, end)
    assert not view.grab().isNull()
    with qtbot.waitSignal(view.layer_moved) as moved:
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)
    assert moved.args == [0, 1]


def test_escape_puts_a_dragged_layer_back(view, qtbot):
    start = unit_position(view, 0, 1)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, start + QPoint(300, 0))
    QTest.keyClick(view, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(view.layer_moved, wait=0):
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=start + QPoint(300, 0))


def test_a_unit_under_the_resting_pointer_is_enlarged(view, qtbot):
    hover(view, unit_position(view, 0, 0))
    assert view._gestures.enlarged is None
    before = view.grab().toImage()
    qtbot.waitUntil(lambda: view._gestures.enlarged is not None, timeout=2000)
    after = view.grab().toImage()
    n_changed = sum(
        before.pixel(x, y) != after.pixel(x, y) for x in range(0, 760, 4) for y in range(0, 600, 4)
    )
    assert n_changed > 800
    hover(view, QPoint(3, 300))
    assert view._gestures.enlarged is None


def test_a_weight_that_isnt_known_cant_be_typed(view):
    diagram = make_plane_diagram((4, 3), links_kind="gradients")
    view.set_snapshot(make_snapshot(diagram))
    click(view, link_position(view, 0, 0, 3))
    assert not view.findChild(ValueField, "parameter_value_field").isEnabled()
    known = make_plane_diagram((4, 3), links_kind="gradients", weights=np.full((4, 4), 0.5, np.float32))
    view.set_snapshot(make_snapshot(known))
    view.refresh_text()
    assert view.findChild(ValueField, "parameter_value_field").text() == "0.5"


def test_a_popover_closes_when_its_link_goes(view):
    click(view, link_position(view, 0, 0, 3))
    view.set_snapshot(make_snapshot(make_plane_diagram((2, 3))))
    assert not view._hands.popover.isVisible()


def test_a_pixel_of_the_card_is_a_weight_of_the_picture(network_view, qtbot):
    diagram = make_diagram()
    network_view.set_snapshot(make_snapshot(diagram))
    click(network_view, unit_position(network_view, 0, 1))
    panel = network_view._hands.panel
    side = panel.width() - 16
    with qtbot.waitSignal(network_view.parameter_picked) as picked:
        click(panel, QPoint(8 + round(3.5 * side / 28), 27 + round(2.5 * side / 28)))
    assert picked.args == ["layer1.weights", (2 * 28 + 3, int(diagram.layers[0].units[1]))]
    assert network_view._hands.pinned is not None
