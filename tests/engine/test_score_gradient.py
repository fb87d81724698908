from __future__ import annotations

import numpy as np
import pytest

from playground.engine import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Network,
    Residual,
)
from playground.engine.score_gradient import ScoreGradient

PICTURE = (2, 6, 6)
NETWORKS: dict[str, tuple[LayerSpec, ...]] = {
    "dense": (Dense(units=7, activation="tanh"), Dense(units=5, activation="sigmoid")),
    "pooled": (Conv2d(channels=3, activation="tanh"), MaxPool2d(), AvgPool2d(), Flatten()),
    "normalised": (
        BatchNorm(activation="tanh"),
        Flatten(),
        Dense(units=6),
        BatchNorm(),
        Dropout(),
        LayerNorm(),
    ),
    "residual": (
        Conv2d(channels=3, padding=1, activation="tanh"),
        Residual(layers=(Conv2d(channels=3, padding=1), BatchNorm(), Dropout()), activation="tanh"),
        Flatten(),
    ),
}


def network_of(kind: str, n_outputs: int = 4) -> Network:
    layers = (*NETWORKS[kind], Dense(units=n_outputs, activation="identity"))
    chance = np.random.default_rng(2)
    network = Network(PICTURE, layers, rng=chance, dropout_rng=np.random.default_rng(4), dtype=np.float64)
    # Running statistics of their own.
    network.loss_and_gradients(chance.standard_normal((8, 72)), np.arange(8) % max(n_outputs, 2))
    return network


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("class_index", [-1, 2])
def test_it_is_the_slope_of_the_score(kind: str, class_index: int) -> None:
    network = network_of(kind)
    x = np.random.default_rng(9).standard_normal(72)
    found, gradient = ScoreGradient(network).at(x, class_index)
    scores = network.forward(x[None])[0].copy()
    assert found == (int(scores.argmax()) if class_index < 0 else class_index)
    h = 1e-6
    for i in range(0, 72, 5):
        step = h * np.eye(72)[i]
        slope = (
            network.forward((x + step)[None])[0, found] - network.forward((x - step)[None])[0, found]
        ) / (2 * h)
        assert gradient[i] == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_it_leaves_no_trace_in_the_network() -> None:
    network = network_of("normalised")
    kept = {name: values.copy() for name, values in network.named_state().items()}
    gradients, passes = network.gradients.copy(), [layer.last_pass for layer in network.layers]
    ScoreGradient(network).at(np.ones(72))
    np.testing.assert_array_equal(network.gradients, gradients)
    assert [layer.last_pass for layer in network.layers] == passes
    for name, values in network.named_state().items():
        np.testing.assert_array_equal(values, kept[name])


def test_it_follows_the_living_parameters() -> None:
    network = network_of("dense")
    of_score = ScoreGradient(network)
    _, before = of_score.at(np.ones(72), 1)
    network.parameters *= 1.5
    _, after = of_score.at(np.ones(72), 1)
    assert not np.allclose(before, after)
    np.testing.assert_allclose(after, ScoreGradient(network).at(np.ones(72), 1)[1])


def test_a_single_output_speaks_for_one_class_and_against_the_other() -> None:
    network = network_of("dense", 1)
    of_score = ScoreGradient(network)
    np.testing.assert_allclose(of_score.at(np.ones(72), 0)[1], -of_score.at(np.ones(72), 1)[1])
