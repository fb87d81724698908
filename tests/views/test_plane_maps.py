"""Colours, lines and readings of a map of the plane, held against maps whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.theme import DARK, LIGHT, Theme
from playground.training.messages import PlaneMaps
from playground.views.plane.boundaries import class_segments, level_segments
from playground.views.plane.colours import PlaneColours, ValueScale
from playground.views.plane.geometry import PlaneGeometry
from playground.views.plane.reading import lead, log_odds, outputs_at

RANGE = (-6.0, 6.0)


def grid(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    middles = -6.0 + (np.arange(n) + 0.5) * 12.0 / n
    x, y = np.meshgrid(middles, middles)
    return x, y


def maps_of(*scores: np.ndarray) -> PlaneMaps:
    stacked = np.stack(scores, axis=2)
    if len(scores) > 1:
        exponentials = np.exp(stacked - stacked.max(axis=2, keepdims=True))
        stacked = exponentials / exponentials.sum(axis=2, keepdims=True)
    return PlaneMaps(x_range=RANGE, y_range=RANGE, outputs=stacked.astype(np.float32))


def rgb(image: np.ndarray, row: int, column: int) -> tuple[int, int, int]:
    value = int(image[row, column])
    return value >> 16 & 255, value >> 8 & 255, value & 255


@given(st.floats(-5, 5), st.floats(-5, 5), st.integers(20, 800), st.integers(20, 800))
def test_pixels_and_points_belong_together(x: float, y: float, width: int, height: int) -> None:
    geometry = PlaneGeometry.in_room(width, height, (-6.0, 6.0), (-5.0, 20.0))
    pixel = geometry.to_pixels(np.array([[x, y]]))[0]
    assert geometry.to_plane(*pixel) == pytest.approx((x, y), abs=1e-9)
    assert geometry.contains(*pixel)


def test_x2_points_up() -> None:
    geometry = PlaneGeometry.in_room(400, 400, RANGE, RANGE)
    low, high = geometry.to_pixels(np.array([[0.0, -6.0], [0.0, 6.0]]))
    assert high[1] < low[1]


def test_the_line_of_two_classes_is_where_they_are_alike() -> None:
    x, y = grid()
    maps = maps_of(np.zeros_like(x), 2 * x + y - 1)
    line = class_segments(maps.outputs, RANGE, RANGE)
    assert len(line) > 60
    assert np.abs(2 * line[:, 0] + line[:, 1] - 1).max() < 0.05


def test_the_lines_of_three_classes_are_their_borders() -> None:
    x, y = grid()
    angles = np.deg2rad([90.0, 210.0, 330.0])
    maps = maps_of(*(x * np.cos(a) + y * np.sin(a) for a in angles))
    line = class_segments(maps.outputs, RANGE, RANGE)
    scores = np.sort(np.stack([line[:, 0] * np.cos(a) + line[:, 1] * np.sin(a) for a in angles]), axis=0)
    assert np.abs(scores[2] - scores[1]).max() < 0.2
    assert np.hypot(*line.T).max() > 6


def test_a_map_with_one_answer_has_no_line() -> None:
    x, _ = grid()
    assert len(class_segments(maps_of(np.ones_like(x), np.zeros_like(x)).outputs, RANGE, RANGE)) == 0
    assert len(level_segments(x.astype(np.float32), 99.0, RANGE, RANGE)) == 0


def test_a_circle_of_equal_values_is_round() -> None:
    x, y = grid()
    line = level_segments(np.hypot(x, y).astype(np.float32), 3.0, RANGE, RANGE)
    assert np.hypot(*line.T) == pytest.approx(3.0, abs=0.02)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("discrete", [False, True])
def test_two_classes_are_orange_and_blue_and_the_largest_x2_on_top(theme: Theme, discrete: bool) -> None:
    _, y = grid()
    image = PlaneColours(theme).image(maps_of(np.zeros_like(y), 9 * y), ValueScale(), discrete=discrete)
    middle = image.shape[1] // 2
    top, bottom = rgb(image, 0, middle), rgb(image, -1, middle)
    assert top[2] > top[0]
    assert bottom[0] > bottom[2]


def test_discrete_has_one_colour_for_each_answer() -> None:
    x, _ = grid()
    colours = PlaneColours(LIGHT)
    maps = maps_of(np.zeros_like(x), 0.2 * x)
    assert len(np.unique(colours.image(maps, ValueScale(), discrete=True))) <= 3
    assert len(np.unique(colours.image(maps, ValueScale()))) > 50


def test_values_tell_apart_what_probabilities_do_not() -> None:
    x, _ = grid()
    colours, maps = PlaneColours(LIGHT), maps_of(np.zeros_like(x), 0.9 * x + 5)
    row = colours.image(maps, ValueScale())[30]
    by_score = colours.image(maps, ValueScale(), scores=True)[30]
    assert len(np.unique(by_score[-30:])) > len(np.unique(row[-30:]))


def test_several_classes_are_blended() -> None:
    x, y = grid()
    colours = PlaneColours(LIGHT)
    sure = colours.image(maps_of(9 * x, -9 * x, np.full_like(x, -99.0)), ValueScale())
    unsure = colours.image(maps_of(0 * x, 0 * x, np.full_like(x, -99.0)), ValueScale())
    mixed = np.array(rgb(sure, 30, 0), float) + np.array(rgb(sure, 30, 59), float)
    assert np.array(rgb(unsure, 30, 30)) == pytest.approx(mixed / 2, abs=3)
    assert len(np.unique(colours.image(maps_of(x, y, -x), ValueScale(), discrete=True))) <= 6


def test_a_diverged_network_leaves_a_picture() -> None:
    for n in (1, 2, 3):
        outputs = np.full((20, 20, n), np.nan, np.float32)
        maps = PlaneMaps(x_range=RANGE, y_range=RANGE, outputs=outputs)
        colours = PlaneColours(LIGHT)
        for discrete in (False, True):
            assert colours.image(maps, ValueScale(), discrete=discrete).dtype == np.uint32
        assert len(class_segments(outputs, RANGE, RANGE) if n > 1 else ()) == 0


def test_a_scale_is_even_around_zero_where_targets_are_on_both_sides() -> None:
    assert ValueScale.around(-1.0, 3.0) == ValueScale(-3.0, 3.0)
    assert ValueScale.around(10.0, 30.0) == ValueScale(10.0, 30.0)
    assert ValueScale.around(2.0, 2.0) == ValueScale(1.0, 3.0)


@given(st.floats(-5.8, 5.8), st.floats(-5.8, 5.8))
def test_a_reading_between_cells_is_bilinear(x: float, y: float) -> None:
    grid_x, grid_y = grid()
    maps = maps_of(0.5 * grid_x - grid_y + 2)
    assert outputs_at(maps, np.array([[x, y]]))[0, 0] == pytest.approx(0.5 * x - y + 2, abs=1e-4)


def test_scores_come_back_from_probabilities() -> None:
    x, _ = grid()
    maps = maps_of(0.5 * x, -0.5 * x)
    assert log_odds(maps.outputs) == pytest.approx(-x, abs=1e-3)
    assert lead(maps.outputs) == pytest.approx(np.abs(x), abs=1e-3)
