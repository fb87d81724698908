"""Where a dragged layer lands in the experiment."""

import pytest
from network_samples import make_diagram, make_picture_diagram

from playground.views.network.drag import neighbour_gap, place_after_move
from playground.views.network.structure import structure_of


@pytest.mark.parametrize(
    ("layer_index", "gap", "moved"),
    [
        (0, 0, None),
        (0, 1, None),
        (0, 2, (0, 1)),
        (0, 3, (0, 2)),
        (2, 0, (2, 0)),
        (2, 1, (2, 1)),
        (1, 3, (1, 2)),
        (3, 0, None),
        (0, 9, None),
    ],
)
def test_the_gap_says_the_new_place(layer_index, gap, moved):
    structure = structure_of(make_diagram((8, 6, 4)))
    assert place_after_move(structure, layer_index, gap) == moved
    if moved is not None:
        layers = ["a", "b", "c"]
        layers.insert(moved[1], layers.pop(moved[0]))
        assert layers.index("abc"[layer_index]) == moved[1]


def test_nothing_lands_inside_of_a_block():
    structure = structure_of(make_picture_diagram())
    assert place_after_move(structure, 0, 2) is None
    assert place_after_move(structure, 3, 1) == (3, 2)


@pytest.mark.parametrize(("layer_index", "step", "gap"), [(0, -1, None), (0, 1, 2), (2, -1, 1), (2, 1, None)])
def test_the_neighbour_is_passed_as_a_whole(layer_index, step, gap):
    assert neighbour_gap(structure_of(make_diagram((8, 6, 4))), layer_index, step) == gap


def test_a_block_is_passed_as_a_whole():
    structure = structure_of(make_picture_diagram())
    assert neighbour_gap(structure, 3, -1) == 1
    assert neighbour_gap(structure, 0, 1) == 3
