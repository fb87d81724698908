"""The loss on a plane through weight space: L(θ + α·d₁ + β·d₂) on a grid of α and β.

A dense first layer's pre-activations are linear in α and β, so x@W + b, x@D₁ + d₁ and x@D₂ + d₂ are computed
once for the whole grid (25×25 points of 784-128-64-10 on 256 examples: a fifth of the time). The work comes
in slices and on a copy of the network, so that it can run while the original goes on learning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray
from playground.engine.layers.dense import DenseLayer
from playground.engine.network import Network
from playground.engine.passes import Pass

SLICE = 40_000_000
"""Multiplications in one slice of work: about a millisecond."""


def filter_normalised_directions(network: Network, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Two random directions, unit by unit as long as the weights (Li et al. 2018, section 4).

    Without this a direction moves small weights relatively further than large ones, and the picture shows the
    scale of the weights instead of the shape of the loss. As in the paper's code, biases (and the scales and
    shifts of a normalisation) stay where they are. The two are nearly at right angles, not exactly.
    """
    return _filter_normalised(network, rng), _filter_normalised(network, rng)


def _filter_normalised(network: Network, rng: np.random.Generator) -> FloatArray:
    direction = np.zeros_like(network.parameters)
    for layer in network.weight_layers:
        part = direction[network.weight_slices[layer.name]].reshape(layer.parameters["weights"].shape)
        by_unit = layer.weights_by_unit()
        drawn = rng.standard_normal(by_unit.shape)
        length = np.linalg.norm(by_unit.astype(np.float64), axis=0)
        # A unit without weights (initialisation with zeros) would have no direction at all.
        length[length == 0.0] = 1.0
        layer.weights_by_unit(part)[...] = drawn * (length / np.linalg.norm(drawn, axis=0))
    return direction


class LossSurface:
    """A grid of losses, computed slice by slice.

    Parameters
    ----------
    network : Network
        Copied; it may go on learning.
    x, y : ndarray
        Examples, and their labels (n,) or targets (n, n_outputs).
    direction_1, direction_2 : ndarray, shape (n_parameters,)
    alphas, betas : ndarray
        Coordinates along the first and the second direction.
    centre : ndarray, shape (n_parameters,), optional
        θ; by default the present parameters.
    """

    def __init__(
        self,
        network: Network,
        x: NDArray[Any],
        y: NDArray[Any],
        direction_1: FloatArray,
        direction_2: FloatArray,
        alphas: NDArray[Any],
        betas: NDArray[Any],
        *,
        centre: FloatArray | None = None,
    ) -> None:
        dtype = network.dtype
        self._network = network.copy()
        self._directions = direction_1.astype(dtype), direction_2.astype(dtype)
        self._centre = (network.parameters if centre is None else centre).astype(dtype)
        self.alphas, self.betas = np.asarray(alphas), np.asarray(betas)
        self.loss: NDArray[np.float32] = np.full((len(betas), len(alphas)), np.nan, np.float32)
        """Mean data loss, (n_betas, n_alphas); NaN where not yet computed, infinite where it overflows."""
        self._x = np.ascontiguousarray(x, dtype).reshape(len(x), -1)
        self._y = y
        first, *others = self._network.layers
        self._is_split = isinstance(first, DenseLayer) and bool(others)
        # The first layer's parameters needn't move where its pre-activations are known for the whole grid.
        n_still = sum(p.size for p in first.parameters.values()) if self._is_split else 0
        self._moving = slice(n_still, None)

    def run(self) -> Iterator[float]:
        """Do the work; yields the share that is done after every slice of a millisecond or two."""
        parts = list(self._make_parts())
        for part in parts:
            for vector in (self._centre, *self._directions):
                part.project(vector)
                yield 0.0
        weights = [part.weight for part in parts]
        n_done, n_points = 0, self.loss.size
        for j, beta in enumerate(self.betas):
            base = self._centre[self._moving] + float(beta) * self._directions[1][self._moving]
            for part in parts:
                part.start_row(float(beta))
            for i, alpha in enumerate(self.alphas):
                total = 0.0
                with np.errstate(over="ignore", invalid="ignore"):
                    self._move(base, float(alpha))
                for part, weight in zip(parts, weights, strict=True):
                    # Far out a loss may overflow; that is no reason to warn.
                    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                        total += part.loss_at(float(alpha)) * weight
                    yield n_done / n_points
                self.loss[j, i] = total / sum(weights) if np.isfinite(total) else np.inf
                n_done += 1
        yield 1.0

    def _move(self, base: FloatArray, alpha: float) -> None:
        parameters = self._network.parameters[self._moving]
        np.multiply(self._directions[0][self._moving], alpha, out=parameters)
        np.add(parameters, base, out=parameters)

    def _make_parts(self) -> Iterator[_Part]:
        layers = self._network.layers
        part_class = _SplitPart if self._is_split else _Part
        cost = sum(layer.n_multiplications for layer in layers[part_class.first_layer :])
        n_rows = max(16, SLICE // max(cost, 1))
        for start in range(0, len(self._x), n_rows):
            rows = slice(start, start + n_rows)
            yield part_class(self._network, self._x[rows], self._y[rows])


class _Part:
    """Some of the examples, for any network."""

    first_layer = 0

    def __init__(self, network: Network, x: FloatArray, y: NDArray[Any]) -> None:
        self._x = x
        n = len(x)
        buffers = Buffers(network.dtype)
        layers = network.layers[self.first_layer :]
        self._pass = Pass(layers, layers[0].input_shape, n, buffers)
        if self.first_layer == 0:
            self._pass.set_input(x)
        targets = network.loss.targets_of(y, network.n_outputs, network.dtype)
        self.weight = network.loss.total_weight(targets)
        self._loss = network.loss.bind(self._pass.output, targets, None, buffers)

    def project(self, vector: FloatArray) -> None:
        """Compute what holds for the whole grid: once for θ, d₁ and d₂ in turn."""

    def start_row(self, beta: float) -> None:
        """Compute what holds for one row of the grid."""

    def loss_at(self, alpha: float) -> float:
        """Mean loss of these examples; the network has been moved there."""
        self._pass.forward()
        return self._loss()


class _SplitPart(_Part):
    """Some of the examples, for a network whose first layer is dense."""

    first_layer = 1

    def __init__(self, network: Network, x: FloatArray, y: NDArray[Any]) -> None:
        super().__init__(network, x, y)
        first = network.layers[0]
        assert isinstance(first, DenseLayer)
        self._first = first
        shape = (len(x), first.fan_out)
        self._along: list[FloatArray] = []
        self._row = np.empty(shape, network.dtype)
        self._z = np.empty(shape, network.dtype)
        self._scratch = Buffers(network.dtype).elementwise_scratch(shape)

    def project(self, vector: FloatArray) -> None:
        n_weights = self._first.fan_in * self._first.fan_out
        w = vector[:n_weights].reshape(self._first.fan_in, self._first.fan_out)
        b = vector[n_weights : n_weights + self._first.fan_out]
        self._along.append(self._x @ w + b)

    def start_row(self, beta: float) -> None:
        np.multiply(self._along[2], beta, out=self._row)
        np.add(self._row, self._along[0], out=self._row)

    def loss_at(self, alpha: float) -> float:
        np.multiply(self._along[1], alpha, out=self._z)
        np.add(self._z, self._row, out=self._z)
        self._first.activation.value(self._z, self._pass.x, self._scratch)
        if self._first.silenced.size:
            self._pass.x[:, self._first.silenced] = 0.0
        return super().loss_at(alpha)
