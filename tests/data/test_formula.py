"""Formulas mean what they mean on paper, and every mistake is told with its place."""

from __future__ import annotations

import contextlib
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.formula import MAX_LENGTH, evaluate, parse_formula
from playground.errors import DataError

POINTS = np.array([[0.5, -2.0], [3.0, 1.5], [-1.0, 4.0]])
X1, X2 = POINTS.T


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x1", X1),
        ("x2", X2),
        ("X1 + x2*2", X1 + 2 * X2),
        ("x1^2", X1**2),
        ("x1**2", X1**2),
        ("x1²·x2³", X1**2 * X2**3),
        ("x₁ × x₂ ÷ 2 − 1", X1 * X2 / 2 - 1),
        ("-x1^2", -(X1**2)),
        ("(-x1)^2", X1**2),
        ("2^-1", np.full(3, 0.5)),
        ("2^3^2", np.full(3, 512.0)),
        ("8/4/2", np.full(3, 1.0)),
        ("8-4-2", np.full(3, 2.0)),
        ("--x1", X1),
        ("+x1 - -x2", X1 + X2),
        ("sin(x1)*cos(x2)", np.sin(X1) * np.cos(X2)),
        ("tan(x1)+tanh(x2)", np.tan(X1) + np.tanh(X2)),
        ("exp(-x1^2/2)", np.exp(-(X1**2) / 2)),
        ("log(abs(x1)+1)", np.log(np.abs(X1) + 1)),
        ("sqrt(x1^2 + x2^2)", np.hypot(X1, X2)),
        ("min(x1, x2)", np.minimum(X1, X2)),
        ("max(x1, x2, 0)", np.maximum(np.maximum(X1, X2), 0)),
        ("pi + e*0 + π", np.full(3, 2 * np.pi)),
        ("1.5e1 + .5", np.full(3, 15.5)),
        ("1e3", np.full(3, 1000.0)),
    ],
)
def test_a_formula_means_what_it_means_on_paper(text: str, expected: np.ndarray) -> None:
    assert np.allclose(evaluate(parse_formula(text), POINTS), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The formula is empty"),
        ("x1 +", "Something is missing at the end of “x1 +”."),
        ("x1 * * x2", "“*” at place 6 stands where a number, x1 or x2 should be"),
        ("x3", "“x3” at place 1 is unknown; there are x1, x2, pi, e and the functions abs, sin"),
        ("2 x1", "a sign such as * is missing before “x1” at place 3"),
        ("x1 x2", "a sign such as * is missing before “x2” at place 4"),
        ("sin x1", "sin at place 1 needs brackets, as in sin(x1)"),
        ("sin(x1, x2)", "sin at place 1 takes one value, not 2"),
        ("min(x1)", "min at place 1 takes two or more values, with a comma between them, not 1"),
        ("(x1 + 2", "the bracket at place 1 is never closed"),
        ("x1 + 2)", "the bracket at place 7 closes nothing"),
        ("1,5*x1", "the comma at place 2 belongs to no function; write 1.5, not 1,5"),
        ("x1 $ 2", "the “$” at place 4 belongs to no formula"),
        ("x1.real", "the “.” at place 3 belongs to no formula"),
        ("__import__(1)", "“__import__” at place 1 is unknown"),
        ("x1 if x2 else 1", "a sign such as * is missing before “if”"),
        ("1e999", "the number at place 1 is too large"),
        ("(" * 60 + "x1" + ")" * 60, "more than 40 deep"),
        ("-" * 100 + "x1", "more than 40 deep"),
        ("x1+" * 200 + "1", f"A formula can have {MAX_LENGTH} characters"),
        ("()", "“)” at place 2 stands where a number"),
        ("min()", "“)” at place 5 stands where a number"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_formula(text)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith(".")


@given(st.text(max_size=220))
def test_any_text_is_a_formula_or_a_sentence(text: str) -> None:
    # Any other error fails the test.
    with contextlib.suppress(DataError):
        assert evaluate(parse_formula(text), POINTS).shape == (3,)


@given(st.text(alphabet="x12+-*/^(), .esincomax²", max_size=40))
def test_any_text_of_the_signs_of_formulas_is_one_or_a_sentence(text: str) -> None:
    with contextlib.suppress(DataError):
        assert evaluate(parse_formula(text), POINTS).shape == (3,)


def test_ten_thousand_points_take_a_moment() -> None:
    points = np.random.default_rng(0).uniform(-6, 6, (10_000, 2))
    node = parse_formula("sin(x1)*x2^2 + exp(-abs(x1*x2))/3 - max(x1, x2)")
    began = time.process_time()
    evaluate(node, points)
    assert time.process_time() - began < 0.1


def test_a_value_that_is_none_makes_no_noise() -> None:
    # Warnings fail tests here.
    assert not np.isfinite(evaluate(parse_formula("1/(x1-x1)"), POINTS)).any()
    assert np.isnan(evaluate(parse_formula("log(-1)"), POINTS)).all()
    assert np.isinf(evaluate(parse_formula("9^9^9^9"), POINTS)).all()
