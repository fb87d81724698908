"""Thinned series keep their ends and extremes."""

from __future__ import annotations

import numpy as np

from playground.views.thinning import log10_floored, nearest, thin_band, thin_line


def test_thin_line_keeps_the_newest_value() -> None:
    x = np.arange(10_000.0)
    thin_x, thin_y = thin_line(x, np.sin(x), 0.0, 12_000.0, 100)
    assert 80 <= len(thin_x) <= 100
    assert thin_x[-1] == x[-1]
    assert thin_y[-1] == np.sin(x[-1])


def test_thin_band_keeps_every_extreme() -> None:
    x = np.arange(5000.0)
    values = np.random.default_rng(3).normal(size=5000)
    values[1234], values[4321] = 99.0, -99.0
    _, band = thin_band(x, values, values, 0.0, 5000.0, 150)
    assert band.max() == 99.0
    assert band.min() == -99.0
    assert len(band) <= 300


def test_short_series_are_left_alone() -> None:
    x, y = np.array([0.0, 1.0]), np.array([5.0, 6.0])
    assert thin_line(x, y, 0.0, 1.0, 100) == (x, y)


def test_nearest() -> None:
    x = np.array([0.0, 10.0, 20.0])
    assert [nearest(x, v) for v in (-5.0, 4.0, 6.0, 14.9, 99.0)] == [0, 0, 1, 1, 2]


def test_zero_stands_at_the_floor() -> None:
    assert log10_floored(np.array([0.0, 1e-30, 0.1])).tolist() == [-12.0, -12.0, -1.0]
