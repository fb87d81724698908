"""What the microscope lights up in the network's picture."""

import pytest
from network_samples import (
    link_position,
    make_diagram,
    make_plane,
    make_plane_diagram,
    make_snapshot,
    plane_dataset,
    unit_position,
)
from PySide6.QtCore import QPoint

from playground.theme import DARK, LIGHT
from playground.views.network.marks import DiagramMarks


@pytest.fixture
def view(network_view):
    network_view.set_dataset(plane_dataset())
    diagram = make_plane_diagram((4, 3))
    network_view.set_snapshot(make_snapshot(diagram, plane=make_plane(diagram)))
    return network_view


def near(image, centre, colour, reach=8):
    places = [centre + QPoint(x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1)]
    return sum(image.pixelColor(place).name() == colour for place in places)


def upper(view, layer_index, place):
    return unit_position(view, layer_index, place) - QPoint(0, 12)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_is_lit_keeps_its_colour_and_the_rest_dims(view, theme):
    view.set_theme(theme)
    plain = view.grab().toImage()
    view.set_marks(DiagramMarks(layers=("layer1",), units=(("layer2", 1),)))
    lit = view.grab().toImage()
    for layer_index, place in ((0, 0), (0, 3), (1, 1)):
        position = upper(view, layer_index, place)
        assert lit.pixelColor(position) == plain.pixelColor(position)
    for layer_index, place in ((-1, 0), (1, 0), (2, 1)):
        position = upper(view, layer_index, place)
        assert lit.pixelColor(position) != plain.pixelColor(position)
    view.set_marks(None)
    assert view.grab().toImage() == plain


def test_data_and_blame_arrive_at_different_ends_in_different_colours(view):
    link = (("layer2", 3, 1),)
    start = view._layout.link_starts(1)[3]
    end = view._layout.link_ends(1)[1]
    at_start, at_end = (QPoint(round(x), round(y)) for x, y in (start, end))
    view.set_marks(DiagramMarks(links=link, direction="forward"))
    forward = view.grab().toImage()
    view.set_marks(DiagramMarks(links=link, direction="backward"))
    backward = view.grab().toImage()
    # The arrowhead is where the numbers arrive.
    assert near(forward, at_end, LIGHT.accent) > near(forward, at_start, LIGHT.accent)
    assert near(backward, at_start, LIGHT.error) > near(backward, at_end, LIGHT.error)
    assert near(backward, at_end, LIGHT.accent) == 0


def test_the_flow_moves_only_if_it_shall(view, qtbot):
    marks = {"layers": ("layer1",), "units": (("layer2", 1),), "direction": "forward"}
    view.set_marks(DiagramMarks(**marks))
    assert not view._flow.isActive()
    view.set_marks(DiagramMarks(**marks, animate=True))
    first = view.grab().toImage()
    qtbot.waitUntil(lambda: view.grab().toImage() != first, timeout=1000)
    view.set_motion(False)
    assert not view._flow.isActive()


def test_parts_that_arent_in_the_picture_are_left_out(view):
    view.set_marks(
        DiagramMarks(
            layers=("layer9", "input"),
            units=(("layer1", 99), ("layer9", 0)),
            links=(("layer9", 0, 0), ("layer1", 0, 2), ("layer1", 7, 2)),
            direction="backward",
        )
    )
    # The inputs, and the two units that the link joins.
    assert len(view._parts.rects) == 3
    assert view._parts.lines == [(0, 0, 2)]
    view.clear()
    assert not view.grab().isNull()


def test_where_nothing_flows_a_lit_layer_keeps_its_links(view):
    plain = view.grab().toImage()
    view.set_marks(DiagramMarks(layers=("layer2",)))
    lit = view.grab().toImage()
    on_link, elsewhere = link_position(view, 1, 3, 2), link_position(view, 2, 2, 1)
    assert lit.pixelColor(on_link) == plain.pixelColor(on_link)
    assert lit.pixelColor(elsewhere) != plain.pixelColor(elsewhere)


def test_without_named_links_numbers_flow_along_those_that_are_drawn(view):
    view.set_marks(DiagramMarks(units=(("layer2", 1),), direction="forward"))
    assert {line[0] for line in view._parts.lines} == {1}
    assert {line[2] for line in view._parts.lines} == {1}
    view.set_marks(DiagramMarks(units=(("layer1", 2),), direction="backward"))
    assert {line[:2] for line in view._parts.lines} == {(1, 2)}


def test_a_unit_that_is_not_shown_lights_the_count_of_those(network_view):
    network_view.set_snapshot(make_snapshot(make_diagram((128, 64))))
    plain = network_view.grab().toImage()
    network_view.set_marks(DiagramMarks(layers=("layer1",), units=(("layer1", 120), ("layer1", 121))))
    assert network_view._parts.hidden == [0]
    rest, column = network_view._parts.rest_rect(0), network_view._layout.column(0)
    assert rest.top() >= column.bottom
    inside = rest.adjusted(3, 3, -3, -3)
    assert network_view.grab(inside).toImage() == plain.copy(inside)
    network_view.set_marks(DiagramMarks(layers=("layer1",), units=(("layer1", 0),)))
    assert network_view._parts.hidden == []
    assert network_view.grab(inside).toImage() != plain.copy(inside)
