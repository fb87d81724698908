"""Which links are drawn and how strong everything looks."""

import numpy as np
import pytest

from playground.views.network.controls import next_unit_count
from playground.views.network.links import N_LEVELS, SteadyLinks, SteadyScale


def drawn(links):
    return list(zip(links.before.tolist(), links.after.tolist(), links.levels.tolist(), strict=True))


def test_the_strongest_links_are_chosen_weakest_first():
    weights = np.array([[0.1, -0.9, 0.2], [0.0, 0.5, -0.3]], np.float32)
    steady = SteadyLinks(3)
    assert steady.update(weights, 0.9)
    assert drawn(steady.links) == [(1, 2, -2), (1, 1, 4), (0, 1, -N_LEVELS)]


def test_fewer_weights_than_links_are_all_chosen():
    steady = SteadyLinks(50)
    steady.update(np.ones((2, 2), np.float32), 1.0)
    assert len(steady.links.levels) == 4


def test_a_level_is_never_zero_and_never_beyond_the_last():
    steady = SteadyLinks(3)
    steady.update(np.array([[0.0, 5.0, -1e-9]], np.float32), 1.0)
    assert set(steady.links.levels.tolist()) == {1, -1, N_LEVELS}


def test_a_little_change_changes_no_link_and_a_large_one_does():
    weights = np.array([[0.50, 0.49, 0.10]], np.float32)
    steady = SteadyLinks(1)
    steady.update(weights, 1.0)
    assert not steady.update(np.array([[0.48, 0.49, 0.10]], np.float32), 1.0)
    assert drawn(steady.links) == [(0, 0, 3)]
    assert steady.update(np.array([[0.48, 0.62, 0.10]], np.float32), 1.0)
    assert drawn(steady.links) == [(0, 1, 4)]
    assert steady.update(np.array([[0.48, -0.62, 0.10]], np.float32), 1.0)
    assert drawn(steady.links) == [(0, 1, -4)]


def test_the_scale_grows_at_once_and_shrinks_slowly():
    scale = SteadyScale()
    assert scale.of(0, np.array([1.0, -4.0])) == 4.0
    assert 3.5 < scale.of(0, np.array([1.0, -1.0])) < 4.0
    assert scale.of(0, np.array([9.0, 0.0, 0.0])) == 9.0
    assert scale.of(1, np.array([np.nan, 2.0, 0.0, 0.0, 0.0, 0.0])) > 0


def test_many_values_that_are_all_alike_dont_look_strong():
    assert SteadyScale(n_for_spread=40).of(0, np.full(9, 0.1)) == pytest.approx(0.1)
    assert SteadyScale(n_for_spread=40).of(0, np.full(50, 0.1)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("n_units", "down", "up"), [(1, 0, 2), (16, 15, 20), (64, 60, 80), (128, 112, 144), (1024, 960, 1280)]
)
def test_sizes_step_by_one_at_first_and_on_round_numbers_later(n_units, down, up):
    assert next_unit_count(n_units, -1) == down
    assert next_unit_count(n_units, 1) == up
