"""Painting points: what each tool does, and what goes out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.views.plane import editing
from playground.views.plane.editing import MOST_POINTS, as_array, as_tuple
from playground.views.plane.editor import BRUSH, ERASER, SELECT, PlaneEditor

SQUARE = ((-1.0, -1.0, 0.0), (1.0, -1.0, 0.0), (-1.0, 1.0, 1.0), (1.0, 1.0, 1.0))
places = st.tuples(st.floats(-6, 6), st.floats(-6, 6))


@pytest.fixture
def editor() -> PlaneEditor:
    editor = PlaneEditor()
    editor.set_points(SQUARE)
    return editor


@pytest.fixture
def sent(editor: PlaneEditor) -> list[tuple[tuple[float, float, float], ...]]:
    sent: list[tuple[tuple[float, float, float], ...]] = []
    editor.committed.connect(sent.append)
    return sent


@given(places, st.floats(0.1, 2), st.integers(1, 30), st.integers(0, 5))
def test_a_dab_stays_within_its_circle(
    at: tuple[float, float], radius: float, count: int, label: int
) -> None:
    points = editing.sprayed(as_array(SQUARE), at, radius, count, label, np.random.default_rng(1))
    new = points[4:]
    assert len(new) == count
    assert (new[:, 2] == label).all()
    assert np.hypot(new[:, 0] - at[0], new[:, 1] - at[1]).max() <= radius + 1e-9


@given(places, st.floats(0.1, 3))
def test_the_eraser_takes_what_it_covers_and_nothing_else(at: tuple[float, float], radius: float) -> None:
    left = as_tuple(editing.erased(as_array(SQUARE), at, radius))
    for point in SQUARE:
        is_covered = np.hypot(point[0] - at[0], point[1] - at[1]) <= radius
        assert (point not in left) == is_covered


def test_there_is_an_end_to_painting() -> None:
    points = np.zeros((MOST_POINTS, 3))
    assert len(editing.sprayed(points, (0, 0), 1.0, 50, 0, np.random.default_rng(1))) == MOST_POINTS
    assert len(editing.added(points, (0, 0), 1)) == MOST_POINTS


def test_the_nearest_point_is_found_within_reach() -> None:
    points = as_array(SQUARE)
    assert editing.nearest(points, (0.9, 1.1), 0.3) == 3
    assert editing.nearest(points, (0.0, 0.0), 0.3) is None
    assert editing.nearest(as_array(()), (0.0, 0.0), 9.0) is None


def test_an_outlier_stands_in_the_midst_of_another_class() -> None:
    rng = np.random.default_rng(1)
    cloud = [(float(x), float(y), 0.0) for x, y in rng.normal(-3, 0.3, (20, 2))]
    cloud += [(float(x), float(y), 1.0) for x, y in rng.normal(3, 0.3, (20, 2))]
    points = editing.with_outlier(as_array(cloud), 0, rng)
    assert points is not None
    assert points[-1, 2] == 0.0
    assert np.hypot(*(points[-1, :2] - 3)) < 2
    assert editing.with_outlier(as_array(SQUARE[:2]), 0, rng) is None


@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-100, 100), st.integers(0, 5)), max_size=20))
def test_what_goes_out_comes_back_the_same(points: list[tuple[float, float, int]]) -> None:
    once = as_tuple(as_array(points))
    assert as_tuple(as_array(once)) == once


def test_a_stroke_goes_out_once_at_its_end(editor: PlaneEditor, sent: list[object]) -> None:
    editor.begin((0.0, 0.0))
    for step in range(10):
        editor.extend((step * 0.3, 0.0))
    assert sent == []
    assert len(editor.points) > 4
    editor.finish()
    assert sent == [as_tuple(editor.points)]


def test_a_stroke_that_changes_nothing_is_not_told(editor: PlaneEditor, sent: list[object]) -> None:
    editor.set_tool(ERASER)
    editor.begin((5.0, 5.0))
    editor.finish()
    editor.set_tool(SELECT)
    editor.begin((1.0, 1.0))
    editor.finish()
    assert sent == []
    assert editor.selected == 3


def test_a_cancelled_stroke_never_was(editor: PlaneEditor, sent: list[object]) -> None:
    editor.begin((0.0, 0.0))
    editor.cancel()
    editor.finish()
    assert sent == []
    assert as_tuple(editor.points) == SQUARE


def test_a_point_is_dragged(editor: PlaneEditor, sent: list[tuple[tuple[float, ...], ...]]) -> None:
    editor.set_tool(SELECT)
    editor.begin((1.05, 0.95))
    editor.extend((2.0, 3.0))
    editor.finish()
    assert sent[-1][3] == (2.0, 3.0, 1.0)
    assert sent[-1][:3] == SQUARE[:3]


def test_the_right_button_erases_with_any_tool(editor: PlaneEditor) -> None:
    editor.set_tool(BRUSH)
    editor.begin((1.0, 1.0), erasing=True)
    editor.finish()
    assert as_tuple(editor.points) == SQUARE[:3]


def test_density_one_puts_the_point_where_one_presses(editor: PlaneEditor) -> None:
    editor.set_density(0)
    editor.set_label(2)
    editor.begin((0.25, -0.5))
    editor.finish()
    assert as_tuple(editor.points)[-1] == (0.25, -0.5, 2.0)


def test_labels_are_flipped_and_set(editor: PlaneEditor, sent: list[tuple[tuple[float, ...], ...]]) -> None:
    editor.set_tool(SELECT)
    editor.select_near((1.0, 1.0))
    editor.flip_selected()
    assert sent[-1][3][2] == 0.0
    editor.set_label(4)
    assert sent[-1][3][2] == 4.0
    editor.delete_selected()
    assert sent[-1] == SQUARE[:3]
    assert editor.selected is None


def test_showing_points_tells_nobody(editor: PlaneEditor, sent: list[object]) -> None:
    editor.set_points(SQUARE[:2])
    assert sent == []
    assert as_tuple(editor.points) == SQUARE[:2]


def test_points_that_come_back_keep_the_selection(editor: PlaneEditor) -> None:
    editor.select_near((1.0, 1.0))
    editor.set_points(SQUARE)
    assert editor.selected == 3
    editor.set_points(SQUARE[:3])
    assert editor.selected is None


def test_nothing_is_painted_where_it_isnt_seen(editor: PlaneEditor) -> None:
    editor.set_density(3)
    editor.change_size(2)
    editor.begin((5.9, 0.0))
    editor.finish()
    assert 0 < len(editor.points) < 20
    assert np.abs(editor.points[:, :2]).max() <= 6.0


def draw_around(editor: PlaneEditor, corner: tuple[float, float], other: tuple[float, float]) -> None:
    editor.set_tool("select")
    editor.begin(corner)
    editor.extend(other)
    assert editor.band == (corner, other)
    editor.finish()
    assert editor.band is None


def test_a_rectangle_takes_all_points_in_it(editor: PlaneEditor, sent: list[object]) -> None:
    draw_around(editor, (-2.0, 2.0), (0.0, -2.0))
    assert editor.group == (0, 2)
    assert sent == [], "choosing changes nothing"


def test_several_points_are_moved_flipped_named_and_taken_away_together(
    editor: PlaneEditor, sent: list[tuple[tuple[float, ...], ...]]
) -> None:
    draw_around(editor, (-2.0, 2.0), (0.0, -2.0))
    editor.begin((-1.0, 1.0))
    editor.extend((-0.5, 1.5))
    editor.extend((0.0, 2.0))
    editor.finish()
    assert sent[-1] == ((0.0, 0.0, 0.0), SQUARE[1], (0.0, 2.0, 1.0), SQUARE[3])
    assert len(sent) == 1, "one gesture, one step of undo"
    editor.flip_selected()
    assert [label for _, _, label in sent[-1]] == [1.0, 0.0, 0.0, 1.0]
    editor.set_label(3)
    assert [label for _, _, label in sent[-1]] == [3.0, 0.0, 3.0, 1.0]
    assert editor.move_selected((1.0, 0.0)) == (1.0, 0.0)
    editor.delete_selected()
    assert sent[-1] == (SQUARE[1], SQUARE[3])
    assert editor.group == ()


def test_a_press_on_another_point_takes_that_one_alone(editor: PlaneEditor) -> None:
    draw_around(editor, (-2.0, 2.0), (0.0, -2.0))
    editor.begin((1.0, 1.0))
    editor.finish()
    assert editor.group == (3,)
    editor.begin((4.0, 4.0))
    editor.cancel()
    assert (editor.group, editor.band) == ((), None)


def test_nothing_is_moved_out_of_the_world(editor: PlaneEditor) -> None:
    draw_around(editor, (-2.0, 2.0), (2.0, -2.0))
    for _ in range(5):
        editor.move_selected((30.0, 0.0))
    assert editor.points[:, 0].max() == 100.0
