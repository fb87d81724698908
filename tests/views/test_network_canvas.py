"""Only what has changed is painted anew, and nothing stays behind that should have."""

from dataclasses import replace

import numpy as np
import pytest
from network_samples import make_diagram, make_snapshot
from PySide6.QtCore import QPoint

from playground.training.messages import RunState
from playground.views.network.column import OVERVIEW_PX


@pytest.fixture
def view(network_view):
    network_view.set_snapshot(make_snapshot(make_diagram()))
    return network_view


def changed(diagram, layer_index, **changes):
    layers = list(diagram.layers)
    layers[layer_index] = replace(layers[layer_index], **changes)
    return replace(diagram, layers=tuple(layers))


def dirty(view, diagram):
    # Links and pictures wait for the next but one frame while it trains.
    view._scene.canvas._due.clear()
    return view._scene.take(diagram, None)


def test_the_same_numbers_paint_nothing(view):
    assert dirty(view, make_diagram()).isEmpty()


def test_a_unit_that_changes_paints_its_column_alone(view):
    diagram = make_diagram()
    activations = diagram.layers[1].activations.copy()
    activations[0] = 3.0
    region = dirty(view, changed(diagram, 1, activations=activations))
    assert region.boundingRect() == view._scene.canvas.column_rect(1)


def test_a_link_that_changes_paints_its_gap_alone(view):
    diagram = make_diagram()
    links = diagram.layers[2].links.copy()
    links[0, 0] = -2.5 if links[0, 0] > 0 else 2.5
    region = dirty(view, changed(diagram, 2, links=links))
    assert region.boundingRect() == view._scene.canvas.gap_rect(2)


def test_part_by_part_gives_the_same_picture_as_all_at_once(view):
    for seed in range(1, 5):
        dirty(view, make_diagram(seed=seed))
    view._scene.canvas._scales.clear()
    view._scene.canvas._link_scale.clear()
    dirty(view, make_diagram(seed=9))
    in_parts = view._scene.canvas.pixmap.toImage()
    fresh = make_snapshot(make_diagram(seed=9))
    view.clear()
    view.set_snapshot(fresh)
    at_once = view._scene.canvas.pixmap.toImage()
    places = [(x, y) for x in range(0, 760, 2) for y in range(0, 600, 2)]
    different = sum(in_parts.pixel(*place) != at_once.pixel(*place) for place in places)
    # Links keep their level while it nearly fits: some look a little different, nothing is left behind.
    assert different < 0.08 * len(places)


def test_a_pause_shows_the_very_last_frame(view):
    diagram = make_diagram()
    pictures = np.zeros_like(diagram.layers[0].pictures)
    pictures[:, :14] = 1
    view.set_snapshot(make_snapshot(changed(diagram, 0, pictures=pictures), RunState.PAUSED))
    column = view._layout.columns[0]
    above = QPoint(round(column.x), round(column.ys[0] - column.side / 5))
    colour = view.grab().toImage().pixelColor(above)
    assert colour.blue() > colour.red() + 60


def test_all_units_of_a_large_layer_have_a_small_picture(network_view):
    diagram = make_diagram()
    overview = np.zeros(128, np.float32)
    network_view.set_snapshot(make_snapshot(changed(diagram, 0, overview=overview)))
    column = network_view._layout.columns[0]
    assert column.has_overview
    assert column.foot - column.bottom > OVERVIEW_PX
    rect = network_view._scene.network.overview_rect(column)
    before = network_view.grab(rect.toAlignedRect()).toImage()
    overview = overview.copy()
    overview[:64] = 1
    network_view.set_snapshot(make_snapshot(changed(diagram, 0, overview=overview), RunState.PAUSED))
    after = network_view.grab(rect.toAlignedRect()).toImage()
    n_changed = sum(
        before.pixel(x, y) != after.pixel(x, y) for x in range(before.width()) for y in range(before.height())
    )
    assert n_changed > 0.2 * before.width() * before.height()
