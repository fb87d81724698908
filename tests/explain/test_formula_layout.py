"""Setting of formulas: where things stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from playground.explain.formula.box import Glyphs, Rule, Spot, marks_of
from playground.explain.formula.columns import Setting, set_lines
from playground.explain.formula.faces import ink_of, math_axis
from playground.explain.formula.layout import Style, set_box
from playground.explain.formula.line import FormulaLine, paired
from playground.explain.formula.model import (
    Call,
    Derivative,
    Expr,
    Frac,
    Hat,
    Matrix,
    Num,
    Op,
    Paren,
    Role,
    Root,
    Row,
    Sum,
    Sup,
    Var,
)
from playground.explain.formula.spacing import runs_of
from playground.explain.walk.activations import slope_line

SIZE = 15
pytestmark = pytest.mark.usefixtures("qapp")


def expressions() -> st.SearchStrategy[Expr]:
    leaves = st.one_of(
        st.floats(-1e9, 1e9, allow_nan=False).map(Num),
        st.sampled_from([Var("w", "23", "(2)"), Var("δ", "j"), Var("x"), Hat(Var("m", "1"))]),
    )

    def larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        return st.one_of(
            st.tuples(inner, inner).map(lambda p: Frac(*p)),
            st.tuples(inner, st.sampled_from("+−·="), inner).map(lambda p: Row((p[0], Op(p[1]), p[2]))),
            st.tuples(inner, inner).map(lambda p: Sup(*p)),
            inner.map(Paren),
            inner.map(Root),
            inner.map(lambda body: Sum(body, Var("k"), Var("n"))),
            inner.map(lambda body: Call("exp", (body,))),
            st.tuples(inner, inner).map(lambda p: Derivative(*p)),
            st.tuples(inner, inner).map(lambda p: Matrix(((p[0],), (p[1],)))),
        )

    return st.recursive(leaves, larger, max_leaves=8)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(expressions())
def test_all_ink_is_inside_of_its_box(qapp: QApplication, expression: Expr) -> None:
    box = set_box(expression, Style(SIZE))
    assert box.width > 0
    assert box.ascent >= 0
    for mark in marks_of(box):
        left, width = mark.x, 0.0
        if isinstance(mark.ink, Glyphs):
            ink = ink_of(mark.ink.text, mark.ink.face, mark.ink.size)
            left, width = mark.x + ink.left(), ink.width()
        else:
            width = mark.ink.width
        # Italics lean a little over both ends.
        assert left >= -0.25 * SIZE
        assert left + width <= box.width + 0.35 * SIZE
        assert -box.ascent - 0.5 <= mark.y <= box.descent + 0.5 + 0.4 * SIZE


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(expressions())
def test_numbers_never_overlap(qapp: QApplication, expression: Expr) -> None:
    setting = set_lines([FormulaLine(expression)], SIZE, 2000.0)
    numbers = [spot for spot in setting.spots if isinstance(spot.source, Num)]
    for one, other in itertools.combinations(numbers, 2):
        apart_x = one.left + one.width <= other.left + 0.1 or other.left + other.width <= one.left + 0.1
        apart_y = one.top + one.height <= other.top + 1.5 or other.top + other.height <= one.top + 1.5
        assert apart_x or apart_y


def test_the_bar_of_a_fraction_lies_on_the_axis() -> None:
    box = set_box(Frac(Num(1), Row((Num(1), Op("+"), Var("x")))), Style(SIZE))
    bars = [mark for mark in marks_of(box) if isinstance(mark.ink, Rule)]
    assert [mark.y for mark in bars] == [pytest.approx(-math_axis(SIZE))]
    assert bars[0].ink.width <= box.width


def test_scripts_are_at_seventy_percent_and_legible() -> None:
    big = {m.ink.size for m in marks_of(set_box(Var("w", "2"), Style(30))) if isinstance(m.ink, Glyphs)}
    small = {m.ink.size for m in marks_of(set_box(Var("w", "2"), Style(12))) if isinstance(m.ink, Glyphs)}
    assert big == {30, 21}
    assert small == {12, 9}


def test_letters_lean_and_digits_stand() -> None:
    assert runs_of("w") == [("w", "italic")]
    assert runs_of("ij") == [("i", "italic"), ("j", "italic")]
    assert runs_of("i1") == [("i", "italic"), ("1", "upright")]
    assert runs_of("max") == [("max", "upright")]
    assert runs_of("(2)") == [("(2)", "upright")]
    assert runs_of("δ") == [("δ", "italic")]


def test_brackets_grow_with_what_is_in_them() -> None:
    low = set_box(Paren(Var("x")), Style(SIZE))
    high = set_box(Paren(Frac(Var("x"), Num(2))), Style(SIZE))
    inside = set_box(Frac(Var("x"), Num(2)), Style(SIZE))
    assert high.height >= inside.height > 1.4 * low.height


def test_the_colour_of_a_node_reaches_what_is_in_it() -> None:
    box = set_box(Row((Var("δ", "3", role=Role.BACKWARD), Num(-2.0, role=Role.SIGN))), Style(SIZE))
    roles = [(mark.role, mark.value) for mark in marks_of(box)]
    assert roles == [(Role.BACKWARD, None), (Role.BACKWARD, None), (Role.SIGN, -2.0)]


LONG = paired(
    (Var("z"), None),
    Op("="),
    *itertools.chain.from_iterable(
        ((Var("w", str(i)), Num(0.1234 * i)), Op("·"), (Var("x", str(i)), Num(-1.777 * i)), Op("+"))
        for i in range(1, 9)
    ),
    (Var("b"), Num(0.5)),
    result=Num(3.25),
)


def spot_of(setting: Setting, source: Expr) -> Spot:
    return next(spot for spot in setting.spots if spot.source == source)


def test_each_number_stands_under_its_symbol() -> None:
    setting = set_lines([LONG], SIZE, 5000.0)
    for i in range(1, 9):
        symbol, number = spot_of(setting, Var("w", str(i))), spot_of(setting, Num(0.1234 * i))
        assert symbol.left + symbol.width / 2 == pytest.approx(number.left + number.width / 2)
        assert symbol.top + symbol.height <= number.top + 1


@pytest.mark.parametrize("room", [260.0, 384.0, 560.0])
def test_a_long_sum_is_broken_after_operators_and_fits(room: float) -> None:
    setting = set_lines([LONG], SIZE, room)
    assert setting.width <= room
    tops = {round(spot_of(setting, Num(0.1234 * i)).top) for i in range(1, 9)}
    assert len(tops) > 1
    last = max(spot.left + spot.width for spot in setting.spots)
    assert last <= room + 0.5


def test_what_cannot_be_broken_says_how_wide_it_is() -> None:
    wide = FormulaLine(Frac(Row((Num(1.23456, 6), Op("+"), Num(2.34567, 6))), Var("x")))
    assert set_lines([wide], SIZE, 40.0).width > 40.0


def test_lines_are_aligned_at_their_relation() -> None:
    lines = [
        FormulaLine(Row((Var("z"), Op("="), Num(1.5)))),
        FormulaLine(Row((Derivative(Var("L"), Var("w", "23")), Op("="), Num(2.5))), Num(3.5), Num(4.5)),
    ]
    setting = set_lines(lines, SIZE, 400.0)
    relations = [spot for spot in setting.spots if spot.source == Op("=")]
    lefts = {round(spot.left, 3) for spot in relations}
    # The last one stands before the result.
    assert len(relations) == 4
    assert len(lefts) == 2
    assert setting.height > relations[-1].top


def test_a_note_goes_below_where_there_is_no_room_beside() -> None:
    line = FormulaLine(Row((Var("z"), Op("="), Num(1.5))), note="the blame of the layer after it")
    wide, narrow = set_lines([line], SIZE, 600.0), set_lines([line], SIZE, 200.0)
    assert narrow.height > wide.height


def test_numbers_of_another_shape_stand_in_a_row_of_their_own() -> None:
    """f′(z) = a · (1 − a) has as many parts as 0.59 · (1 − 0.59), but they don't belong together."""
    z, a = Var("z", "1", "(1)"), Var("a", "1", "(1)")
    line = slope_line("sigmoid", z, a, 0.3775, 0.59327, 0.2413)
    relations = [
        m for m in set_lines((line,), 15, 400).marks if isinstance(m.ink, Glyphs) and m.ink.text == "="
    ]
    assert len(relations) == 3
    assert relations[0].x == relations[1].x
