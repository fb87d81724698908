"""Units held at zero, and parameters that no update moves."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from playground.engine import (
    ACTIVATIONS,
    OPTIMIZERS,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    LayerNorm,
    LossSurface,
    Network,
    Residual,
    Trainer,
    check_gradients,
    make_optimizer,
)
from playground.engine.diagnostics import dead_share
from playground.errors import ConfigError

SMOOTH = [name for name, f in ACTIVATIONS.items() if f.exact_derivative]
PICTURES = (
    Conv2d(channels=3, activation="tanh"),
    BatchNorm(activation="softplus"),
    Residual(layers=(Conv2d(channels=3, padding=1, activation="identity"),), activation="tanh"),
    LayerNorm(activation="identity"),
    Dense(units=2, activation="identity"),
)
PICTURE_MARKS = {"layer1": [1], "layer2": [0], "layer3": [2], "layer3.layer1": [1], "layer4": [0]}


def network(layers, shape=(3,), dtype=np.float64, seed=0) -> Network:
    rng = np.random.default_rng(seed)
    return Network(shape, layers, initialization="glorot", rng=rng, dropout_rng=rng, dtype=dtype)


def batch(shape, seed=1, n=6):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, *shape)), rng.integers(0, 2, n)


@pytest.mark.parametrize("activation", SMOOTH)
def test_gradients_with_silenced_units_are_right(activation):
    made = network([Dense(units=5, activation=activation)] * 2 + [Dense(units=2, activation="identity")])
    made.set_silenced({"layer1": [1, 4], "layer2": [0], "layer3": [1]})
    x, y = batch((3,))
    assert check_gradients(made, x, y, np.random.default_rng(2)).relative_error < 1e-6


def test_gradients_with_silenced_channels_are_right():
    made = network(PICTURES, (1, 6, 6))
    made.set_silenced(PICTURE_MARKS)
    x, y = batch((1, 6, 6))
    assert check_gradients(made, x, y, np.random.default_rng(2)).relative_error < 1e-6


def test_what_is_silenced_is_zero_on_both_ways_and_nothing_else():
    made, x, y = network(PICTURES, (1, 6, 6)), *batch((1, 6, 6))
    made.set_silenced(PICTURE_MARKS)
    for train in (False, True):
        made.forward(x, train=train)
        for layer in made.all_layers():
            silent = ~layer.a.any(axis=(0, *range(2, layer.a.ndim)))
            assert np.flatnonzero(silent).tolist() == PICTURE_MARKS.get(layer.name, [])
    made.loss_and_gradients(x, y)
    for layer in made.all_layers():
        assert not layer.delta[:, layer.silenced].any()
    assert made.silenced() == {name: tuple(units) for name, units in PICTURE_MARKS.items()}


def test_silence_can_be_lifted_and_costs_nothing_then():
    made, x, y = network([Dense(units=4), Dense(units=2, activation="identity")]), *batch((3,))
    before = made.forward(x).copy()
    n_operations = (
        len(made.training_pass(6).forward_operations),
        len(made.training_pass(6).backward_operations),
    )
    made.set_silenced({"layer1": [0, 2]})
    assert not np.allclose(made.forward(x), before)
    made.set_silenced({})
    assert np.array_equal(made.forward(x), before)
    made.loss_and_gradients(x, y)
    after = made.training_pass(6)
    assert (len(after.forward_operations), len(after.backward_operations)) == n_operations


def test_copies_and_the_loss_surface_keep_the_silence():
    made = network([Dense(units=6, activation="tanh")] * 2 + [Dense(units=2, activation="identity")])
    made.set_silenced({"layer1": [0, 3], "layer2": [1]})
    x, y = batch((3,))
    loss = made.loss_and_gradients(x, y)
    assert made.copy().loss_and_gradients(x, y) == loss
    direction = np.random.default_rng(0).normal(size=made.n_parameters)
    surface = LossSurface(made, x, y, direction, direction, np.array([0.0]), np.array([0.0]))
    list(surface.run())
    assert surface.loss[0, 0] == pytest.approx(loss)


def test_a_silenced_unit_counts_as_dead():
    made, x, y = (
        network([Dense(units=4, activation="tanh"), Dense(units=2, activation="identity")]),
        *batch((3,)),
    )
    made.set_silenced({"layer1": [2]})
    made.loss_and_gradients(x, y)
    assert dead_share(made.layers[0]) == 0.25


@pytest.mark.parametrize(
    ("units", "words"),
    [({"layer9": [0]}, "no layer layer9"), ({"layer1": [4]}, "no unit 4"), ({"layer2": [0]}, "only passes")],
)
def test_units_that_do_not_exist_are_refused(units, words):
    made = network([Dense(units=4), Dropout(rate=0.5), Dense(units=2, activation="identity")])
    with pytest.raises(ConfigError, match=words):
        made.set_silenced(units)
    assert made.silenced() == {}


@pytest.mark.parametrize("kind", list(OPTIMIZERS))
def test_held_parameters_stay_whatever_the_optimiser_does(kind):
    made = network([Dense(units=4), Dense(units=2, activation="identity")], dtype=np.float32)
    free = made.copy()
    trainer, other = (
        Trainer(
            n,
            make_optimizer(kind, n.n_parameters, learning_rate=0.1, weight_decay=0.1, dtype=np.float32),
            l2=0.1,
        )
        for n in (made, free)
    )
    held = np.array([0, 5, 17])
    trainer.hold(held, np.array([0.0, 0.5, -0.25], np.float32))
    x, y = batch((3,))
    for _ in range(5):
        trainer.step(x, y)
        other.step(x, y)
    assert made.parameters[held].tolist() == [0.0, 0.5, -0.25]
    assert made.gradients[held].any()
    assert not trainer.last_update()[held].any()
    moved = np.delete(made.parameters - free.parameters, held)
    assert moved.any()
    assert trainer.copy().held.tolist() == held.tolist()
    trainer.hold(held[:0], made.parameters[:0])
    trainer.step(x, y)
    assert (made.parameters[held] != np.float32([0.0, 0.5, -0.25])).any()


def test_parameters_are_found_by_name():
    made = network(PICTURES, (1, 6, 6))
    for name, values in made.named_parameters().items():
        last = tuple(n - 1 for n in values.shape)
        made.parameters[made.flat_index(name, last)] = 42.0
        assert values[last] == 42.0
    for name, index in (("layer1.weights", (0,)), ("layer1.weights", (9, 0, 0, 0)), ("layer8.biases", (0,))):
        with pytest.raises(ConfigError, match="no parameter"):
            made.flat_index(name, index)


def test_a_step_with_marks_allocates_little():
    made = network([Dense(units=64), Dense(units=2, activation="identity")], dtype=np.float32)
    made.set_silenced({"layer1": [1]})
    trainer = Trainer(made, make_optimizer("sgd", made.n_parameters, learning_rate=0.1, dtype=np.float32))
    trainer.hold(np.array([3]), made.parameters[[3]])
    x, y = batch((3,), n=128)
    x = x.astype(np.float32)
    trainer.step(x, y)
    tracemalloc.start()
    trainer.step(x, y)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000
