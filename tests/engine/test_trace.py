import copy
import pickle

import numpy as np
import pytest
from trace_networks import Twins, random_batch, random_trainer

from playground.engine import Dense, Network, Trainer, make_optimizer
from playground.engine.paths import contributions, paths_to, shares
from playground.engine.trace import StepTrace, trace_step


def frozen_bits(trainer: Trainer) -> list[bytes]:
    network = trainer.network
    rngs = [layer.rng.bit_generator.state for layer in network.all_layers() if hasattr(layer, "rng")]
    arrays = [network.parameters, network.gradients, *trainer.optimizer.state_arrays().values()]
    arrays += list(network.named_state().values())
    return [a.tobytes() for a in arrays] + [repr(rngs).encode(), repr(trainer.optimizer.n_steps).encode()]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("seed", range(40))
def test_the_traced_update_is_the_one_that_comes_and_asking_changes_no_bit(
    seed: int, dtype: type[np.floating]
) -> None:
    trainer, x, y = random_trainer(seed, dtype)
    before = frozen_bits(trainer)
    trace = trace_step(trainer, x, y, row=1)
    assert frozen_bits(trainer) == before
    np.testing.assert_array_equal(trace.update.before, trainer.network.parameters)

    loss = trainer.step(x, y)

    assert loss == trace.loss.mean
    np.testing.assert_array_equal(trainer.network.parameters, trace.update.after)
    np.testing.assert_array_equal(trainer.network.gradients, trace.update.gradient)
    for name, values in trainer.optimizer.state_arrays().items():
        np.testing.assert_array_equal(values, trace.update.state_after[name])
    for layer, traced in zip(trainer.network.layers, trace.layers, strict=True):
        np.testing.assert_array_equal(layer.a, traced.a)
        np.testing.assert_array_equal(layer.z, traced.z)


@pytest.mark.parametrize("seed", range(60))
def test_the_parts_of_a_trace_fit_together(seed: int) -> None:
    trainer, x, y = random_trainer(seed)
    trace = trace_step(trainer, x, y)

    assert trace.loss.per_example.sum() / trace.loss.total_weight == pytest.approx(trace.loss.mean)
    np.testing.assert_array_equal(trace.loss.gradient.reshape(-1), trace.layers[-1].grad_a.reshape(-1))
    for layer in trace.all_layers():
        np.testing.assert_allclose(layer.delta, layer.grad_a * layer.slope, atol=1e-14)
    for name, (_, _, shape) in trace.layout.items():
        index = tuple(int(np.random.default_rng(seed).integers(side)) for side in shape)
        assert shares(trace, name, index).sum() == pytest.approx(trace.gradient(name)[index], abs=1e-13)
    change = trace.update.after - trace.update.before
    np.testing.assert_allclose(trace.update.change, change, atol=1e-14)
    penalised = trace.update.data_gradient.copy()
    for name in trace.weight_names:
        w = trace.before(name)
        trace.part(penalised, name)[...] += trainer.l1 * np.sign(w) + trainer.l2 * w
    np.testing.assert_allclose(trace.update.penalised, penalised, atol=1e-14)
    limit = trainer.clip_value or np.inf
    clipped = np.clip(penalised, -limit, limit) * trace.update.clip_factor
    np.testing.assert_allclose(trace.update.gradient, clipped, atol=1e-14)


@pytest.mark.parametrize("seed", range(200))
def test_every_gradient_agrees_with_a_central_difference(seed: int) -> None:
    trainer, x, y = random_trainer(seed)
    trainer.network.set_loss("squared_error" if trainer.network.n_outputs == 1 else "softmax_cross_entropy")
    trace = trace_step(trainer, x, y)
    twins = Twins(trainer)
    rng = np.random.default_rng(seed)
    scale = float(np.abs(trace.update.data_gradient).max())
    for place in rng.choice(trace.update.before.size, min(12, trace.update.before.size), replace=False):
        numeric = central_difference(twins, x, y, int(place))
        analytic = trace.update.data_gradient[place]
        assert abs(numeric - analytic) <= 1e-5 * max(abs(numeric), abs(analytic), 1e-4 * scale)


def central_difference(twins: Twins, x: np.ndarray, y: np.ndarray, place: int, h: float = 1e-5) -> float:
    losses = []
    for sign in (1, -1):
        twin = twins.next()
        here = twin.parameters[place]
        twin.parameters[place] = here + sign * h
        losses.append(twin.loss_and_gradients(x, y))
        twin.parameters[place] = here
    return (losses[0] - losses[1]) / (2 * h)


def test_the_layers_of_a_batch_too_large_to_keep_hold_the_chosen_example() -> None:
    rng = np.random.default_rng(0)
    network = Network((700,), [Dense(units=400), Dense(units=2, activation="identity")], rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    x, y = random_batch(network, rng, 900)
    trace = trace_step(trainer, x, y, row=850)
    assert len(trace.rows) < 900
    assert trace.rows[trace.row] == 850
    np.testing.assert_array_equal(trace.layers[0].x[trace.row], x[850])
    assert trace.loss.per_example.shape == (900,)


def test_the_whole_set_in_chunks_gives_the_gradient_of_all_and_the_share_of_one() -> None:
    rng = np.random.default_rng(3)
    layers = [Dense(units=5, activation="tanh"), Dense(units=3, activation="identity")]
    network = Network((4,), layers, rng=rng, dtype=np.float64)
    optimizer = make_optimizer("momentum", network.n_parameters, learning_rate=0.1, dtype=np.float64)
    trainer = Trainer(network, optimizer)
    x, y = random_batch(network, rng, 50)
    whole = trace_step(trainer, x, y, row=33)
    chunked = trace_step(trainer, x, y, row=33, scope="all", chunk=16)
    assert chunked.loss.mean == pytest.approx(whole.loss.mean)
    assert chunked.loss.mean_after == pytest.approx(whole.loss.mean_after)
    np.testing.assert_allclose(chunked.update.after, whole.update.after)
    assert len(chunked.layers[0].x) == 1
    np.testing.assert_allclose(chunked.layers[0].delta[0], whole.layers[0].delta[33])


def test_a_trace_survives_the_pipe_and_is_small_enough() -> None:
    rng = np.random.default_rng(0)
    layers = [Dense(units=128), Dense(units=64), Dense(units=10, activation="identity")]
    network = Network((784,), layers, rng=rng)
    trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.001))
    encoded = pickle.dumps(trace_step(trainer, *random_batch(network, rng, 32)))
    assert len(encoded) < 6e6
    trace = pickle.loads(encoded)
    assert isinstance(trace, StepTrace)
    assert trace.layers[1].x is trace.layers[0].a, "sent once, shown twice"


@pytest.mark.parametrize("seed", range(60))
def test_all_paths_together_are_the_share_of_the_example(seed: int) -> None:
    trainer, x, y = random_trainer(seed)
    trace = trace_step(trainer, x, y)
    if any(layer.kind in ("batch_norm",) or len(layer.output_shape) == 3 for layer in trace.all_layers()):
        k = 4
    else:
        k = 4000
    for name, (_, _, shape) in trace.layout.items():
        index = tuple(0 for _ in shape)
        found = paths_to(trace, name, index, k)
        assert found.share == pytest.approx(shares(trace, name, index)[trace.row])
        for path in found.paths:
            assert np.prod([step.factor for step in path.steps]) == pytest.approx(path.product, abs=1e-15)
        sizes = [abs(path.product) for path in found.paths]
        assert sizes == sorted(sizes, reverse=True)
        if k == 4000:
            assert found.rest == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("seed", range(40))
def test_the_strongest_paths_are_those_of_a_search_through_all(seed: int) -> None:
    trainer, x, y = random_trainer(seed)
    trace = trace_step(trainer, x, y)
    name = next(iter(trace.layout))
    index = tuple(0 for _ in trace.layout[name][2])
    few, many = paths_to(trace, name, index, 3), paths_to(trace, name, index, 60)
    np.testing.assert_allclose(
        [abs(p.product) for p in few.paths],
        [abs(p.product) for p in many.paths[: len(few.paths)]],
        atol=1e-15,
    )


def test_a_dense_network_counts_its_paths() -> None:
    rng = np.random.default_rng(0)
    layers = [Dense(units=6), Dense(units=5), Dense(units=4, activation="identity")]
    network = Network((3,), layers, rng=rng)
    trainer = Trainer(network, make_optimizer("sgd", network.n_parameters, learning_rate=0.1))
    trace = trace_step(trainer, *random_batch(network, rng, 2))
    assert paths_to(trace, "layer1.weights", (0, 0)).n_paths == 20
    assert paths_to(trace, "layer3.biases", (1,)).n_paths == 1


def test_contributions_of_a_kernel_weight_are_the_pixels_that_it_met() -> None:
    trainer, x, y = random_trainer(next(s for s in range(99) if has_convolution(s)))
    trace = trace_step(trainer, x, y)
    layer = next(layer for layer in trace.all_layers() if layer.kind == "conv2d")
    units, inputs = contributions(trace, f"{layer.name}.weights", (0, 0, 0, 0))
    assert len(units) == inputs.shape[1] == np.prod(layer.output_shape[1:])


def has_convolution(seed: int) -> bool:
    return any(layer.kind == "conv2d" for layer in random_trainer(seed)[0].network.all_layers())


def test_a_copied_trainer_shares_no_memory() -> None:
    trainer, x, y = random_trainer(5)
    kept = copy.deepcopy(trainer.network.parameters)
    trainer.copy().step(x, y)
    np.testing.assert_array_equal(trainer.network.parameters, kept)
