"""The network's picture: what is pointed at is said exactly, what is pressed is asked for."""

import time
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from network_samples import button, make_diagram, make_snapshot, unit_position
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QToolButton, QWidget

from playground.theme import DARK, LIGHT, TEXT_PERCENTS, dressed
from playground.views.network.controls import ControlButton
from playground.views.network.header import legend_rect
from playground.views.network.pointing import Target
from playground.views.network.view import NetworkView


@pytest.fixture
def view(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1100, 900)
    widget = NetworkView(window)
    widget.resize(640, 560)
    window.show()
    yield widget
    widget.hide()


@pytest.mark.parametrize("hidden", [(), (1,), (128, 64), (512, 512), (32,) * 8, (24,) * 20, (3,) * 64])
@pytest.mark.parametrize("size", [(320, 300), (640, 560), (1000, 800)])
def test_every_network_at_every_size_lies_inside_the_picture(view, hidden, size):
    view.resize(*size)
    view.set_snapshot(make_snapshot(make_diagram(hidden)))
    layout = view._layout
    assert layout.n_layers == len(hidden) + 1
    for column in layout.columns:
        assert layout.input_rect[0] + layout.input_rect[2] < column.x < size[0] - 20
        assert column.ys[0] - column.side / 2 >= 60
        assert column.bottom <= size[1] - 28
    xs = [column.x for column in layout.columns]
    assert xs == sorted(xs)
    assert not view.grab().isNull()


def test_large_layers_say_how_many_units_are_not_shown(view):
    view.set_snapshot(make_snapshot(make_diagram((128, 64))))
    column = view._layout.columns[0]
    assert 6 <= column.n_shown <= 16
    assert column.n_hidden == 128 - column.n_shown
    assert view._layout.columns[-1].n_shown == 10


def test_pointing_at_a_unit_says_what_it_computes(view):
    diagram = make_diagram()
    diagram.layers[1].activations[4], diagram.layers[1].pre_activations[4] = 0.75, -0.125
    view.set_snapshot(make_snapshot(diagram))
    QTest.mouseMove(view, unit_position(view, 1, 4))
    unit = diagram.layers[1].units[4] + 1
    assert view.readout().startswith(f"Layer 2, unit {unit}: ")
    assert "a = 0.750" in view.readout()
    assert "z = −0.125" in view.readout()
    QTest.mouseMove(view, unit_position(view, 2, 3))
    assert view.readout().startswith("Output 3: ")
    assert "p = 82.0 %" in view.readout()


def test_pointing_at_a_link_says_its_weight(view):
    links = np.zeros((24, 10), np.float32)
    links[2, 7] = -0.5
    diagram = make_diagram()
    diagram = replace(diagram, layers=(*diagram.layers[:2], replace(diagram.layers[2], links=links)))
    view.set_snapshot(make_snapshot(diagram))
    start, end = unit_position(view, 1, 2), unit_position(view, 2, 7)
    QTest.mouseMove(view, (start + end) / 2)
    assert view.readout().endswith("w = −0.500")
    assert "→ Output 7" in view.readout()


def test_a_click_pins_the_card_of_a_unit_and_escape_takes_it_away(view):
    view.set_snapshot(make_snapshot(make_diagram()))
    before = view.grab().toImage()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=unit_position(view, 0, 1))
    QTest.mouseMove(view, QPoint(5, 400))
    pinned = view.grab().toImage()
    assert pinned != before
    accent = sum(
        pinned.pixelColor(x, y).name() == LIGHT.accent
        for x in range(0, pinned.width(), 2)
        for y in range(0, pinned.height(), 2)
    )
    assert accent > 20
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view._hands.pinned is None


def test_arrow_keys_walk_over_the_units_and_the_screen_reader_hears_them(view):
    view.set_snapshot(make_snapshot(make_diagram()))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.accessibleDescription().startswith("Layer 1, unit 1:")
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("Layer 2, unit 1:")
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleDescription().startswith("Output 1:")
    for _ in range(12):
        QTest.keyClick(view, Qt.Key.Key_Down)
    assert view.accessibleDescription().startswith("Output 9:")


def test_plus_and_minus_on_a_layer_ask_for_other_sizes(view, qtbot):
    view.set_snapshot(make_snapshot(make_diagram((128, 12))))
    with qtbot.waitSignal(view.layer_units_changed) as caught:
        QTest.mouseClick(button(view, "layer_1_more_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [0, 144]
    with qtbot.waitSignal(view.layer_units_changed) as caught:
        QTest.mouseClick(button(view, "layer_2_fewer_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [1, 11]


def test_a_layer_of_one_unit_cant_shrink(view):
    view.set_snapshot(make_snapshot(make_diagram((1,))))
    assert not button(view, "layer_1_fewer_button").isEnabled()
    assert button(view, "layer_1_more_button").isEnabled()


@pytest.mark.parametrize("index", [0, 1, 2])
def test_a_plus_between_layers_asks_for_a_new_one_there(view, qtbot, index):
    view.set_snapshot(make_snapshot(make_diagram()))
    with qtbot.waitSignal(view.layer_insert_requested) as caught:
        QTest.mouseClick(button(view, f"layer_{index + 1}_insert_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [index]


def test_without_hidden_layers_one_can_be_put_in(view, qtbot):
    view.set_snapshot(make_snapshot(make_diagram(())))
    with qtbot.waitSignal(view.layer_insert_requested) as caught:
        QTest.mouseClick(button(view, "layer_1_insert_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [0]


def test_in_close_columns_the_buttons_follow_the_pointer(view, qtbot):
    view.set_snapshot(make_snapshot(make_diagram((32,) * 12)))
    QTest.mouseMove(view, unit_position(view, 6, 2))
    with qtbot.waitSignal(view.layer_insert_requested) as caught:
        QTest.mouseClick(button(view, "layer_7_insert_after_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [7]
    with qtbot.waitSignal(view.layer_remove_requested) as caught:
        QTest.mouseClick(button(view, "layer_7_remove_button"), Qt.MouseButton.LeftButton)
    assert caught.args == [6]


def test_keys_change_the_layer_of_the_focused_unit(view, qtbot):
    view.set_snapshot(make_snapshot(make_diagram((8, 8))))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    for key, signal, expected in (
        (Qt.Key.Key_Plus, view.layer_units_changed, [1, 9]),
        (Qt.Key.Key_Minus, view.layer_units_changed, [1, 7]),
        (Qt.Key.Key_Insert, view.layer_insert_requested, [1]),
        (Qt.Key.Key_Delete, view.layer_remove_requested, [1]),
    ):
        with qtbot.waitSignal(signal) as caught:
            QTest.keyClick(view, key)
        assert caught.args == expected


def test_the_keyboard_keeps_its_place_when_the_network_changes(view):
    view.set_snapshot(make_snapshot(make_diagram((8, 8))))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    focused = view._gestures.pointed.focused
    assert focused.layer_index == 1
    view.clear()
    view.set_snapshot(make_snapshot(make_diagram((8, 9))))
    assert view._gestures.pointed.focused == focused
    view.set_snapshot(make_snapshot(make_diagram((8, 1))))
    assert view._gestures.pointed.focused == Target(1, 0)


def test_the_keyboard_goes_along_with_the_layer_that_it_moves(view, qtbot):
    view.set_snapshot(make_snapshot(make_diagram((8, 4))))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(view.layer_moved):
        QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert view._gestures.pointed.focused.layer_index == 1
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert view._gestures.pointed.focused.layer_index == 1


def test_on_a_narrow_stage_the_number_takes_the_place_of_the_legend(view):
    view.set_snapshot(make_snapshot(make_diagram((8, 8))))
    view.resize(280, 500)
    middle = legend_rect(view._layout).center().toPoint()
    ramp = [middle + QPoint(dx, 0) for dx in (-20, 20)]
    before = view.grab().toImage()
    assert before.pixelColor(ramp[0]) != before.pixelColor(ramp[1])
    view._keys.focus_on(Target(1, 0, before=0))
    assert "w = " in view.readout()
    shown = view.grab().toImage()
    assert all(shown.pixelColor(at) != before.pixelColor(at) for at in ramp)


def test_every_button_is_named_and_says_what_follows(view):
    view.set_snapshot(make_snapshot(make_diagram()))
    buttons = [b for b in view.findChildren(QToolButton) if b.isVisible()]
    assert len(buttons) == 2 * 2 + 3
    assert len({b.objectName() for b in buttons}) == len(buttons)
    assert all(b.accessibleName() and ": " in b.toolTip() for b in buttons)


def test_the_sign_of_an_activation_is_its_colour(view):
    diagram = make_diagram((4, 2))
    activations = np.array([1.0, -1.0], np.float32)
    layers = (diagram.layers[0], replace(diagram.layers[1], activations=activations), diagram.layers[2])
    view.set_snapshot(make_snapshot(replace(diagram, layers=layers)))
    image = view.grab().toImage()
    up, down = (image.pixelColor(unit_position(view, 1, place)) for place in (0, 1))
    assert up.blue() > up.red() + 60
    assert down.red() > down.blue() + 60


def test_a_new_network_is_shown_as_soon_as_it_arrives(view):
    view.set_snapshot(make_snapshot(make_diagram((8,))))
    assert "8 ReLU units" in view.text_twin()
    view.set_snapshot(make_snapshot(make_diagram((8, 16, 4), "sigmoid")))
    assert "16 Sigmoid units" in view.text_twin()
    assert view.text_twin() == view.accessibleDescription()
    assert "it says 3 with 82 %" in view.text_twin()


def test_numbers_that_left_the_finite_range_dont_break_the_picture(view):
    diagram = make_diagram()
    broken = tuple(
        replace(
            layer,
            activations=np.full_like(layer.activations, np.nan),
            links=np.full_like(layer.links, np.inf),
            pictures=None if layer.pictures is None else np.full_like(layer.pictures, np.nan),
        )
        for layer in diagram.layers
    )
    view.set_snapshot(
        make_snapshot(replace(diagram, layers=broken, probabilities=np.full(10, np.nan, np.float32)))
    )
    assert not view.grab().isNull()
    assert view.text_twin()


def test_without_motion_the_picture_follows_calmly(view):
    view.set_motion(False)
    first, second = make_diagram(seed=1), make_diagram(seed=2)
    view.set_snapshot(make_snapshot(first))
    view.set_snapshot(make_snapshot(second))
    assert view._scene.diagram is first
    view._taken_s -= 1
    view.set_snapshot(make_snapshot(second))
    assert view._scene.diagram is second


def test_a_hidden_view_asks_for_nothing(view):
    request = {}
    view.add_to_request(request)
    assert request == {"diagram": True, "diagram_links": "weights", "diagram_first": ()}
    view.hide()
    request = {}
    view.add_to_request(request)
    assert request == {}


def test_snapshots_without_a_diagram_and_clearing_are_harmless(view):
    view.set_snapshot(make_snapshot(None))
    view.set_snapshot(make_snapshot(make_diagram()))
    view.clear()
    view.refresh_text()
    assert view.text_twin() == "No network yet."
    view.resize(500, 500)
    assert not view.grab().isNull()
    view.set_theme(DARK)
    view.set_snapshot(make_snapshot(make_diagram()))
    assert view.grab().toImage().pixelColor(2, 2).name() == DARK.plot


def test_a_frame_is_painted_in_time(view):
    view.resize(640, 500)
    snapshot = make_snapshot(make_diagram())
    times = []
    for _ in range(15):
        start = time.thread_time()
        view.set_snapshot(snapshot)
        view.repaint()
        times.append(time.thread_time() - start)
    assert min(times) < 0.012


@pytest.mark.parametrize("hidden", [(), (6,), (8, 8), (8,) * 4, (8,) * 6])
@pytest.mark.parametrize("width", [282, 400, 500, 610])
def test_the_controls_of_the_header_keep_clear_of_each_other(view, hidden, width):
    view.resize(width, 500)
    view.set_snapshot(make_snapshot(make_diagram(hidden)))
    controls = [b for b in view.findChildren(QToolButton) if b.isVisibleTo(view) and b.width() < 30]
    controls.append(view.findChild(QWidget, "links_selector"))
    spans = sorted((c.mapTo(view, QPoint(0, 0)).x(), c.width()) for c in controls)
    assert all(x + w < after for (x, w), (after, _) in pairwise(spans))
    assert spans[0][0] >= 0
    assert sum(spans[-1]) <= width


@pytest.mark.parametrize("text_percent", TEXT_PERCENTS)
@pytest.mark.parametrize("width", [282, 610])
def test_no_word_of_the_header_is_cut(view, width, text_percent):
    view.resize(width, 500)
    view.set_theme(dressed(LIGHT, text_percent=text_percent))
    view.set_snapshot(make_snapshot(make_diagram((8, 8))))
    selector = view.findChild(QComboBox, "links_selector")
    option = QStyleOptionComboBox()
    selector.initStyleOption(option)
    style = selector.style()
    room = style.subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, selector
    ).width()
    labels = [selector.itemText(i) for i in range(selector.count())]
    assert max(selector.fontMetrics().horizontalAdvance(label) for label in labels) <= room
    for sign in view.findChildren(ControlButton):
        if sign.isVisibleTo(view):
            assert sign.fontMetrics().horizontalAdvance(sign.text()) <= sign.width() - 2
