"""Pictures of ink with some stage of the preprocessing left out."""

import numpy as np
import pytest

from playground.canvas.preprocess import ALL_STAGES, MASS_CENTRE, Stages, to_network_input


@pytest.fixture
def bar():
    """A slanted bar in the upper left of the sheet, 20 wide and 80 high."""
    ink = np.zeros((280, 280))
    for row in range(80):
        ink[20 + row, 30 + row // 8 : 50 + row // 8] = 1
    return ink


def centre(picture):
    along = np.arange(28) + 0.5
    return picture.sum(1) @ along / picture.sum(), picture.sum(0) @ along / picture.sum()


def size(picture):
    inked = picture > 0.3
    return tuple(int(np.ptp(np.flatnonzero(inked.any(axis)))) + 1 for axis in (1, 0))


def test_all_stages_are_the_usual_way(bar):
    np.testing.assert_array_equal(to_network_input(bar, ALL_STAGES), to_network_input(bar))


def test_not_centred_it_stays_in_its_corner(bar):
    assert centre(to_network_input(bar)) == pytest.approx((MASS_CENTRE, MASS_CENTRE), abs=0.3)
    row, column = centre(to_network_input(bar, Stages(centre=False)))
    assert column < 9
    assert row < 12


def test_not_scaled_it_is_as_large_as_on_the_sheet(bar):
    assert size(to_network_input(bar, Stages(scale=False)))[0] == pytest.approx(8, abs=1)
    assert size(to_network_input(bar))[0] == pytest.approx(20, abs=1)


def test_not_cropped_the_sheet_is_scaled(bar):
    assert size(to_network_input(bar, Stages(crop=False)))[0] == pytest.approx(6, abs=1)


def test_without_its_shape_it_is_stretched(bar):
    assert size(to_network_input(bar, Stages(keep_aspect=False)))[1] >= 18


@pytest.mark.parametrize("off", ["crop", "scale", "keep_aspect", "centre"])
def test_every_stage_makes_a_difference_and_none_leaves_the_range(bar, off):
    picture = to_network_input(bar, Stages(**{off: False}))
    assert picture.shape == (28, 28)
    assert 0 <= picture.min() < picture.max() <= 1
    assert np.abs(picture - to_network_input(bar)).max() > 0.3
