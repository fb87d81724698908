from __future__ import annotations

import numpy as np

from playground.training.sampled_series import SampledRows


def test_rows_are_kept_then_merged_without_losing_extremes() -> None:
    rows = np.random.default_rng(0).normal(size=(1000, 3)).astype(np.float32)
    series = SampledRows(3, capacity=16)
    for i, row in enumerate(rows):
        series.add(i + 1, i / 10, row)
    history = series.view()
    assert len(history.steps) == len(series) <= 16
    assert history.steps[-1] == 1000
    np.testing.assert_array_equal(history.low.min(axis=0), rows.min(axis=0))
    np.testing.assert_array_equal(history.high.max(axis=0), rows.max(axis=0))
    assert not history.mean.flags.writeable


def test_truncating_forgets_what_came_after() -> None:
    series = SampledRows(1)
    for step in range(1, 11):
        series.add(step, 0.0, np.array([step], np.float32))
    series.truncate(4)
    assert series.view().mean[:, 0].tolist() == [1, 2, 3, 4]
