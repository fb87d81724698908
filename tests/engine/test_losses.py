"""Losses: hand-computed values and gradients, large logits, weights and smoothing."""

import math

import numpy as np
import pytest

from playground.engine import LOSSES, SoftmaxCrossEntropy
from playground.engine.arrays import Buffers
from playground.engine.losses import Huber
from playground.errors import ConfigError


def value_and_gradient(loss, outputs, targets, dtype=np.float64):
    outputs, targets = np.array(outputs, dtype), np.array(targets, dtype)
    gradient = np.empty_like(outputs)
    value = loss.bind(outputs, targets, gradient, Buffers(dtype))()
    alone = loss.bind(outputs, targets, None, Buffers(dtype))()
    assert alone == pytest.approx(value, rel=1e-12)
    return value, gradient


@pytest.mark.parametrize(
    ("name", "outputs", "targets", "value", "gradient"),
    [
        ("squared_error", [[1, 2], [0, 0]], [[0, 0], [0, 3]], (1 + 4 + 9) / 2, [[1, 2], [0, -3]]),
        ("half_squared_error", [[1, 2], [0, 0]], [[0, 0], [0, 3]], (1 + 4 + 9) / 4, [[0.5, 1], [0, -1.5]]),
        ("absolute_error", [[1, -2], [0, 0]], [[0, 0], [0, 3]], 3, [[0.5, -0.5], [0, -0.5]]),
        ("huber", [[0.5, 3], [0, 0]], [[0, 0], [0, 0]], (0.125 + 2.5) / 2, [[0.25, 0.5], [0, 0]]),
        ("hinge", [[2, 0.5], [0, -3]], [[1, -1], [1, 1]], (0 + 1.5 + 1 + 4) / 2, [[0, 0.5], [-0.5, -0.5]]),
        (
            "binary_cross_entropy",
            [[0.0, math.log(3)]],
            [[1, 0]],
            math.log(2) + math.log(4),
            [[-0.5, 0.75]],
        ),
        (
            "softmax_cross_entropy",
            [[0.0, math.log(3)], [0.0, 0.0]],
            [[1, 0], [0, 1]],
            (math.log(4) + math.log(2)) / 2,
            [[-0.375, 0.375], [0.25, -0.25]],
        ),
    ],
)
def test_by_hand(name, outputs, targets, value, gradient):
    computed, slope = value_and_gradient(LOSSES[name], outputs, targets)
    assert computed == pytest.approx(value, rel=1e-12)
    assert slope == pytest.approx(np.array(gradient, float), rel=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_at_ten_thousand(dtype):
    value, gradient = value_and_gradient(
        LOSSES["softmax_cross_entropy"], [[1e4, -1e4, 0.0]], [[0, 1, 0]], dtype
    )
    assert value == pytest.approx(2e4)
    assert gradient.tolist() == [[1.0, -1.0, 0.0]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_at_ten_thousand(dtype):
    value, gradient = value_and_gradient(
        LOSSES["binary_cross_entropy"], [[1e4, -1e4, 1e4]], [[0, 1, 1]], dtype
    )
    assert value == pytest.approx(2e4)
    assert gradient == pytest.approx(np.array([[1.0, -1.0, 0.0]]), abs=1e-30)


def test_label_smoothing_by_hand():
    """ε = 0.3 over 3 classes: targets 0.8, 0.1, 0.1 (Szegedy et al. 2016)."""
    loss = SoftmaxCrossEntropy(label_smoothing=0.3)
    targets = loss.targets_of(np.array([0]), 3, np.float64)
    assert targets == pytest.approx(np.array([[0.8, 0.1, 0.1]]))
    z = np.array([[1.0, 2.0, 3.0]])
    log_p = z - math.log(sum(math.exp(v) for v in (1, 2, 3)))
    value, gradient = value_and_gradient(loss, z, targets)
    assert value == pytest.approx(-float((targets * log_p).sum()))
    assert gradient == pytest.approx(np.exp(log_p) - targets)


def test_class_weights_divide_by_the_weights():
    """As PyTorch: Σ w·loss / Σ w; weights 1 and 3."""
    loss = SoftmaxCrossEntropy(class_weights=[1.0, 3.0])
    z = np.array([[0.0, math.log(3)], [0.0, math.log(3)]])
    targets = loss.targets_of(np.array([0, 1]), 2, np.float64)
    value, gradient = value_and_gradient(loss, z, targets)
    assert value == pytest.approx((math.log(4) + 3 * math.log(4 / 3)) / 4)
    assert gradient == pytest.approx(np.array([[-0.75, 0.75], [0.75, -0.75]]) / 4)
    smoothed = SoftmaxCrossEntropy(label_smoothing=0.2, class_weights=[1.0, 3.0])
    targets = smoothed.targets_of(np.array([0, 1, 1]), 2, np.float64)
    assert smoothed.total_weight(targets) == pytest.approx(1 + 3 + 3)


def test_settings_out_of_range_are_refused():
    with pytest.raises(ConfigError, match="below 1"):
        SoftmaxCrossEntropy(label_smoothing=1.0)
    with pytest.raises(ConfigError, match="2 class weights don't fit 3"):
        SoftmaxCrossEntropy(class_weights=[1, 2]).target_table(3, np.float64)


@pytest.mark.parametrize("name", LOSSES)
def test_probabilities_add_up_and_pick_the_decided_class(name):
    outputs = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    p = LOSSES[name].probabilities(outputs)
    assert p.sum(axis=1) == pytest.approx(np.ones(50), rel=1e-5)
    assert (p >= 0).all()
    certain = p.max(axis=1) > 0.25001
    assert (p.argmax(axis=1) == LOSSES[name].decide(outputs))[certain].all()


def test_probabilities_of_all_negative_outputs_are_even():
    p = LOSSES["squared_error"].probabilities(np.array([[-1.0, -2.0]]))
    assert p.tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("squared_error", 0.4, 0.6), ("binary_cross_entropy", -0.1, 0.1), ("hinge", -0.1, 0.1)],
)
def test_one_output_decides_between_two_classes(name, low, high):
    assert LOSSES[name].decide(np.array([[low], [high]])).tolist() == [0, 1]
    assert LOSSES[name].target_table(1, np.float64).shape == (2, 1)


def test_huber_bends_at_its_delta():
    value, gradient = value_and_gradient(Huber(delta=0.25), [[0.1, -3.0]], [[0.0, 0.0]])
    assert value == pytest.approx(0.5 * 0.1**2 + 0.25 * (3.0 - 0.125), rel=1e-12)
    assert gradient == pytest.approx(np.array([[0.1, -0.25]]), rel=1e-12)
    with pytest.raises(ConfigError, match="above 0"):
        Huber(delta=0.0)
