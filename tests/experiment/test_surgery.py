from __future__ import annotations

import numpy as np
import pytest

from playground.engine import (
    ACTIVATIONS,
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    Network,
    Residual,
)
from playground.experiment.surgery import align, carry_over

SMOOTH = [name for name in ACTIVATIONS if name != "step"]


def network(layers, seed=0, shape=(2,), n_outputs=3) -> Network:
    rng = np.random.default_rng(seed)
    made = Network(
        shape,
        (*layers, Dense(units=n_outputs, activation="identity")),
        rng=rng,
        dropout_rng=rng,
        initialization="glorot",
    )
    for values in made.named_parameters().values():
        if values.ndim == 1:
            values += rng.normal(size=values.shape).astype(np.float32) * 0.1
    return made


def change(before, after, shape=(2,)) -> float:
    """By how much the outputs change, as a share of how they vary."""
    old, new = network(before, 1, shape), network(after, 2, shape)
    carry_over(old, new)
    x = np.random.default_rng(5).uniform(-2, 2, (200, *shape)).astype(np.float32)
    was, now = old.forward(x).copy(), new.forward(x).copy()
    return float(np.abs(now - was).max() / was.std())


def dense(*units, activation="relu"):
    return tuple(Dense(units=n, activation=activation) for n in units)


@pytest.mark.parametrize("activation", list(ACTIVATIONS))
@pytest.mark.parametrize(
    ("before", "after"), [((4,), (6,)), ((5, 4), (5, 5)), ((5, 4), (7, 4)), ((3, 3), (8, 9))]
)
def test_new_units_leave_the_function_as_it_is(before, after, activation):
    assert change(dense(*before, activation=activation), dense(*after, activation=activation)) < 1e-5


def test_new_units_are_ready_to_learn():
    old, new = network(dense(4), 1), network(dense(6), 2)
    carry_over(old, new)
    weights = new.named_parameters()
    assert (weights["layer1.weights"][:, 4:] != 0).all()
    assert (weights["layer2.weights"][4:] == 0).all()
    x = np.random.default_rng(0).normal(size=(50, 2)).astype(np.float32)
    new.loss_and_gradients(x, np.arange(50) % 3)
    assert (np.abs(new.named_gradients()["layer2.weights"][4:]).max(axis=1) > 0).all()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((6,), (6, 6)),
        ((6,), (6, 9)),
        ((6, 6), (6, 6, 6)),
        ((6, 4), (6, 6, 6, 4)),
        ((), (4,)),
        ((), (4, 8)),
    ],
)
def test_a_new_relu_layer_passes_on_exactly(before, after):
    assert change(dense(*before), dense(*after)) < 1e-5


@pytest.mark.parametrize("activation", SMOOTH)
def test_a_new_bent_layer_changes_the_function_little(activation):
    before = dense(6, activation=activation)
    assert change(before, dense(6, 6, activation=activation)) < 0.15


def test_a_new_layer_of_another_kind_than_the_one_before():
    assert change(dense(6, activation="tanh"), (*dense(6, activation="tanh"), *dense(6))) < 1e-5
    assert change(dense(6), (*dense(6), *dense(6, activation="sigmoid"))) < 0.15


def test_what_is_gone_just_goes():
    old, new = network(dense(6, 5), 1), network(dense(4, 5), 2)
    carry_over(old, new)
    before, after = old.named_parameters(), new.named_parameters()
    assert np.array_equal(after["layer1.weights"], before["layer1.weights"][:, :4])
    assert np.array_equal(after["layer2.weights"], before["layer2.weights"][:4])
    assert np.array_equal(after["layer3.weights"], before["layer3.weights"])
    old, new = network(dense(6, 5, 6), 1), network(dense(6, 6), 2)
    carry_over(old, new)
    before, after = old.named_parameters(), new.named_parameters()
    assert np.array_equal(after["layer1.weights"], before["layer1.weights"])
    assert np.array_equal(after["layer3.weights"], before["layer4.weights"])


PICTURES = (
    Conv2d(channels=3, padding=1),
    BatchNorm(activation="relu"),
    AvgPool2d(),
    Residual(layers=(Conv2d(channels=3, padding=1, activation="identity"),), activation="relu"),
    Flatten(),
    Dropout(rate=0.5),
    Dense(units=8),
)


def test_beside_other_kinds_of_layers():
    shape = (1, 8, 8)
    assert change(PICTURES, (*PICTURES, Dense(units=8)), shape) < 1e-5
    assert change(PICTURES, (*PICTURES[:6], Dense(units=12)), shape) < 1e-5
    assert change(PICTURES, (Conv2d(channels=3, padding=1), *PICTURES[1:5], PICTURES[6]), shape) < 1e-5
    block = Residual(layers=(Conv2d(channels=3, padding=1, activation="identity"),))
    assert change(PICTURES, (*PICTURES[:3], block, *PICTURES[3:]), shape) < 1e-5
    assert change(PICTURES, (*PICTURES[:4], Conv2d(channels=3, padding=1), *PICTURES[4:]), shape) < 1e-5


def test_more_filters_with_all_that_follows():
    wide = (
        Conv2d(channels=5, padding=1),
        BatchNorm(activation="relu"),
        AvgPool2d(),
        Residual(layers=(Conv2d(channels=5, padding=1, activation="identity"),), activation="relu"),
        *PICTURES[4:],
    )
    assert change(PICTURES, wide, (1, 8, 8)) < 1e-5


def test_running_statistics_come_along():
    old = network((Dense(units=4, activation="identity"), BatchNorm(activation="tanh")), 1)
    old.named_state()["layer2.running_mean"][:] = 3.0
    new = network((Dense(units=6, activation="identity"), BatchNorm(activation="tanh")), 2)
    carry_over(old, new)
    assert new.named_state()["layer2.running_mean"].tolist() == [3.0] * 4 + [0.0] * 2


def test_layers_are_put_in_where_they_can_pass_on():
    old, new = network(dense(6, 6), 1), network(dense(6, 6, 6), 2)
    came_from = [source and source.name for _, source in align(old.layers, new.layers)]
    assert came_from == ["layer1", "layer2", None, "layer3"]


def test_an_inserted_normalisation_and_a_step_do_not_break_it():
    for layer in (LayerNorm(), BatchNorm(), Dense(units=6, activation="step"), Dense(units=1)):
        old, new = network(dense(6), 1), network((*dense(6), layer), 2)
        carry_over(old, new)
        assert np.isfinite(new.parameters).all()
