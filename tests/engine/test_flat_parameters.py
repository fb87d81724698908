"""The vectors and the views of the layers are the same memory."""

import numpy as np

from playground.engine import BatchNorm, Conv2d, Dense, Flatten, Network, Residual


def test_every_entry_belongs_to_one_parameter():
    layers = [
        Conv2d(channels=2, kernel_size=3),
        BatchNorm(),
        Flatten(),
        Residual(layers=(Dense(units=32),)),
        Dense(units=3, activation="identity"),
    ]
    network = Network((1, 6, 6), layers, rng=np.random.default_rng(0))
    for vector, views in (
        (network.parameters, network.named_parameters()),
        (network.gradients, network.named_gradients()),
    ):
        vector[:] = np.arange(vector.size)
        together = np.concatenate([view.reshape(-1) for view in views.values()])
        np.testing.assert_array_equal(together, vector)
    weights = [name for name in network.named_parameters() if name.endswith(".weights")]
    assert [f"{name}.weights" for name in network.weight_slices] == weights
    for name, part in network.weight_slices.items():
        np.testing.assert_array_equal(
            network.named_parameters()[f"{name}.weights"].reshape(-1), network.parameters[part]
        )
