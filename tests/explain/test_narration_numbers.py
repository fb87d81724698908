"""Numbers as people say them."""

import math

import pytest

from playground.explain.numbers import exact, percent, two_figures


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1720, "1,700"),
        (0.2149, "0.21"),
        (0.0123, "0.012"),
        (1.0, "1.0"),
        (9.96, "10"),
        (99.7, "100"),
        (12345678, "12 million"),
        (3.4e10, "34 billion"),
        (2e15, "2.0·10¹⁵"),
        (4.2e-9, "4.2·10⁻⁹"),
        (0, "0"),
        (math.inf, "inf"),
    ],
)
def test_two_significant_figures(value: float, text: str) -> None:
    assert two_figures(value) == text


def test_percentages_have_one_decimal() -> None:
    assert percent(0.9409) == "94.1 %"


@pytest.mark.parametrize(("value", "text"), [(0.0001, "0.0001"), (0.003, "0.003"), (10, "10"), (0.3, "0.3")])
def test_settings_are_said_exactly(value: float, text: str) -> None:
    assert exact(value) == text
