"""What a step leaves behind, in numbers for the instruments. Nothing here costs anything unless asked for.

Each is a function of the network after a step (`Trainer.step` or `Network.loss_and_gradients`); arrays with
one value a layer go over the layers that have weights, in the order of `layer_names`.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray
from playground.engine.layers import Layer
from playground.engine.network import Network
from playground.engine.optimizers import Optimizer

SATURATED = 0.05
"""A unit is saturated where its slope is below this share of the steepest slope of its activation."""


def layer_names(network: Network) -> tuple[str, ...]:
    """Names of the layers that have weights, from input to output; the order of all arrays below."""
    return tuple(network.weight_slices)


def rms(values: FloatArray) -> float:
    """Root mean square, without underflow.

    Squares of float32 vanish below 1e-19, and gradients of deep sigmoid networks are that small.
    """
    if values.size == 0:
        return 0.0
    peak = float(np.max(np.abs(values)))
    if peak == 0.0 or not np.isfinite(peak):
        return peak
    scaled = values.reshape(-1) / peak
    return peak * math.sqrt(float(np.dot(scaled, scaled)) / values.size)


def rms_by_layer(network: Network, vector: FloatArray) -> FloatArray:
    """RMS of a flat vector over the weights of each layer (biases left out), float32 (n_weight_layers,).

    The mean and not the sum: a norm grows with the size of the layer, so that big layers would look stronger.
    """
    return np.array([rms(vector[part]) for part in network.weight_slices.values()], np.float32)


def gradient_rms(network: Network) -> FloatArray:
    """RMS of ∂L/∂w by layer."""
    return rms_by_layer(network, network.gradients)


def weight_rms(network: Network) -> FloatArray:
    """RMS of the weights by layer."""
    return rms_by_layer(network, network.parameters)


def update_rms(network: Network, optimizer: Optimizer) -> FloatArray:
    """RMS of what the last step added to the weights, by layer; computed again from the optimiser's state."""
    return rms_by_layer(network, optimizer.last_update())


def update_ratio(network: Network, optimizer: Optimizer) -> FloatArray:
    """RMS of the last update over RMS of the weights, by layer.

    About 0.001 is healthy; NaN where all weights are 0.
    """
    updates, weights = update_rms(network, optimizer), weight_rms(network)
    return np.divide(updates, weights, out=np.full_like(updates, np.nan), where=weights > 0.0)


def slope_rms(layer: Layer) -> float:
    """RMS of f'(z) over units and batch: by how much the activation shortens the gradient going back."""
    return rms(_slope(layer))


def weight_factor(layer: Layer) -> float:
    """√fan_out · RMS of the weights of a layer: by how much Wᵀ stretches a gradient of random direction.

    With random weights of this RMS the RMS of δ_{k-1} before f' is about this factor times that of δ_k.
    """
    by_unit = layer.weights_by_unit()
    return float(np.sqrt(by_unit.shape[1])) * rms(by_unit)


def dead_share(layer: Layer) -> float:
    """Share of the units that passed no gradient back for any example of the last batch."""
    slope = _slope(layer)
    return float(np.mean(~np.any(slope.reshape(len(slope), -1) != 0.0, axis=0)))


def saturated_share(layer: Layer) -> float:
    """Share of the activations of the last batch on a nearly flat part of their function."""
    grid = np.linspace(-8.0, 8.0, 321)
    steepest = float(np.max(np.abs(layer.activation.slope(grid))))
    return float(np.mean(np.abs(_slope(layer)) < SATURATED * steepest))


def _slope(layer: Layer) -> FloatArray:
    if layer.z is None or layer.a is None:
        raise ValueError(f"{layer.name} has not computed anything yet.")
    z, a = np.ascontiguousarray(layer.z), np.ascontiguousarray(layer.a)
    slope = np.empty_like(z)
    layer.activation.derivative(z, a, slope, Buffers(z.dtype).elementwise_scratch(z.shape))
    slope[:, layer.silenced] = 0.0
    return slope


def gradient_noise(network: Network, x: NDArray[Any], y: NDArray[Any], batch_size: int) -> FloatArray:
    """Relative noise of a batch's gradient by layer.

    RMS of (batch gradient − full gradient) over RMS of the full gradient: above 1 a single batch points
    hardly anywhere near downhill. Goes through all examples once, batch by batch (the last, smaller one is
    left out), on a copy of the network.
    """
    twin = network.copy()
    batches = [slice(i, i + batch_size) for i in range(0, len(x) - batch_size + 1, batch_size)]
    if not batches:
        raise ValueError(f"{len(x)} examples don't make one batch of {batch_size}.")
    total = np.zeros(twin.n_parameters)
    squares = np.zeros(twin.n_parameters)
    for part in batches:
        twin.loss_and_gradients(x[part], y[part])
        total += twin.gradients
        squares += twin.gradients.astype(np.float64) ** 2
    mean = total / len(batches)
    variance = np.maximum(squares / len(batches) - mean**2, 0.0)
    noise = rms_by_layer(twin, np.sqrt(variance))
    signal = rms_by_layer(twin, mean)
    return np.divide(noise, signal, out=np.full_like(noise, np.inf), where=signal > 0.0)


def histogram(
    values: FloatArray, n_bins: int, low: float, high: float
) -> tuple[NDArray[np.int64], FloatArray]:
    """Counts of `values` in equal bins from `low` to `high`, and the edges; values outside aren't counted."""
    counts, edges = np.histogram(values, n_bins, (low, high))
    return counts.astype(np.int64), edges.astype(np.float32)


class NonFinite(NamedTuple):
    """Where the first number that isn't finite was found."""

    layer_index: int
    layer_name: str
    quantity: str
    value: float


def find_non_finite(network: Network) -> NonFinite | None:
    """The first quantity that left the finite range, in the order in which a step computes them.

    Forward z and a, then backward δ and the gradients, then the parameters.
    """
    layers = tuple(network.all_layers())
    forward = [(i, layer, q, getattr(layer, q)) for i, layer in enumerate(layers) for q in ("z", "a")]
    backward = [
        (i, layer, q, values)
        for i, layer in reversed(tuple(enumerate(layers)))
        for q, values in (
            ("delta", layer.delta),
            *((f"grad_{name}", g) for name, g in layer.gradients.items()),
        )
    ]
    parameters = [(i, layer, q, p) for i, layer in enumerate(layers) for q, p in layer.parameters.items()]
    for index, layer, quantity, values in (*forward, *backward, *parameters):
        if values is None:
            continue
        finite = np.isfinite(values)
        if not finite.all():
            return NonFinite(index, layer.name, quantity, float(values[~finite][0]))
    return None
