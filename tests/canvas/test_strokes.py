"""Strokes stay where they were drawn, and reach the network at MNIST's scale and thickness."""

import time

import numpy as np
import pytest

from playground.canvas.preprocess import BOX, MASS_CENTRE, stroke_thickness
from playground.canvas.strokes import PenPath, Stroke, erase, strokes_to_network_input

SEVEN = np.array([(0.0, 0.0), (1.0, 0.0), (0.4, 1.6)])


def drawn(points, width=18.0):
    path = PenPath(*points[0])
    for point in points[1:]:
        path.add(*point)
    return path.stroke(width)


def centre_of_mass(picture):
    along = np.arange(28) + 0.5
    return picture.sum(1) @ along / picture.sum(), picture.sum(0) @ along / picture.sum()


@pytest.mark.parametrize("scale", [40, 80, 170])
@pytest.mark.parametrize("width", [4, 18, 32])
@pytest.mark.parametrize("place", [(0, 0), (-130, 60)])
def test_place_size_and_brush_hardly_change_what_the_network_sees(scale, width, place):
    picture = strokes_to_network_input([drawn(SEVEN * scale + place, width)])
    reference = strokes_to_network_input([drawn(SEVEN * 100, 18)])
    assert picture.dtype == np.float32
    # A 7 is top-heavy: its foot stays on the picture, which costs a part of a pixel.
    assert centre_of_mass(picture) == pytest.approx((MASS_CENTRE, MASS_CENTRE), abs=0.5)
    rows = np.flatnonzero((picture > 0.3).any(1))
    assert rows[-1] - rows[0] + 1 in (BOX - 1, BOX, BOX + 1)
    assert np.corrcoef(picture.ravel(), reference.ravel())[0, 1] > 0.75


@pytest.mark.parametrize(("width", "expected"), [(2, 2.3), (10, 2.3), (200, 3.6)])
def test_thickness_stays_within_mnists(width, expected):
    picture = strokes_to_network_input([drawn(SEVEN * 130, width)])
    assert stroke_thickness(picture) == pytest.approx(expected, abs=0.4)


def test_a_thicker_brush_is_seen_as_thicker():
    thin, thick = (strokes_to_network_input([drawn(SEVEN * 130, width)]) for width in (24, 38))
    assert thick.sum() > thin.sum() * 1.15


def test_a_click_is_a_dot_and_a_line_is_a_line():
    dot = strokes_to_network_input([Stroke(np.array([[70.0, -20.0]]), 18.0)])
    assert dot.max() == 1
    assert (dot > 0.5).sum() <= 12
    line = strokes_to_network_input([drawn([(0, 0), (0, 200)])])
    assert (line > 0.5).any(axis=1).sum() >= 19
    assert (line > 0.5).any(axis=0).sum() <= 3


def test_no_strokes_give_none():
    assert strokes_to_network_input([]) is None


def test_a_path_meets_its_ends_and_keeps_close_to_its_corners():
    path = drawn([(0, 0), (100, 0), (40, 160)]).points
    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == [40, 160]
    assert np.hypot(*(path - (100, 0)).T).min() < 4


def test_a_shaky_hand_is_smoothed():
    rng = np.random.default_rng(1)
    t = np.linspace(0, 2 * np.pi, 150)
    circle = 80 * np.column_stack([np.cos(t), np.sin(t)])
    shaky = circle + rng.normal(0, 0.8, circle.shape)

    def turning(points):
        steps = np.diff(points, axis=0)
        steps = steps[np.hypot(*steps.T) > 1e-9]
        angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
        return np.abs(np.diff(angles)).max()

    assert turning(drawn(shaky).points) < 0.7 * turning(shaky)


def test_a_pen_that_rests_adds_nothing():
    path = PenPath(3, 4)
    assert not path.add(3, 4)
    assert path.add(5, 4)
    assert len(path.stroke(1).points) == 2


def test_the_eraser_cuts_a_stroke_in_two():
    pieces = erase([drawn([(0, 0), (200, 0)], 10)], (100, -50), (100, 50), 12)
    assert len(pieces) == 2
    assert pieces[0].points[:, 0].max() < 90
    assert pieces[1].points[:, 0].min() > 110


def test_the_eraser_leaves_alone_what_it_doesnt_touch():
    stroke = drawn([(0, 0), (200, 0)], 10)
    assert erase([stroke], (0, 80), (200, 80), 12) == [stroke]


def test_the_eraser_takes_a_whole_small_stroke():
    assert erase([drawn([(0, 0), (4, 0)], 10)], (2, 0), (2, 0), 12) == []


def test_a_long_scribble_is_rendered_in_time():
    t = np.linspace(0, 6 * np.pi, 900)
    stroke = drawn(np.column_stack([120 * np.cos(t), 90 * np.sin(2 * t)]))
    times = []
    for _ in range(9):
        start = time.thread_time()
        strokes_to_network_input([stroke])
        times.append(time.thread_time() - start)
    assert min(times) < 0.008
