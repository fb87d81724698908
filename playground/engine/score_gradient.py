"""∂(score of one class)/∂(input): which inputs speak for an answer, and which against.

Simonyan, Vedaldi & Zisserman 2014, section 3.
"""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray
from playground.engine.layers import DropoutLayer, Layer
from playground.engine.layers.base import LayerPass, in_memory_order
from playground.engine.layers.normalization import BatchNormLayer
from playground.engine.layers.residual import ResidualLayer
from playground.engine.losses.base import BoundLoss, Loss
from playground.engine.network import Network
from playground.engine.passes import Pass


class ScoreGradient:
    """Differentiates the outputs of a network, in evaluation mode, at one input.

    It reads the living parameters and running statistics, but writes only to arrays of its own. After a
    change of activations it has to be made anew.
    """

    def __init__(self, network: Network) -> None:
        layers = tuple(_steady(layer) for layer in network.layers)
        self._pass = Pass(
            layers, network.input_shape, 1, Buffers(network.dtype), _Score(), input_gradient=True
        )

    def at(self, x: NDArray[Any], class_index: int = -1) -> tuple[int, FloatArray]:
        """Gradient of the score of one class at `x`, shape (n_inputs,), fresh; −1 is the largest score's.

        The score is the output of the last layer, before any softmax. A single output speaks for class 1,
        and its opposite for class 0.
        """
        made = self._pass
        made.set_input(np.asarray(x).reshape(1, -1))
        scores = made.forward()[0]
        is_single = len(scores) == 1
        if class_index < 0:
            class_index = int(scores[0] > 0.0) if is_single else int(np.argmax(scores))
        made.targets[...] = 0.0
        if is_single:
            made.targets[0, 0] = 1.0 if class_index else -1.0
        else:
            made.targets[0, min(class_index, len(scores) - 1)] = 1.0
        made.loss()
        made.backward()
        assert made.grad_x is not None
        return class_index, made.grad_x.reshape(-1).copy()


class _Score(Loss):
    """Σ target · output: with a one as target, the score of that class."""

    name = "score"
    label = "Score"
    formula = "Σ y·a"
    gradient_formula = "y"

    def bind(
        self, outputs: FloatArray, targets: FloatArray, gradient: FloatArray | None, buffers: Buffers
    ) -> BoundLoss:
        def score() -> float:
            if gradient is not None:
                np.copyto(gradient, targets)
            return float((outputs * targets).sum())

        return score


class _SteadyBatchNorm(BatchNormLayer):
    """Uses the running statistics on the way back as well, where a batch of one has none of its own."""

    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        made = super().bind(x, None, buffers, False)
        n = len(x)
        there_and_back = self._bind_activation(made.z, buffers, True)
        made.delta, made.backward = there_and_back.delta, there_and_back.backward
        if grad_x is None or made.delta is None:
            return made
        delta, target = self._by_unit(made.delta), self._new("grad_x", n, buffers)
        by_unit = self._by_unit(target)

        def carry_back() -> None:
            variance = self.state["running_variance"] + self.spec.epsilon
            np.multiply(delta, self.parameters["scales"] / np.sqrt(variance), out=by_unit)

        made.backward += [carry_back, partial(np.copyto, in_memory_order(grad_x), in_memory_order(target))]
        return made


def _steady(layer: Layer) -> Layer:
    """A twin with the same parameters, its own gradients, and nothing left to chance."""
    twin = copy.copy(layer)
    twin.gradients = {name: np.zeros_like(g) for name, g in layer.gradients.items()}
    if isinstance(twin, DropoutLayer):
        twin.rate, twin.frozen, twin.rng = 0.0, False, np.random.default_rng(0)
    elif isinstance(twin, BatchNormLayer):
        twin.__class__ = _SteadyBatchNorm
    elif isinstance(twin, ResidualLayer):
        twin._inner = tuple(_steady(inner) for inner in layer.inner_layers)
    return twin
