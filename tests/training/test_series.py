from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.training.series import ThinnedSeries


def fill(series: ThinnedSeries, values: np.ndarray, block: int, first_step: int = 1) -> None:
    for start in range(0, len(values), block):
        part = values[start : start + block]
        series.extend(part, part, first_step + start, (start / 100, (start + len(part)) / 100))


def test_few_values_stay_as_they_are() -> None:
    series = ThinnedSeries(capacity=8)
    fill(series, np.array([3.0, 1.0, 2.0]), block=2)
    history, companion = series.view()
    assert history.steps.tolist() == [1, 2, 3]
    assert history.mean.tolist() == history.low.tolist() == history.high.tolist() == [3, 1, 2]
    assert companion.tolist() == [3, 1, 2]
    np.testing.assert_allclose(history.epochs, [0.01, 0.02, 0.03])


@settings(max_examples=60, deadline=None)
@given(n=st.integers(1, 3000), block=st.integers(1, 700), seed=st.integers(0, 99))
def test_no_extreme_is_lost_and_the_bound_holds(n: int, block: int, seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=n).astype(np.float32)
    series = ThinnedSeries(capacity=32)
    fill(series, values.astype(np.float64), block)
    history, _ = series.view()
    assert len(history.steps) == len(series) <= 33
    assert history.low.min() == values.min()
    assert history.high.max() == values.max()
    assert history.steps[-1] == n
    starts = np.concatenate(([0], history.steps[:-1])).astype(int)
    for i, (start, end) in enumerate(zip(starts, history.steps.astype(int), strict=True)):
        part = values[start:end]
        assert history.mean[i] == pytest.approx(part.mean(), abs=1e-5)
        assert history.low[i] == part.min()
        assert history.high[i] == part.max()


def test_block_sizes_make_no_difference() -> None:
    values = np.random.default_rng(0).normal(size=5000)
    one, other = ThinnedSeries(capacity=64), ThinnedSeries(capacity=64)
    fill(one, values, 1)
    fill(other, values, 777)
    for a, b in zip(one.state_arrays().values(), other.state_arrays().values(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_a_restored_series_goes_on_alike() -> None:
    values = np.random.default_rng(0).normal(size=1000)
    one, other = ThinnedSeries(capacity=64), ThinnedSeries(capacity=64)
    fill(one, values[:501], 50)
    other.restore_arrays(one.state_arrays())
    for series in (one, other):
        fill(series, values[501:], 50, first_step=502)
    assert one.view()[0].mean.tolist() == other.view()[0].mean.tolist()


def test_truncating_forgets_what_came_after() -> None:
    series = ThinnedSeries(capacity=64)
    fill(series, np.arange(200.0), 10)
    series.truncate(100)
    history, _ = series.view()
    assert history.steps[-1] <= 100
    assert history.high.max() <= 99


def test_many_values_at_once_cost_no_more_calls_than_one() -> None:
    def calls(n_values: int) -> int:
        series = ThinnedSeries()
        values = np.random.default_rng(0).normal(size=n_values)
        n_calls = 0

        def count(_frame: object, event: str, _argument: object) -> None:
            nonlocal n_calls
            n_calls += event in ("call", "c_call")

        sys.setprofile(count)
        for i in range(500):
            series.extend(values, values, i * n_values + 1, (0.0, 1.0))
        sys.setprofile(None)
        return n_calls

    # Measured: 43 calls and 20 µs for 200 values.
    assert calls(200) < 60 * 500
    assert calls(2000) < 2 * calls(200)
