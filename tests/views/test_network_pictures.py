"""Convolution, pooling, normalisation, dropout and residual blocks in the network's picture."""

import numpy as np
import pytest
from network_samples import make_picture_diagram, make_snapshot, unit_position
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget

from playground.training.messages import RunState
from playground.views.network.badges import place_badges
from playground.views.network.layout import lay_out
from playground.views.network.structure import structure_of
from playground.views.network.view import NetworkView


@pytest.fixture
def view(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1100, 900)
    widget = NetworkView(window)
    widget.resize(760, 600)
    window.show()
    yield widget
    widget.hide()


def names_of_buttons(view):
    return {button.objectName() for button in view.findChildren(QToolButton) if button.isVisible()}


@pytest.mark.parametrize("size", [(280, 300), (342, 588), (760, 600), (1400, 1000)])
def test_everything_has_its_place_at_every_size(view, size):
    view.resize(*size)
    view.set_snapshot(make_snapshot(make_picture_diagram()))
    layout = lay_out(structure_of(make_picture_diagram()), *size)
    for before, after in zip(layout.columns[:-1], layout.columns[1:], strict=True):
        assert before.x + before.side / 2 <= after.left
    badges = place_badges(layout)
    assert len(badges) == 2
    for placed in badges:
        assert placed.rect.top() >= layout.columns[placed.layer_index].bottom
        assert placed.rect.bottom() <= layout.bracket_top
    assert not view.grab().isNull()


def test_a_channel_is_painted_as_its_map(view):
    diagram = make_picture_diagram()
    maps = diagram.layers[0].feature_maps
    maps[1] = 0
    maps[1, :, :13] = 1
    view.set_snapshot(make_snapshot(diagram))
    image = view.grab().toImage()
    centre = unit_position(view, 0, 1)
    quarter = round(view._layout.columns[0].side / 4)
    left, right = (image.pixelColor(centre + QPoint(dx, 0)) for dx in (-quarter, quarter))
    assert left.blue() > left.red() + 60
    assert abs(right.blue() - right.red()) < 20


def test_the_filter_lies_beside_the_map_of_the_first_convolution(view):
    diagram = make_picture_diagram()
    diagram.layers[0].filters[2, 0] = -1
    diagram.layers[0].filters[2, 0, 1, 1] = 1
    view.set_snapshot(make_snapshot(diagram))
    column = view._layout.columns[0]
    assert column.filter_side
    assert view._layout.columns[1].filter_side == 0
    image = view.grab().toImage()
    middle = QPoint(round(column.left + column.filter_side / 2), round(column.ys[2]))
    third = round(column.filter_side / 3)
    assert image.pixelColor(middle).blue() > image.pixelColor(middle).red() + 60
    corner = image.pixelColor(middle - QPoint(third, third))
    assert corner.red() > corner.blue() + 60


def test_pointing_at_a_channel_says_its_numbers(view):
    diagram = make_picture_diagram()
    diagram.layers[3].feature_maps[2] = 0.25
    view.set_snapshot(make_snapshot(diagram))
    QTest.mouseMove(view, unit_position(view, 3, 2))
    assert view.readout() == "Layer 4, channel 3: mean = 0.250 · max = 0.250"
    QTest.mouseMove(view, unit_position(view, 2, 0))
    assert view.readout().startswith("Layer 3.2, channel 1: ")


def test_pointing_at_a_badge_says_what_it_does(view):
    view.set_snapshot(make_snapshot(make_picture_diagram()))
    norm, dropout = place_badges(view._layout)
    QTest.mouseMove(view, norm.rect.center().toPoint())
    assert view.readout().startswith("Batch normalisation: ")
    QTest.mouseMove(view, dropout.rect.center().toPoint())
    assert "probability 30 %" in view.readout()
    QTest.mouseMove(view, QPoint(3, 300))
    assert view.readout() == ""


def test_a_click_on_a_channel_pins_its_map_and_filters(view):
    view.set_snapshot(make_snapshot(make_picture_diagram()))
    before = view.grab().toImage()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=unit_position(view, 1, 1))
    pinned = view.grab().toImage()
    # Map, filters and two lines of numbers are far more than a ring.
    n_changed = sum(
        pinned.pixel(x, y) != before.pixel(x, y) for x in range(0, 760, 4) for y in range(0, 600, 4)
    )
    assert n_changed > 1000
    assert "channel 2" in view.readout()


def test_dropped_units_are_hatched_only_while_training(view):
    view.set_snapshot(make_snapshot(make_picture_diagram()))
    place = unit_position(view, 4, 4)
    training = view.grab().toImage()
    view.set_snapshot(make_snapshot(make_picture_diagram(), RunState.PAUSED))
    paused = view.grab().toImage()
    area = [QPoint(dx, dy) for dx in range(-6, 7) for dy in range(-6, 7)]
    assert sum(training.pixel(place + d) != paused.pixel(place + d) for d in area) > 80
    other = unit_position(view, 4, 5)
    assert all(training.pixel(other + d) == paused.pixel(other + d) for d in area)


def test_buttons_fit_the_kind_of_layer(view, qtbot):
    view.resize(1000, 600)
    view.set_snapshot(make_snapshot(make_picture_diagram()))
    names = names_of_buttons(view)
    assert {"layer_1_fewer_button", "layer_1_more_button", "layer_4_remove_button"} <= names
    # A pool has no size of its own, and a block changes as a whole.
    assert not {"layer_4_more_button", "layer_2_more_button", "layer_3_more_button"} & names
    assert "layer_3_insert_button" not in names
    for name, signal, expected in (
        ("layer_1_more_button", view.layer_units_changed, [0, 5]),
        ("layer_5_more_button", view.layer_units_changed, [5, 13]),
        ("layer_4_remove_button", view.layer_remove_requested, [3]),
        ("layer_5_insert_button", view.layer_insert_requested, [5]),
    ):
        found = [b for b in view.findChildren(QToolButton, name) if b.isVisible()]
        with qtbot.waitSignal(signal) as caught:
            QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
        assert caught.args == expected


def test_the_text_twin_says_every_layer_and_whose_picture_it_is(view):
    view.set_snapshot(make_snapshot(make_picture_diagram()))
    twin = view.text_twin()
    for words in (
        "convolution with 4 channels of 26×26 (ReLU) with batch norm",
        "max pooling to 4 channels of 13×13",
        "12 ReLU units with drop 30 %",
        "residual block",
        "test example",
    ):
        assert words in twin
    view.set_snapshot(make_snapshot(make_picture_diagram(is_drawing=True)))
    assert "To your drawing it says" in view.text_twin()
    view.set_example("test 501, truly 4")
    assert "To the example at its input (test 501, truly 4) it says" in view.text_twin()
    view.set_example("")
    assert "To your drawing it says" in view.text_twin()


def test_links_into_a_channel_are_named_as_norms(view):
    diagram = make_picture_diagram()
    links = np.zeros((4, 4), np.float32)
    links[0, 3] = -0.5
    diagram.layers[1].links[:] = links
    view.set_snapshot(make_snapshot(diagram))
    start, end = unit_position(view, 0, 0), unit_position(view, 1, 3)
    QTest.mouseMove(view, QPointF((start + end) / 2).toPoint())
    assert view.readout().endswith("‖w‖ = 0.500, their sum is negative")
