"""Numbers read as a person writes them."""

from __future__ import annotations

import math

import pytest

from playground.experiment.layer_names import layer_number
from playground.views.numbers import (
    axis_text,
    loss_text,
    percent,
    ratio_text,
    significant,
    whole,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.1416, "0.142"),
        (-12.34, "−12.3"),
        (1234.5, "1,234"),
        (1.2e-5, "1.2·10⁻⁵"),
        (9.99e-6, "1.0·10⁻⁵"),
        (3e12, "3.0·10¹²"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_significant(value: float, text: str) -> None:
    assert significant(value) == text


def test_losses_keep_their_width_in_the_usual_range() -> None:
    assert [loss_text(v) for v in (2.3026, 0.142, 0.01)] == ["2.303", "0.142", "0.010"]
    assert loss_text(0.0042) == "0.0042"
    assert loss_text(151.2) == "151"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(1.84, "1.8"), (17.4, "17"), (1689.0, "1,700"), (23456.0, "23,000"), (1.1e9, "10⁹"), (math.inf, "∞")],
)
def test_ratio(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (-0.2, "−0.2"),
        (1500, "1,500"),
        (20000, "20k"),
        (1.2e6, "1.2M"),
        (1e12, "10¹²"),
        (-2e9, "−2·10⁹"),
        (2.5e10, "2.5·10¹⁰"),
        (2e-6, "2·10⁻⁶"),
    ],
)
def test_axis_labels_are_short(value: float, text: str) -> None:
    assert axis_text(value) == text


def test_number_of_a_layer() -> None:
    assert [layer_number(name) for name in ("layer1", "layer12", "layer4.layer1")] == ["1", "12", "4.1"]


def test_percent_and_whole() -> None:
    assert percent(0.9641) == "96.4\u2009%"
    assert percent(math.nan) == "–"
    assert whole(12345.4) == "12,345"
