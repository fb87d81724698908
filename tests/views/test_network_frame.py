"""Which links are drawn and how strong everything looks."""

import numpy as np
import pytest

from playground.views.network_controls import next_unit_count
from playground.views.network_frame import N_LEVELS, SteadyScale, strongest_links


def test_the_strongest_links_are_chosen_weakest_first():
    weights = np.array([[0.1, -0.9, 0.2], [0.0, 0.5, -0.3]], np.float32)
    links = strongest_links(weights, 3, 0.9)
    assert links.weights.tolist() == pytest.approx([-0.3, 0.5, -0.9])
    assert list(zip(links.before.tolist(), links.after.tolist(), strict=True)) == [(1, 2), (1, 1), (0, 1)]
    assert links.levels.tolist() == [-2, 4, -N_LEVELS]


def test_fewer_weights_than_links_are_all_chosen():
    assert len(strongest_links(np.ones((2, 2), np.float32), 50, 1.0).weights) == 4


def test_a_level_is_never_zero_and_never_beyond_the_last():
    weights = np.array([[0.0, 5.0, -1e-9]], np.float32)
    levels = strongest_links(weights, 3, 1.0).levels
    assert set(levels.tolist()) == {1, -1, N_LEVELS}


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
