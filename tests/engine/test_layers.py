"""Layers against slow, plain formulas."""

import tracemalloc

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
    MaxPool2d,
    Network,
    Residual,
    Trainer,
    make_optimizer,
)
from playground.errors import ConfigError


def make(shape, layers, seed=0, **settings):
    settings.setdefault("dtype", np.float64)
    return Network(
        shape,
        layers,
        rng=np.random.default_rng(seed),
        dropout_rng=np.random.default_rng(seed + 1),
        loss="squared_error",
        **settings,
    )


def pictures(n=3, shape=(2, 6, 5), seed=5):
    return np.random.default_rng(seed).normal(size=(n, *shape))


@pytest.mark.parametrize(
    ("kernel", "stride", "padding"), [(3, 1, 0), (3, 1, 1), (2, 2, 0), (3, 2, 2), (1, 1, 0)]
)
def test_convolution(kernel, stride, padding):
    spec = Conv2d(channels=3, kernel_size=kernel, stride=stride, padding=padding, activation="identity")
    network = make((2, 6, 5), [spec])
    layer = network.layers[0]
    layer.biases[:] = [0.1, -0.2, 0.3]
    assert layer.weights.shape == (3, 2, kernel, kernel)
    x = pictures()
    network.forward(x)
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    channels, height, width = layer.output_shape
    expected = np.empty((3, channels, height, width))
    for i in range(height):
        for j in range(width):
            window = padded[:, :, i * stride : i * stride + kernel, j * stride : j * stride + kernel]
            expected[:, :, i, j] = np.einsum("nckl,ockl->no", window, layer.weights) + layer.biases
    assert layer.z == pytest.approx(expected)


@pytest.mark.parametrize(("size", "stride"), [(2, 0), (3, 1), (2, 3)])
@pytest.mark.parametrize(("spec", "take"), [(MaxPool2d, np.max), (AvgPool2d, np.mean)])
def test_pooling(spec, take, size, stride):
    network = make((2, 6, 5), [spec(size=size, stride=stride)])
    x = pictures()
    network.forward(x)
    layer, step = network.layers[0], stride or size
    _, height, width = layer.output_shape
    assert (height, width) == ((6 - size) // step + 1, (5 - size) // step + 1)
    for i in range(height):
        for j in range(width):
            window = x[:, :, i * step : i * step + size, j * step : j * step + size]
            assert layer.a[:, :, i, j] == pytest.approx(take(window, axis=(2, 3)))


def test_of_equal_pixels_the_first_gets_the_gradient():
    network = make((1, 2, 2), [MaxPool2d(), Dense(units=1, activation="identity")])
    network.layers[1].weights[:] = 1.0
    gradient = network.input_gradient(np.ones((1, 1, 2, 2)), np.zeros((1, 1)))
    assert gradient.reshape(-1).tolist() == [2.0, 0.0, 0.0, 0.0]


def test_flatten_keeps_the_order_of_channels_rows_and_columns():
    network = make((2, 6, 5), [Conv2d(channels=3, kernel_size=1, activation="identity"), Flatten()])
    x = pictures()
    output = network.forward(x)
    assert output == pytest.approx(network.layers[0].a.reshape(3, -1))
    assert (network.layers[1].a == output).all()


def test_pictures_may_come_flat():
    network = make((2, 6, 5), [Conv2d(channels=3), Dense(units=2)])
    x = pictures()
    shaped = network.forward(x).copy()
    assert (network.forward(x.reshape(3, -1)) == shaped).all()


def test_batch_norm_normalises_and_remembers():
    network = make((4,), [BatchNorm(momentum=0.1, epsilon=0.0)])
    x = np.random.default_rng(0).normal(3.0, 2.0, size=(50, 4))
    out = network.forward(x, train=True)
    assert out.mean(axis=0) == pytest.approx(np.zeros(4), abs=1e-12)
    assert out.var(axis=0) == pytest.approx(np.ones(4))
    state = network.named_state()
    assert state["layer1.running_mean"] == pytest.approx(0.1 * x.mean(axis=0))
    assert state["layer1.running_variance"] == pytest.approx(0.9 + 0.1 * x.var(axis=0, ddof=1))
    network.layers[0].parameters["scales"][:] = 2.0
    network.layers[0].parameters["shifts"][:] = 1.0
    expected = (x - 0.1 * x.mean(axis=0)) / np.sqrt(state["layer1.running_variance"]) * 2.0 + 1.0
    assert network.forward(x) == pytest.approx(expected)


def test_batch_norm_of_pictures_goes_by_channel():
    network = make((2, 6, 5), [BatchNorm(epsilon=0.0)])
    out = network.forward(pictures(n=20), train=True).reshape(20, 2, 6, 5)
    assert out.mean(axis=(0, 2, 3)) == pytest.approx(np.zeros(2), abs=1e-12)
    assert out.var(axis=(0, 2, 3)) == pytest.approx(np.ones(2))
    assert network.named_state()["layer1.running_mean"].shape == (2,)


def test_layer_norm_goes_by_example():
    for shape in ((7,), (2, 3, 4)):
        network = make(shape, [LayerNorm(epsilon=0.0)])
        out = network.forward(np.random.default_rng(0).normal(5, 3, size=(6, *shape)))
        assert out.mean(axis=1) == pytest.approx(np.zeros(6), abs=1e-12)
        assert out.var(axis=1) == pytest.approx(np.ones(6))


def test_dropout_drops_its_share_and_scales_the_rest():
    network = make((1000,), [Dropout(rate=0.3)])
    x = np.ones((50, 1000))
    out = network.forward(x, train=True)
    assert (out == 0).mean() == pytest.approx(0.3, abs=0.01)
    assert out[out != 0] == pytest.approx(1 / 0.7)
    first = out.copy()
    assert (network.forward(x, train=True) != first).any()
    assert (network.forward(x) == 1.0).all()


def test_the_dropout_rate_is_hot():
    network = make((1000,), [Dropout(rate=0.3)])
    network.layers[0].rate = 0.8
    out = network.forward(np.ones((50, 1000)), train=True)
    assert (out == 0).mean() == pytest.approx(0.8, abs=0.01)


def test_dropout_needs_a_generator():
    network = Network((3,), [Dropout()], rng=np.random.default_rng(0))
    with pytest.raises(ConfigError, match="dropout_rng"):
        network.forward(np.zeros((1, 3)), train=True)


def test_a_residual_block_adds_its_input():
    block = Residual(layers=(Dense(units=5, activation="tanh"), Dense(units=4, activation="identity")))
    network = make((4,), [block])
    x = np.random.default_rng(0).normal(size=(3, 4))
    p = network.named_parameters()
    assert list(p) == [
        "layer1.layer1.weights",
        "layer1.layer1.biases",
        "layer1.layer2.weights",
        "layer1.layer2.biases",
    ]
    inside = np.tanh(x @ p["layer1.layer1.weights"]) @ p["layer1.layer2.weights"]
    assert network.forward(x) == pytest.approx(x + inside)


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        ([Conv2d(channels=2)], (784,), "needs pictures"),
        ([MaxPool2d()], (784,), "needs pictures"),
        ([Conv2d(channels=2, kernel_size=9)], (1, 6, 6), "9×9 kernel doesn't fit 6×6"),
        ([Conv2d(channels=0)], (1, 6, 6), "at least 1"),
        ([MaxPool2d(size=7)], (1, 6, 6), "7×7 window doesn't fit"),
        ([Dropout(rate=1.0)], (4,), "below 1"),
        ([Residual(layers=(Dense(units=3),))], (4,), "keep the shape"),
        ([Residual(layers=())], (4,), "at least one layer inside"),
    ],
)
def test_what_cannot_be_built_is_explained(layers, shape, message):
    with pytest.raises(ConfigError, match=message):
        make(shape, layers)


def small_cnn():
    return [
        Conv2d(channels=4, kernel_size=3, padding=1, activation="identity"),
        BatchNorm(activation="relu"),
        MaxPool2d(),
        Residual(layers=(Conv2d(channels=4, kernel_size=3, padding=1),)),
        AvgPool2d(),
        Dropout(rate=0.2),
        Dense(units=2, activation="identity"),
    ]


def test_a_convolutional_network_learns_with_batches_of_any_size():
    """Horizontal against vertical stripes."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 70)
    stripes = np.where(np.arange(8) % 2, 1.0, -1.0)
    x = rng.normal(0, 0.5, (70, 1, 8, 8))
    x += np.where(y == 0, 1.0, 0.0)[:, None, None, None] * stripes[:, None]
    x += np.where(y == 1, 1.0, 0.0)[:, None, None, None] * stripes
    x = x.astype(np.float32)
    network = make((1, 8, 8), small_cnn(), dtype=np.float32)
    network.set_loss("softmax_cross_entropy")
    trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.02))
    for _ in range(15):
        for start in (0, 32, 64):
            trainer.step(x[start : start + 32], y[start : start + 32])
    *_, evaluation = network.evaluate(x, y, chunk=33)
    assert evaluation.accuracy > 0.95


def test_a_copy_takes_the_statistics_along():
    network = make((1, 8, 8), small_cnn())
    x = pictures(n=6, shape=(1, 8, 8))
    network.forward(x, train=True)
    assert (network.copy().forward(x) == network.forward(x)).all()


def test_results_do_not_depend_on_earlier_batch_sizes():
    used, fresh = make((1, 8, 8), small_cnn()), make((1, 8, 8), small_cnn())
    x = pictures(n=9, shape=(1, 8, 8))
    used.forward(x)
    used.forward(x[:4])
    assert (used.forward(x[:2]) == fresh.forward(x[:2])).all()


@pytest.mark.parametrize(
    "layers",
    [
        [Conv2d(channels=8, padding=1), BatchNorm(), MaxPool2d(), Conv2d(channels=8)],
        [Conv2d(channels=8, stride=2), AvgPool2d(size=3, stride=2), Flatten(), Dense(units=8), LayerNorm()],
        [Conv2d(channels=4, padding=1), Residual(layers=(Conv2d(channels=4, padding=1),)), Dropout(rate=0.5)],
        [Dropout(rate=0.1), Conv2d(channels=4), LayerNorm(), Dropout(rate=0.5), MaxPool2d(), LayerNorm()],
        [Residual(layers=(LayerNorm(), Dropout(rate=0.1))), LayerNorm(), Residual(layers=(BatchNorm(),))],
        [BatchNorm(), Residual(layers=(LayerNorm(),)), LayerNorm(), AvgPool2d(), LayerNorm(), BatchNorm()],
    ],
    ids=["max pooling", "overlapping windows", "block", "dropout", "blocks", "normalisation"],
)
def test_a_convolutional_step_makes_no_array(layers):
    network = make((1, 28, 28), [*layers, Dense(units=10)], dtype=np.float32)
    trainer = Trainer(network, make_optimizer("adam", network.n_parameters, learning_rate=0.01))
    x = np.random.default_rng(0).random((64, 784), dtype=np.float32)
    y = np.arange(64) % 10
    for _ in range(3):
        trainer.step(x, y)
    tracemalloc.start()
    try:
        trainer.step(x, y)
        tracemalloc.reset_peak()
        start, _ = tracemalloc.get_traced_memory()
        trainer.step(x, y)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - start < 4_000
