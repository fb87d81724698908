"""Input features are finite everywhere on the plane, and of like size."""

from __future__ import annotations

import numpy as np
import pytest

from playground.data import FEATURES
from playground.data.features import feature_frame
from playground.errors import DataError

POINTS = np.array([[1.0, 2.0], [-3.0, 5.0]], np.float32)


def test_those_that_are_offered_reach_the_network_in_order_and_of_like_size() -> None:
    frame = feature_frame(FEATURES, POINTS)
    x = frame.features(POINTS)
    assert x.shape == (2, len(FEATURES))
    assert x.dtype == np.float32
    assert np.array_equal(x[:, :2], POINTS)
    # Squares and the product reach 36 on the plane: a sixth of them.
    assert np.allclose(x[:, 2], POINTS[:, 0] ** 2 / 6)
    assert np.allclose(x[:, 4], POINTS[:, 0] * POINTS[:, 1] / 6)
    assert np.allclose(x[:, 5], np.sin(POINTS[:, 0]))
    grid = np.stack(np.meshgrid(np.linspace(-6, 6, 30), np.linspace(-6, 6, 30)), axis=-1).reshape(-1, 2)
    assert np.abs(frame.features(grid)).max() <= 6.001


@pytest.mark.parametrize(
    ("formula", "place"),
    [
        ("log(x1)", "x1 = -6"),
        ("1/x1", "x1 = 0"),
        ("sqrt(x1 - 7)", "x1 = -6"),
        ("1/(x1^2 + x2^2)", "x1 = 0, x2 = 0"),
        ("1/(x1 - 1)/(x2 - 2)", "x2 = "),
        ("exp(exp(x1))*exp(exp(x2))", "x1 = "),
    ],
)
def test_a_formula_without_a_finite_value_is_named_with_the_point(formula: str, place: str) -> None:
    with pytest.raises(DataError) as caught:
        feature_frame(["x1", formula], POINTS)
    assert f"“{formula}” has no finite value at" in str(caught.value)
    assert place in str(caught.value)


def test_a_far_place_on_a_zoomed_map_stays_finite() -> None:
    frame = feature_frame(["x1", "exp(x1)", "sqrt(x1 + 6)"], POINTS)
    assert np.isfinite(frame.features([[1e6, 0.0], [-1e6, 0.0]])).all()


def test_nothing_at_all_is_refused() -> None:
    with pytest.raises(DataError, match="at least one input feature"):
        feature_frame([], POINTS)
