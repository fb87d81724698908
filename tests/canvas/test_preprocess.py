"""Ink of any size, place and thickness becomes the picture that a network trained on MNIST knows."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.canvas.preprocess import (
    BOX,
    MASS_CENTRE,
    THICKEST,
    THINNEST,
    stroke_thickness,
    to_network_input,
)


def ring_with_tail(size, stroke, centre=(0.4, 0.4), canvas=280):
    """A lopsided digit-like shape: a ring and a line down from its right side."""
    y, x = np.mgrid[:canvas, :canvas] + 0.5
    cy, cx = centre[0] * canvas, centre[1] * canvas
    ring = np.abs(np.hypot(x - cx, y - cy) - size / 4)
    tail = np.hypot(x - cx - size / 4, np.maximum(np.abs(y - cy - size / 4) - size / 4, 0))
    return np.clip(0.5 + stroke / 2 - np.minimum(ring, tail), 0, 1)


def centre_of_mass(picture):
    total = picture.sum()
    y, x = (np.arange(28) + 0.5 for _ in range(2))
    return float(picture.sum(1) @ y / total), float(picture.sum(0) @ x / total)


def extent(picture):
    inked = picture > 0.3
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


@pytest.mark.parametrize("size", [24, 60, 120, 200])
@pytest.mark.parametrize("stroke", [4, 12, 22])
@pytest.mark.parametrize("centre", [(0.25, 0.25), (0.5, 0.7)])
def test_any_size_place_and_pen_gives_a_centred_picture_of_mnist_size(size, stroke, centre):
    picture = to_network_input(ring_with_tail(size, stroke, centre))
    assert picture.shape == (28, 28)
    assert picture.dtype == np.float32
    assert centre_of_mass(picture) == pytest.approx((MASS_CENTRE, MASS_CENTRE), abs=0.3)
    assert BOX - 2 <= max(extent(picture)) <= BOX + 1
    assert picture.max() > 0.9


@pytest.mark.parametrize("stroke", [2, 6, 10, 18, 30])
def test_strokes_come_out_as_thick_as_those_of_mnist(stroke):
    thickness = stroke_thickness(to_network_input(ring_with_tail(160, stroke)))
    assert THINNEST * 0.7 <= thickness <= THICKEST * 1.3


def test_the_same_drawing_elsewhere_gives_the_same_picture():
    here = to_network_input(ring_with_tail(100, 12, (0.25, 0.25)))
    there = to_network_input(ring_with_tail(100, 12, (0.5, 0.7)))
    assert np.abs(here - there).max() < 0.05


def test_the_aspect_is_kept():
    ink = np.zeros((200, 200))
    ink[20:180, 90:110] = 1
    height, width = extent(to_network_input(ink))
    assert height >= 18
    assert width <= 4


def test_a_line_along_the_border_is_read_whole():
    ink = np.zeros((280, 280))
    ink[:, :14] = 1
    picture = to_network_input(ink)
    assert extent(picture)[0] >= 18
    assert centre_of_mass(picture) == pytest.approx((MASS_CENTRE, MASS_CENTRE), abs=0.1)


def test_a_dot_stays_a_dot():
    ink = np.zeros((280, 280))
    ink[7, 9] = 1
    assert to_network_input(ink).sum() == pytest.approx(1, abs=0.01)


def test_a_hairline_isnt_lost_in_the_averages():
    picture = to_network_input(np.eye(1000))
    assert picture.max() > 0.9


def test_a_faint_pencil_is_as_good_as_ink():
    ink = ring_with_tail(160, 14)
    np.testing.assert_allclose(to_network_input(ink * 0.4), to_network_input(ink), atol=0.1)


@pytest.mark.parametrize(
    "ink", [np.zeros((280, 280)), np.zeros((0, 3)), np.full((9, 9), np.nan), np.full((9, 9), 0.01)]
)
def test_paper_gives_none(ink):
    assert to_network_input(ink) is None


@settings(max_examples=60, deadline=None)
@given(
    arrays(
        np.float32,
        st.tuples(st.integers(1, 70), st.integers(1, 70)),
        elements=st.floats(-2, 3, width=32) | st.just(np.nan) | st.just(np.inf),
    )
)
def test_whatever_comes_in_the_answer_is_finite_and_in_range(ink):
    picture = to_network_input(ink)
    if picture is not None:
        assert np.isfinite(picture).all()
        assert picture.min() >= 0
        assert 0 < picture.max() <= 1


def test_one_call_is_quick_enough_for_every_mouse_move():
    ink = ring_with_tail(220, 18)
    times = []
    for _ in range(15):
        start = time.thread_time()
        to_network_input(ink)
        times.append(time.thread_time() - start)
    assert min(times) < 0.004
