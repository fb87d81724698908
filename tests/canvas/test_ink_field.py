"""The field of distances gives the picture that is drawn anew from all strokes, at a steady cost."""

import numpy as np
import pytest

from playground.canvas import ink_field, strokes
from playground.canvas.drawing import Drawing
from playground.canvas.ink_field import InkField
from playground.canvas.preprocess import ALL_STAGES, MASS_CENTRE, Stages
from playground.canvas.strokes import PenPath, squared_distances, strokes_to_network_input


def drawn(points, width=20.0):
    path = PenPath(*points[0])
    for point in points[1:]:
        path.add(*point)
    return path.stroke(width)


def seven(scale, corner=(-60.0, -60.0)):
    """A 7 as a hand draws it: many points."""
    t = np.linspace(0, 2, 60)
    x = np.interp(t, [0, 1, 2], [0.0, 1.0, 0.4])
    y = np.interp(t, [0, 1, 2], [0.0, 0.0, 1.6])
    return np.column_stack([x, y]) * scale + corner


def wave(seed, n=150):
    phase = np.random.default_rng(seed).uniform(0, 6, 2)
    t = np.linspace(0, 2 * np.pi, n)
    return np.column_stack([120 * np.cos(t + phase[0]) * np.cos(0.3 * t), 120 * np.sin(1.7 * t + phase[1])])


def centre_of_mass(picture):
    along = np.arange(28) + 0.5
    return picture.sum(1) @ along / picture.sum(), picture.sum(0) @ along / picture.sum()


@pytest.mark.parametrize("scale", [60, 100, 160])
@pytest.mark.parametrize("width", [8, 20, 30])
def test_it_is_the_picture_drawn_anew(scale, width):
    stroke = drawn(seven(scale), width)
    read_off = InkField.of((stroke,)).picture(ALL_STAGES)
    anew = strokes_to_network_input([stroke])
    assert read_off.dtype == np.float32
    assert np.abs(read_off - anew).max() < 0.3
    assert np.abs(read_off - anew).mean() < 0.004


def test_piece_by_piece_is_the_same_as_at_once():
    stroke = drawn(seven(120))
    grown = InkField()
    grown.extend(stroke.points[:1], 20)
    for first in range(0, len(stroke.points) - 1, 3):
        grown.extend(stroke.points[first : first + 4], 20)
    at_once = InkField.of((stroke,))
    np.testing.assert_array_equal(grown.picture(ALL_STAGES), at_once.picture(ALL_STAGES))


def test_what_was_shown_while_drawing_is_what_remains():
    drawing = Drawing()
    path = PenPath(*wave(1)[0])
    drawing.extend_live(np.array(path.settled), 20)
    n = 1
    for point in wave(1)[1:]:
        path.add(*point)
        if len(path.settled) > n:
            drawing.extend_live(np.array(path.settled[n - 1 :]), 20)
            n = len(path.settled)
    live = drawing.network_input(np.array([path.settled[-1], path.tip]))
    drawing.add(path.stroke(20))
    np.testing.assert_allclose(drawing.network_input(), live, atol=0.05)
    finished = drawing.network_input()
    drawing.clear()
    drawing.undo()
    np.testing.assert_array_equal(drawing.network_input(), finished)


def test_a_stroke_in_the_making_that_is_dropped_leaves_nothing():
    drawing = Drawing()
    drawing.add(drawn(seven(100)))
    before = drawing.network_input()
    drawing.extend_live(np.array([[100.0, 100.0]]), 20)
    drawing.extend_live(np.array([[100.0, 100.0], [130.0, 100.0]]), 20)
    assert not np.array_equal(drawing.network_input(), before)
    drawing.drop_live()
    np.testing.assert_array_equal(drawing.network_input(), before)


def test_a_move_costs_the_same_whatever_was_drawn_before(monkeypatch):
    work = []

    def counted(segments, x, y):
        work.append(len(segments) * len(x))
        return squared_distances(segments, x, y)

    for module in (ink_field, strokes):
        monkeypatch.setattr(module, "squared_distances", counted)
    drawing = Drawing()
    costs = []
    for stroke_number in range(10):
        points = wave(stroke_number, 80)
        path = PenPath(*points[0])
        drawing.extend_live(np.array(path.settled), 20)
        n, moves = 1, []
        for point in points[1:]:
            work.clear()
            path.add(*point)
            if len(path.settled) > n:
                drawing.extend_live(np.array(path.settled[n - 1 :]), 20)
                n = len(path.settled)
            drawing.network_input(np.array([path.settled[-1], path.tip]))
            moves.append(sum(work))
        costs.append(float(np.median(moves[40:])))
        drawing.add(path.stroke(20))
    # While the first stroke is drawn, the picture is made from its own few pieces.
    assert 0 < costs[-1] < 1.5 * costs[1]
    assert costs[-1] < costs[0]


@pytest.mark.parametrize("corner", [(-130.0, -130.0), (40.0, -20.0)])
def test_without_centring_it_stays_where_it_was_drawn(corner):
    field = InkField.of((drawn(seven(60, corner)),))
    kept = centre_of_mass(field.picture(Stages(centre=False)))
    centred = centre_of_mass(field.picture(ALL_STAGES))
    assert centred == pytest.approx((MASS_CENTRE, MASS_CENTRE), abs=0.5)
    assert np.sign(kept[1] - 14) == np.sign(corner[0] + 30), "left stays left, right stays right"
    assert abs(kept[1] - 14) > 2


def test_without_scaling_it_stays_as_small_as_it_was():
    field = InkField.of((drawn(seven(50)),))
    small, large = (field.picture(Stages(scale=on)) for on in (False, True))
    heights = [np.ptp(np.flatnonzero((p > 0.3).any(axis=1))) + 1 for p in (small, large)]
    assert heights[0] == pytest.approx(10, abs=1)
    assert heights[1] == pytest.approx(20, abs=1)


def test_without_cropping_the_paper_around_counts():
    field = InkField.of((drawn(seven(50)),))
    picture = field.picture(Stages(crop=False))
    assert np.ptp(np.flatnonzero((picture > 0.3).any(axis=1))) + 1 <= 9


def test_without_the_aspect_a_line_fills_the_box():
    field = InkField.of((drawn([(0, -100), (12, 100)]),))
    kept, lost = (field.picture(Stages(keep_aspect=on)) for on in (True, False))
    widths = [np.ptp(np.flatnonzero((p > 0.3).any(axis=0))) + 1 for p in (kept, lost)]
    assert widths[0] <= 5
    assert widths[1] >= 15


@pytest.mark.parametrize("points", [seven(100), np.concatenate([wave(seed) for seed in range(4)])])
def test_a_finished_drawing_is_drawn_exactly(points):
    drawing = Drawing()
    path = PenPath(*points[0])
    drawing.extend_live(np.array(path.settled), 20)
    for point in points[1:]:
        n = len(path.settled)
        path.add(*point)
        if len(path.settled) > n:
            drawing.extend_live(np.array(path.settled[n - 1 :]), 20)
    assert drawing.network_input(np.array([path.settled[-1], path.tip])).max() == 1.0
    stroke = path.stroke(20)
    drawing.add(stroke)
    np.testing.assert_array_equal(drawing.network_input(), strokes_to_network_input([stroke]))
