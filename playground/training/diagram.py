"""The network as a picture: which units are shown, what they answer, and the weights between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.engine import Layer, Network
from playground.training.messages import Diagram, DiagramLayer, FloatArray

MAX_UNITS = 24
"""Units shown of a layer; of a larger one an even selection that stays the same."""


class DiagramMaker:
    """Makes the diagram part of a snapshot: for the drawing, or else for the first test example."""

    def __init__(self, network: Network, dataset: Dataset) -> None:
        self._network = network
        self._image_shape = dataset.image_shape
        self._shape = dataset.image_shape or dataset.input_shape
        self._example = dataset.x_test[:1]
        self._shown = [_even_selection(_n_units(layer)) for layer in network.layers]

    def view(self, probe: FloatArray | None) -> Diagram:
        """The value that a snapshot carries: activations for `probe`, or for the fixed example."""
        x = self._example if probe is None else np.asarray(probe, np.float32).reshape(1, -1)
        with np.errstate(all="ignore"):
            outputs = self._network.forward(x)
            probabilities = self._network.loss.probabilities(outputs)[0]
        layers = []
        before: NDArray[np.int64] | None = None
        for layer, shown in zip(self._network.layers, self._shown, strict=True):
            layers.append(self._layer(layer, shown, before))
            before = shown
        shape = self._shape if x.size == int(np.prod(self._shape)) else x.shape[1:]
        return Diagram(
            input=_fresh(x.reshape(shape)), layers=tuple(layers), probabilities=_fresh(probabilities)
        )

    def _layer(
        self, layer: Layer, shown: NDArray[np.int64], before: NDArray[np.int64] | None
    ) -> DiagramLayer:
        a, weights = layer.a, layer.weights
        assert a is not None
        links = np.zeros((0, len(shown)), np.float32)
        pictures = None
        if weights is not None and weights.ndim == 2:
            if before is not None and weights.shape[0] == _n_units_before(before, weights):
                links = weights[np.ix_(before, shown)]
            elif before is None and self._image_shape is not None:
                pictures = _fresh(weights[:, shown].T.reshape(len(shown), *self._image_shape))
            elif before is None:
                links = weights[:, shown]
        return DiagramLayer(
            name=layer.name,
            kind=layer.kind,
            activation=layer.activation.name,
            n_units=_n_units(layer),
            units=shown,
            activations=_fresh(a.reshape(-1)[shown]),
            links=_fresh(links),
            pictures=pictures,
            pre_activations=None if layer.z is None else _fresh(layer.z.reshape(-1)[shown]),
            biases=None if layer.biases is None else _fresh(layer.biases.reshape(-1)[shown]),
        )


def _n_units(layer: Layer) -> int:
    return int(np.prod(layer.output_shape))


def _n_units_before(before: NDArray[np.int64], weights: FloatArray) -> int:
    """The fan_in if the shown units of the layer before lie inside it, so that they can be looked up."""
    return int(weights.shape[0]) if len(before) and before[-1] < weights.shape[0] else -1


def _even_selection(n: int) -> NDArray[np.int64]:
    shown = np.unique(np.linspace(0, n - 1, min(n, MAX_UNITS)).round().astype(np.int64))
    shown.flags.writeable = False
    return shown


def _fresh(values: NDArray[np.floating]) -> FloatArray:
    array = np.array(values, np.float32, order="C")
    array.flags.writeable = False
    return array
