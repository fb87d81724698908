"""What a step leaves behind, in numbers for the instruments. Nothing here costs anything unless asked for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.arrays import FloatArray
from playground.engine.network import Network


def layer_names(network: Network) -> tuple[str, ...]:
    """Names of the layers that have weights, from input to output; the order of all arrays below."""
    return tuple(network.weight_slices)


def rms_by_layer(network: Network, vector: FloatArray) -> FloatArray:
    """Root mean square of a flat vector over the weights of each layer (biases left out), float32
    (n_weight_layers,).

    The mean and not the sum: a norm grows with the size of the layer, so that big layers would look stronger.
    """
    result = np.empty(len(network.weight_slices), np.float32)
    for index, part in enumerate(network.weight_slices.values()):
        weights = vector[part]
        # Squares of float32 below 1e-19 would vanish, and gradients of deep sigmoid networks are that small.
        peak = float(np.max(np.abs(weights))) if weights.size else 0.0
        if peak == 0.0 or not np.isfinite(peak):
            result[index] = peak
            continue
        scaled = weights / peak
        result[index] = peak * (float(np.dot(scaled, scaled)) / weights.size) ** 0.5
    return result


def gradient_rms(network: Network) -> FloatArray:
    """RMS of ∂L/∂w by layer."""
    return rms_by_layer(network, network.gradients)


def weight_rms(network: Network) -> FloatArray:
    """RMS of the weights by layer."""
    return rms_by_layer(network, network.parameters)


class NonFinite(NamedTuple):
    """Where the first number that isn't finite was found."""

    layer_index: int
    layer_name: str
    quantity: str
    value: float


def find_non_finite(network: Network) -> NonFinite | None:
    """The first quantity of the last pass that left the finite range, in the order in which a step computes
    them.

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
