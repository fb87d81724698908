"""Networks: shapes, names, learning, hot changes, repeatability."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from playground.engine import (
    Dense,
    Dropout,
    LayerSpec,
    Network,
    Residual,
    Trainer,
    make_optimizer,
)
from playground.errors import ConfigError, ShapeError


def small_network(seed: int = 0, **settings) -> Network:
    layers = [Dense(units=6, activation="tanh"), Dense(units=5), Dense(units=3, activation="identity")]
    return Network((4,), layers, rng=np.random.default_rng(seed), **settings)


def blobs(n: int = 60, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = rng.integers(0, 3, n)
    x = rng.normal(size=(n, 4)).astype(np.float32)
    x[:, :3] += 3.0 * np.eye(3)[y]
    return x, y


def test_parameters_are_views_of_one_vector():
    network = small_network()
    assert network.n_parameters == 4 * 6 + 6 + 6 * 5 + 5 + 5 * 3 + 3
    assert {name: p.shape for name, p in network.named_parameters().items()} == {
        "layer1.weights": (4, 6),
        "layer1.biases": (6,),
        "layer2.weights": (6, 5),
        "layer2.biases": (5,),
        "layer3.weights": (5, 3),
        "layer3.biases": (3,),
    }
    network.parameters[:] = np.arange(network.n_parameters)
    assert network.named_parameters()["layer1.biases"].tolist() == [24, 25, 26, 27, 28, 29]
    network.named_parameters()["layer1.weights"][0, 1] = -5.0
    assert network.parameters[1] == -5.0


def test_weight_mask_leaves_out_biases():
    network = small_network()
    assert network.weight_mask.sum() == 4 * 6 + 6 * 5 + 5 * 3
    assert not network.weight_mask[24:30].any()


def test_forward_is_the_textbook_formula():
    network = small_network()
    x, _ = blobs(7)
    p = network.named_parameters()
    hidden = np.tanh(x @ p["layer1.weights"] + p["layer1.biases"])
    hidden = np.maximum(hidden @ p["layer2.weights"] + p["layer2.biases"], 0)
    expected = hidden @ p["layer3.weights"] + p["layer3.biases"]
    assert network.forward(x) == pytest.approx(expected, rel=1e-5)


def test_predict_gives_probabilities_in_a_fresh_array():
    network = small_network()
    x, _ = blobs(5)
    first = network.predict(x)
    assert first.sum(axis=1) == pytest.approx(np.ones(5))
    kept = first.copy()
    network.predict(-x)
    assert (first == kept).all()


@pytest.mark.parametrize("kind", ["sgd", "momentum", "adam"])
def test_learns_three_blobs(kind):
    network = small_network()
    x, y = blobs()
    trainer = Trainer(network, make_optimizer(kind, network.n_parameters, learning_rate=0.05))
    first = trainer.step(x, y)
    for _ in range(200):
        last = trainer.step(x, y)
    assert last < 0.2 < first
    *_, evaluation = network.evaluate(x, y, chunk=25)
    assert evaluation.n == 60
    assert evaluation.accuracy > 0.95
    assert evaluation.correct == round(evaluation.accuracy * 60)


def test_a_smaller_batch_counts_with_its_own_size():
    network = small_network(dtype=np.float64)
    x, y = blobs(10)
    network.loss_and_gradients(x, y)
    network.loss_and_gradients(x[:3], y[:3])
    after_larger = network.gradients.copy()
    fresh = small_network(dtype=np.float64)
    fresh.loss_and_gradients(x[:3], y[:3])
    assert (fresh.gradients == after_larger).all()


def test_the_gradient_is_the_mean_over_the_batch():
    network = small_network(dtype=np.float64)
    x, y = blobs(6)
    network.loss_and_gradients(x, y)
    whole = network.gradients.copy()
    total = np.zeros_like(whole)
    for i in range(6):
        network.loss_and_gradients(x[i : i + 1], y[i : i + 1])
        total += network.gradients
    assert whole == pytest.approx(total / 6, rel=1e-9, abs=1e-12)


def test_intermediates_of_a_step_have_names():
    network = small_network()
    x, y = blobs(9)
    network.loss_and_gradients(x, y)
    hidden = network.layers[0]
    assert hidden.z.shape == hidden.a.shape == hidden.delta.shape == (9, 6)
    assert hidden.a == pytest.approx(np.tanh(hidden.z))
    assert hidden.grad_weights == pytest.approx(x.T @ hidden.delta, rel=1e-4, abs=1e-6)
    assert hidden.grad_biases == pytest.approx(hidden.delta.sum(axis=0), rel=1e-4, abs=1e-6)
    p = (network.predict(x) - np.eye(3)[y]) / 9
    network.loss_and_gradients(x, y)
    assert network.layers[-1].delta == pytest.approx(p, rel=1e-4, abs=1e-6)


def test_asking_in_between_does_not_change_training():
    x, y = blobs()
    runs = []
    for ask in (False, True):
        network = small_network()
        trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.01))
        for i in range(20):
            trainer.step(x[i : i + 8], y[i : i + 8])
            if ask:
                network.predict(x[:1])
                list(network.evaluate(x, y, chunk=8))
        runs.append(network.parameters.copy())
    assert runs[0].tobytes() == runs[1].tobytes()


def test_same_seed_same_bits():
    x, y = blobs()
    results = []
    for _ in range(2):
        network = small_network(seed=7)
        trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.01), l2=0.01)
        for _ in range(30):
            trainer.step(x[:32], y[:32])
            trainer.step(x[32:], y[32:])
        results.append(network.parameters.tobytes())
    assert results[0] == results[1]


def test_the_activation_changes_while_the_weights_stay():
    network = small_network()
    x, y = blobs()
    network.loss_and_gradients(x, y)
    before = network.parameters.copy()
    hidden = [replace(spec, activation="sigmoid") for spec in network.specs[:-1]]
    network.set_hot([*hidden, network.specs[-1]])
    assert [layer.activation.name for layer in network.layers] == ["sigmoid", "sigmoid", "identity"]
    assert (network.parameters == before).all()
    network.loss_and_gradients(x, y)
    assert network.layers[1].a == pytest.approx(1 / (1 + np.exp(-network.layers[1].z)), rel=1e-5)


def test_hot_settings_reach_into_blocks():
    def layers(activation: str, rate: float) -> list[LayerSpec]:
        block = Residual(layers=(Dense(units=4, activation=activation), Dropout(rate=rate)))
        return [block, Dense(units=3, activation="identity")]

    network = Network(
        (4,), layers("relu", 0.1), rng=np.random.default_rng(0), dropout_rng=np.random.default_rng(1)
    )
    x, y = blobs()
    network.loss_and_gradients(x, y)
    before = network.parameters.copy()
    network.set_hot(layers("tanh", 0.6))
    network.loss_and_gradients(x, y)
    dense, dropout = network.layers[0].inner_layers
    assert dense.a == pytest.approx(np.tanh(dense.z), rel=1e-5)
    assert (dropout.a == 0).mean() == pytest.approx(0.6, abs=0.1)
    assert (network.parameters == before).all()
    with pytest.raises(ConfigError, match="kind dense, not dropout"):
        network.set_hot([network.specs[0], Dropout()])


def test_activation_does_not_change_what_is_drawn():
    made = [
        Network((4,), [Dense(units=3, activation=name)], rng=np.random.default_rng(3)).parameters
        for name in ("relu", "sigmoid")
    ]
    assert (made[0] == made[1]).all()


def test_a_copy_is_independent():
    network = small_network()
    twin = network.copy()
    assert (twin.parameters == network.parameters).all()
    twin.parameters += 1.0
    assert (twin.parameters != network.parameters).all()


def test_a_step_allocates_nothing():
    layers = [Dense(units=32), Dense(units=16, activation="sigmoid"), Dense(units=10, activation="identity")]
    network = Network((784,), layers, rng=np.random.default_rng(0))
    trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.01), l2=1e-4)
    x, y = trainer.batch(512)
    x[:] = np.random.default_rng(1).random(x.shape)
    y[:] = np.arange(512) % 10
    for _ in range(3):
        trainer.step(x, y)
    tracemalloc.start()
    try:
        for _ in range(3):
            trainer.step(x, y)
        tracemalloc.reset_peak()
        start, _ = tracemalloc.get_traced_memory()
        for _ in range(80):
            trainer.step(x, y)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    print(peak - start)
    assert peak - start < 4_000  # the smallest array of the step takes 20,480 bytes


def test_penalty_pulls_at_weights_only_and_is_told_apart():
    x, y = blobs()
    plain, decayed = small_network(dtype=np.float64), small_network(dtype=np.float64)
    for network, l2 in ((plain, 0.0), (decayed, 0.5)):
        sgd = make_optimizer("sgd", network.n_parameters, learning_rate=0.1, dtype=np.float64)
        trainer = Trainer(network, sgd, l2=l2)
        start = network.parameters.copy()
        squares = (start[network.weight_mask] ** 2).sum()
        if l2:
            assert trainer.last_penalty == pytest.approx(0.25 * squares)
        loss = trainer.step(x, y)
        if not l2:
            plain_loss = loss
    assert loss == plain_loss
    difference = plain.parameters - decayed.parameters
    expected = np.where(decayed.weight_mask, 0.1 * 0.5 * start, 0.0)
    assert difference == pytest.approx(expected, abs=1e-12)


def test_input_gradient_by_finite_differences():
    network = small_network(dtype=np.float64)
    x, y = blobs(3)
    x = x.astype(np.float64)
    gradient = network.input_gradient(x, y)
    assert gradient.shape == x.shape
    h = 1e-6
    for place in ((0, 0), (1, 2), (2, 3)):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        slope = (network.loss_and_gradients(up, y) - network.loss_and_gradients(down, y)) / (2 * h)
        assert gradient[place] == pytest.approx(slope, rel=1e-5, abs=1e-9)


def test_what_does_not_fit_is_refused_in_words():
    network = small_network()
    x, y = blobs(4)
    with pytest.raises(ShapeError, match="takes 4 numbers"):
        network.forward(x[:, :3])
    # What NumPy would spread over all inputs or examples.
    for misfit in (x[:, :1], x[0], np.array(["a"] * 16).reshape(4, 4)):
        with pytest.raises(ShapeError, match="takes 4 numbers"):
            network.forward(misfit)
    with pytest.raises(ShapeError, match="one whole number an example"):
        network.loss_and_gradients(x, np.eye(3, dtype=int)[y])
    with pytest.raises(ConfigError, match="at least 1 unit, not 0"):
        Network((4,), [Dense(units=0)], rng=np.random.default_rng(0))
    with pytest.raises(ShapeError, match="don't fit 3 classes"):
        network.loss_and_gradients(x, y + 1)
    with pytest.raises(ShapeError, match="3 labels don't fit 4"):
        network.loss_and_gradients(x, y[:3])
    with pytest.raises(ConfigError, match="no activation"):
        Network((4,), [Dense(units=2, activation="magic")], rng=np.random.default_rng(0))
    with pytest.raises(ConfigError, match="no initialisation"):
        small_network(initialization="magic")
    with pytest.raises(ConfigError, match="at least one layer"):
        Network((4,), [], rng=np.random.default_rng(0))


def test_the_textbook_neuron():
    """One linear neuron, w = 2, b = 1, x = 3, y = 10: loss (7 − 10)² = 9, gradient 2·(7 − 10)·3 = −18."""
    network = Network(
        (1,),
        [Dense(units=1, activation="identity")],
        loss="squared_error",
        rng=np.random.default_rng(0),
        dtype=np.float64,
    )
    network.named_parameters()["layer1.weights"][:] = 2.0
    network.named_parameters()["layer1.biases"][:] = 1.0
    loss = network.loss_and_gradients(np.array([[3.0]]), np.array([[10.0]]))
    assert loss == 9.0
    assert network.named_gradients()["layer1.weights"].item() == -18.0
    assert network.named_gradients()["layer1.biases"].item() == -6.0
