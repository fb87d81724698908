"""Data of two dimensions: every unit shows its map of the plane, every input its feature."""

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
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.theme import DARK, LIGHT
from playground.training.messages import PlaneRequest
from playground.views.network.names import names_of


@pytest.fixture
def view(network_view):
    network_view.set_dataset(plane_dataset())
    diagram = make_plane_diagram()
    network_view.set_snapshot(make_snapshot(diagram, plane=make_plane(diagram)))
    return network_view


def is_blue(colour):
    return colour.blue() > colour.red() + 60


def is_orange(colour):
    return colour.red() > colour.blue() + 60


def test_each_unit_is_its_map_with_the_largest_x2_on_top(view):
    image = view.grab().toImage()
    for layer_index, place in ((0, 0), (0, 3), (1, 1)):
        centre = unit_position(view, layer_index, place)
        quarter = QPoint(0, round(view._layout.columns[layer_index].side / 4))
        assert is_blue(image.pixelColor(centre - quarter))
        assert is_orange(image.pixelColor(centre + quarter))


def test_the_inputs_are_the_features_with_their_names(view):
    image = view.grab().toImage()
    side = view._layout.input_column.side
    right = QPoint(round(side / 3), 0)
    centre = unit_position(view, -1, 0)
    assert is_blue(image.pixelColor(centre + right))
    assert is_orange(image.pixelColor(centre - right))
    hover(view, unit_position(view, -1, 1))
    assert view.readout() == "Input x₂: x = −0.500"


def test_features_are_written_as_people_write_them():
    features = ("x1", "x1^2", "x1*x2", "sin(x2)", "petal length", "max_1")
    names = names_of(replace(plane_dataset(), feature_names=features))
    assert names.inputs == ("x₁", "x₁²", "x₁·x₂", "sin(x₂)", "petal length", "max_1")


def test_the_tiles_of_a_small_network_are_large_and_those_of_a_large_one_fit(view):
    view.resize(900, 600)
    assert 56 <= view._layout.columns[0].side <= 64
    diagram = make_plane_diagram((8,) * 6)
    view.set_snapshot(make_snapshot(diagram, plane=make_plane(diagram)))
    sides = [column.side for column in view._layout.columns]
    assert min(sides) >= 40
    view.resize(700, 400)
    for before, after in zip(view._layout.columns[:-1], view._layout.columns[1:], strict=True):
        assert before.right < after.left


def test_the_maps_are_asked_for_and_the_plane_of_another_view_stays(view):
    request = {}
    view.add_to_request(request)
    assert request["plane"].neuron_resolution == 34
    assert request["plane"].x_range == (-6.0, 6.0)
    zoomed = PlaneRequest(x_range=(-1.0, 1.0), resolution=100, neuron_resolution=0)
    request = {"plane": zoomed}
    view.add_to_request(request)
    assert request["plane"].x_range == (-1.0, 1.0)
    assert request["plane"].resolution == 100
    assert request["plane"].neuron_resolution == 34


def test_the_data_may_be_a_frame_ahead_of_the_network(view):
    view.set_snapshot(make_snapshot(make_diagram()))
    assert view._layout.input_column is None
    view.set_dataset(None)
    diagram = make_plane_diagram()
    view.set_snapshot(make_snapshot(diagram))
    assert view._layout.input_column is not None
    assert not view._layout.columns[0].has_pictures
    assert not view.grab().isNull()


def test_links_from_the_inputs_are_weights_one_by_one(view):
    hover(view, QPoint(2, 2))
    hover(view, link_position(view, 0, 0, 3))
    assert view.readout() == "Input x₁ → Layer 1, unit 4: w = 0.0400"


@pytest.mark.parametrize(("kind", "symbol"), [("gradients", "∂L/∂w"), ("updates", "Δw")])
def test_what_the_links_show_is_said(view, kind, symbol):
    selector = view.findChild(type(view._selector), "links_selector")
    selector.setCurrentIndex(selector.findData(kind))
    request = {}
    view.add_to_request(request)
    assert request["diagram_links"] == kind
    diagram = make_plane_diagram(links_kind=kind, weights=np.full((4, 4), 0.5, np.float32))
    view.set_snapshot(make_snapshot(diagram))
    hover(view, QPoint(2, 2))
    hover(view, link_position(view, 0, 0, 3))
    assert view.readout() == f"Input x₁ → Layer 1, unit 4: {symbol} = 0.0400 · w = 0.500"


def test_many_inputs_say_how_many_are_not_shown(network_view):
    diagram = make_plane_diagram()
    first = replace(diagram.layers[0], links=np.ones((40, 4), np.float32))
    diagram = replace(diagram, input=np.zeros(40, np.float32), layers=(first, *diagram.layers[1:]))
    network_view.set_snapshot(make_snapshot(diagram))
    assert network_view._layout.input_column.n_shown == 16
    assert network_view._layout.input_column.n_hidden == 24
    assert not network_view.grab().isNull()


def test_the_text_twin_names_the_strongest_link_into_each_layer(view):
    diagram = make_plane_diagram()
    diagram.layers[0].links[1, 2] = -7.5
    diagram.layers[1].links[3, 0] = 8.25
    view.set_snapshot(make_snapshot(diagram))
    twin = view.text_twin()
    assert "x₂ → Layer 1, unit 3: w = −7.50" in twin
    assert "Layer 1, unit 4 → " in twin
    assert "w = 8.25" in twin


def test_who_goes_there_by_keyboard_is_told_what_the_map_shows(view):
    diagram = make_plane_diagram()
    plane = make_plane(diagram)
    shown = np.full_like(plane.layers[0][0], -0.5)
    shown[: len(shown) // 4] = 0.75
    view.set_snapshot(make_snapshot(diagram, plane=replace(plane, layers=(shown[None], *plane.layers[1:]))))
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert view.accessibleDescription().startswith("Layer 1, unit 1:")
    assert "from −0.500 to 0.750, and is above 0 on 2" in view.accessibleDescription()


def test_lines_without_an_update_say_so(view):
    diagram = make_plane_diagram()
    blank = tuple(replace(layer, links=np.zeros_like(layer.links)) for layer in diagram.layers)
    view.set_snapshot(make_snapshot(replace(diagram, layers=blank, links_kind="updates")))
    scene = view._scene
    assert all("o update yet" in words for words in scene.hints())
    assert "update Δw" in " ".join(replace(scene, diagram=replace(diagram, links_kind="updates")).hints())


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_outputs_bear_the_marks_that_their_classes_have_on_the_plane(view, theme):
    view.set_theme(theme)
    image = view.grab().toImage()
    column = view._layout.columns[-1]
    for y, colour in zip(column.ys, (theme.negative, theme.positive), strict=True):
        beside = {
            image.pixelColor(x, int(y) + dy).name()
            for x in range(int(column.right) + 5, int(column.right) + 14)
            for dy in range(-4, 5)
        }
        assert colour in beside


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_chosen_example_is_marked_on_the_map_of_every_unit(view, theme):
    view.set_theme(theme)
    plain = view.grab().toImage()
    plane = view._scene.plane
    (left, right), (bottom, top) = plane.x_range, plane.y_range
    view.set_example_place((left + 0.75 * (right - left), bottom + 0.75 * (top - bottom)))
    marked = view.grab().toImage()

    def differs(rect):
        x, y, w, h = (round(v) for v in rect)
        return any(plain.pixel(i, j) != marked.pixel(i, j) for i in range(x, x + w) for j in range(y, y + h))

    layout = view._layout
    for layer_index in range(layout.first_index, layout.n_layers):
        column = layout.column(layer_index)
        for place in range(column.n_shown):
            x, y, side, _ = column.unit_rect(place)
            assert differs((x + side / 2, y, side / 2, side / 2)), "the upper right quarter has the mark"
            assert not differs((x, y + side * 0.6, side * 0.6, side * 0.35)), "nothing else has"
    view.set_example_place((right + 1.0, top))
    assert view.grab().toImage() == plain
    view.set_example_place(None)
    assert view.grab().toImage() == plain


def test_what_the_network_says_to_a_chosen_example_stands_below_it(view):
    diagram = replace(make_plane_diagram(), is_drawing=True, probabilities=np.array([0.25, 0.75], np.float32))
    view.set_example("training 5, truly B")
    view.set_example_place((0.0, 0.0))
    view.set_snapshot(make_snapshot(diagram))
    assert view._scene.hints()[0] == "training 5, truly B: says B, 75.0\u2009%"
    assert view._scene.hints()[1] == "says B, 75.0\u2009%"


@pytest.mark.parametrize("n_units", [14, 16])
def test_at_the_smallest_window_every_unit_of_a_suggested_network_is_there(network_view, n_units):
    network_view.resize(282, 563)
    network_view.set_dataset(plane_dataset())
    diagram = make_plane_diagram((n_units, n_units))
    network_view.set_snapshot(make_snapshot(diagram, plane=make_plane(diagram)))
    for column in network_view._layout.columns[:-1]:
        assert (column.n_shown, column.n_hidden) == (n_units, 0)
        assert column.side >= 20
