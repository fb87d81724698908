"""Passes for several batch sizes: each computes the same, and only some are kept."""

from dataclasses import replace

import numpy as np
import pytest

from playground.engine import Dense, Network
from playground.engine.arrays import Buffers
from playground.engine.passes import Pass, PassCache


@pytest.fixture
def network():
    layers = [Dense(units=3, activation="tanh"), Dense(units=2, activation="identity")]
    return Network((4,), layers, rng=np.random.default_rng(0))


def test_every_batch_size_computes_the_same(network):
    x = np.random.default_rng(1).standard_normal((2 * PassCache.MAX_SIZES, 4)).astype(np.float32)
    whole = network.forward(x).copy()
    for n in (*range(1, len(x)), 1, 2):
        np.testing.assert_allclose(network.forward(x[:n]), whole[:n], rtol=1e-6, atol=1e-7)


def test_a_pass_is_made_once_for_its_size(network):
    assert network.training_pass(5) is network.training_pass(5)


def test_a_change_makes_passes_anew(network):
    made = network.training_pass(5)
    network.set_hot([replace(spec, activation="relu") for spec in network.specs])
    assert network.training_pass(5) is not made


def test_the_oldest_size_is_forgotten(network):
    cache = PassCache()
    for n in range(1, PassCache.MAX_SIZES + 2):
        cache.keep(Pass(network.layers, (4,), n, Buffers(np.float32)))
    assert cache.get(1) is None
    assert all(cache.get(n) is not None for n in range(2, PassCache.MAX_SIZES + 2))
    cache.clear()
    assert cache.get(2) is None
