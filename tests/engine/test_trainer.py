"""One update: penalties and clipping."""

import numpy as np
import pytest

from playground.engine import Dense, Dropout, Network, Trainer, make_optimizer


def trainer_of(**settings):
    network = Network(
        (3,),
        [Dense(units=4, activation="tanh"), Dense(units=2, activation="identity")],
        rng=np.random.default_rng(0),
        dtype=np.float64,
    )
    sgd = make_optimizer("sgd", network.n_parameters, learning_rate=1.0, dtype=np.float64)
    return Trainer(network, sgd, **settings)


X, Y = np.random.default_rng(1).normal(size=(8, 3)), np.arange(8) % 2


def change_by(**settings):
    trainer = trainer_of(**settings)
    before = trainer.network.parameters.copy()
    trainer.step(X, Y)
    return before, before - trainer.network.parameters, trainer


def test_l1_pulls_every_weight_evenly():
    w, plain, trainer = change_by()
    _, pulled, with_l1 = change_by(l1=0.02)
    mask = trainer.network.weight_mask
    assert pulled - plain == pytest.approx(np.where(mask, 0.02 * np.sign(w), 0.0), abs=1e-15)
    after = with_l1.network.parameters[mask]
    assert with_l1.last_penalty == pytest.approx(0.02 * np.abs(after).sum())


def test_penalties_add_up():
    _, _, trainer = change_by(l1=0.02, l2=0.5)
    after = trainer.network.parameters[trainer.network.weight_mask]
    assert trainer.last_penalty == pytest.approx(0.02 * np.abs(after).sum() + 0.25 * (after**2).sum())
    assert trainer_of().last_penalty == 0.0


def test_clipping_by_value():
    _, plain, _ = change_by()
    limit = float(np.median(np.abs(plain)))
    _, clipped, _ = change_by(clip_value=limit)
    assert clipped == pytest.approx(np.clip(plain, -limit, limit), abs=1e-15)


def test_clipping_by_norm_keeps_the_direction():
    _, plain, _ = change_by()
    length = np.linalg.norm(plain)
    _, clipped, _ = change_by(clip_norm=length / 4)
    assert clipped == pytest.approx(plain / 4)
    _, untouched, _ = change_by(clip_norm=length * 4)
    assert untouched == pytest.approx(plain, abs=1e-15)


def test_clipping_survives_a_norm_that_overflows():
    network = Network((1,), [Dense(units=2, activation="identity")], rng=np.random.default_rng(0))
    network.set_loss("squared_error")
    sgd = make_optimizer("sgd", network.n_parameters, learning_rate=1.0)
    trainer = Trainer(network, sgd, clip_norm=1.0)
    before = network.parameters.copy()
    with np.errstate(over="ignore"):
        trainer.step(np.full((1, 1), 1e5, np.float32), np.full((1, 2), 1e25, np.float32))
    assert np.linalg.norm(network.parameters - before) == pytest.approx(1.0, rel=1e-5)


def test_dropout_draws_from_its_own_generator_only():
    """Two runs with the same seeds are equal bit by bit; weights don't depend on the dropout generator."""
    runs = []
    for _ in range(2):
        network = Network(
            (3,),
            [Dense(units=9), Dropout(rate=0.5), Dense(units=2, activation="identity")],
            rng=np.random.default_rng(0),
            dropout_rng=np.random.default_rng(4),
        )
        start = network.parameters.tobytes()
        trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.1))
        for _ in range(10):
            trainer.step(X.astype(np.float32), Y)
        runs.append((start, network.parameters.tobytes()))
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]
