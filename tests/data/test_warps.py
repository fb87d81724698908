"""Warps cover what they may do, evenly, and do nothing where nothing is allowed."""

import numpy as np

from playground.data import AUGMENTATIONS
from playground.data.warps import Augmentation, even_points, make_warps


def test_no_limits_leave_every_pixel_where_it_is():
    rows, columns = make_warps(5, Augmentation(title="Nothing"), 4, 6)
    y, x = np.mgrid[0:4, 0:6]
    np.testing.assert_allclose(rows, np.tile(y.ravel(), (5, 1)), atol=1e-5)
    np.testing.assert_allclose(columns, np.tile(x.ravel(), (5, 1)), atol=1e-5)


def test_points_fill_every_direction_evenly():
    points = even_points(1000, 21)
    assert np.abs(points).max() <= 1.0
    counts = np.stack([np.histogram(points[:, i], bins=10, range=(-1, 1))[0] for i in range(21)])
    np.testing.assert_array_equal(counts, 100)
    correlation = np.corrcoef(points.T) - np.eye(21)
    assert np.abs(correlation).max() < 0.12


def test_a_turn_is_a_turn():
    rows, columns = make_warps(64, Augmentation(title="Turn", turn=0.5), 28, 28)
    y, x = rows - 13.5, columns - 13.5
    before = np.hypot(*np.mgrid[-13.5:14, -13.5:14]).ravel()
    np.testing.assert_allclose(np.hypot(y, x), np.tile(before, (64, 1)), rtol=1e-4)
    angle = np.arctan2(y[:, 27], x[:, 27]) - np.arctan2(-13.5, 13.5)
    assert np.abs(angle).max() <= 0.5
    assert angle.min() < -0.45
    assert angle.max() > 0.45


def test_strengths_grow():
    light, normal, strong = (AUGMENTATIONS[name] for name in ("light", "normal", "strong"))
    for name in ("turn", "scale", "stretch", "shear", "shift", "bend", "thickness"):
        assert 0 < getattr(light, name) < getattr(normal, name) < getattr(strong, name)
