from __future__ import annotations

import numpy as np
import pytest

from playground.engine import Dense, Network
from playground.training.weight_histograms import (
    MAX_RIDGES,
    MAX_SAMPLE,
    N_BINS,
    WeightHistograms,
    count_in_bins,
    round_limit,
    sampling_stride,
)


def test_counts_are_those_of_numpy() -> None:
    weights = np.random.default_rng(1).normal(size=20_000).astype(np.float32)
    counts, outside = count_in_bins(weights, 2.0)
    expected, _ = np.histogram(weights, bins=N_BINS, range=(-2, 2))
    # A weight on an edge may fall to either side of it.
    assert np.abs(counts - expected).sum() <= 6
    assert outside == (np.abs(weights) > 2).sum()
    assert counts.sum() + outside == weights.size


@pytest.mark.parametrize(
    ("value", "limit"), [(0.9, 1), (1.0, 1), (1.01, 2), (3, 5), (7, 10), (0.013, 0.02), (0, 1e-30)]
)
def test_limits_come_in_steps_of_1_2_5(value: float, limit: float) -> None:
    assert round_limit(value) == pytest.approx(limit)


def test_a_sample_meets_every_unit() -> None:
    stride = sampling_stride(784 * 512, 512)
    assert 784 * 512 / stride <= MAX_SAMPLE
    assert len(set((np.arange(0, 784 * 512, stride) % 512).tolist())) == 512
    assert sampling_stride(1000, 10) == 1


@pytest.fixture
def network() -> Network:
    layers = (Dense(units=8, activation="relu"), Dense(units=3, activation="identity"))
    return Network((5,), layers, rng=np.random.default_rng(3))


def test_the_range_stands_still_until_weights_leave_it(network: Network) -> None:
    histograms = WeightHistograms(network, network.parameters.copy(), 0)
    edges = histograms.view(False).layers[0].edges
    network.parameters *= 1.001
    assert histograms.view(False).layers[0].edges is edges
    network.parameters *= 30
    wider = histograms.view(False).layers[0]
    assert wider.edges[-1] > edges[-1]
    assert wider.n_outside == 0
    assert wider.now.sum() == wider.start.sum() == 40
    assert wider.std == pytest.approx(float(network.layers[0].weights.std()), rel=1e-5)


def test_ridges_are_densities_over_the_present_edges(network: Network) -> None:
    histograms = WeightHistograms(network, network.parameters.copy(), 0)
    for step in range(1, 500):
        network.parameters *= 1.003
        if histograms.wants_record(step):
            histograms.record(step)
    view = histograms.view(True)
    assert view.ridges is not None
    assert view.ridge_steps is not None
    assert 8 < len(view.ridge_steps) <= MAX_RIDGES
    assert view.ridge_steps[0] == 0
    assert np.diff(view.ridge_steps).max() <= 3 * np.diff(view.ridge_steps).min()
    for table, layer in zip(view.ridges, view.layers, strict=True):
        width = layer.edges[1] - layer.edges[0]
        assert table.shape == (len(view.ridge_steps), N_BINS)
        np.testing.assert_allclose(table.sum(axis=1) * width, 1.0, rtol=1e-4)
        spread = (table * ((layer.edges[1:] + layer.edges[:-1]) / 2) ** 2).sum(axis=1) * width
        assert spread[-1] > 5 * spread[0]
