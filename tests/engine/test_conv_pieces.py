"""A convolution in pieces computes what it computes as a whole."""

import numpy as np
import pytest

from playground.engine import Conv2d, Dense, MaxPool2d, Network
from playground.engine.layers import conv
from playground.engine.layers.conv import MAX_PIECES, PIECE, count_pieces


@pytest.mark.parametrize(("n_places", "multiplications"), [(25088, 72), (6272, 1152), (784, 9), (1, 10**7)])
def test_pieces_are_equal_and_small_enough(n_places, multiplications):
    n = count_pieces(n_places, multiplications)
    assert n_places % n == 0
    assert n == 1 or n_places // n * multiplications <= PIECE


def test_places_that_do_not_divide_stay_together():
    assert count_pieces(10007, 1000) == 1
    assert count_pieces(2 * (MAX_PIECES + 3) ** 3, PIECE) == 1


@pytest.mark.parametrize("padding", [0, 1])
def test_pieces_change_nothing(padding, monkeypatch):
    layers = [
        Conv2d(channels=4, kernel_size=3, padding=padding),
        MaxPool2d(),
        Conv2d(channels=6, kernel_size=3, padding=padding),
        Dense(units=10, activation="identity"),
    ]
    rng = np.random.default_rng(0)
    x, y = rng.random((16, 784)), rng.integers(0, 10, 16)
    found = []
    for piece in (20_000, 10**12):
        monkeypatch.setattr(conv, "PIECE", piece)
        network = Network((1, 28, 28), layers, rng=np.random.default_rng(1), dtype=np.float64)
        loss = network.loss_and_gradients(x, y)
        found.append((loss, network.gradients.copy(), network.input_gradient(x, y)))
    for pieces, whole in zip(*found, strict=True):
        np.testing.assert_allclose(pieces, whole, rtol=1e-9, atol=1e-12)
