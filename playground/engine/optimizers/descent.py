"""Gradient descent with one learning rate for all."""

from __future__ import annotations

from functools import partial

import numpy as np

from playground.engine.arrays import FloatArray, Operation
from playground.engine.optimizers.base import Optimizer


class SGD(Optimizer):
    """Plain gradient descent: w ← w − η·g."""

    kind = "sgd"
    label = "SGD"
    formula = "w ← w − η·g"

    def _prepare(self) -> None:
        self._set("rate", -self.learning_rate)

    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        return [partial(np.multiply, g, self._coefficient("rate"), u)]


class Momentum(Optimizer):
    """Heavy ball (Polyak 1964), as PyTorch has it: v ← μ·v + g; w ← w − η·v."""

    kind = "momentum"
    label = "Momentum"
    formula = "v ← μ·v + g;  w ← w − η·v"
    uses = ("momentum",)
    state_names = ("velocity",)
    fading = ("velocity",)

    def _prepare(self) -> None:
        self._set("rate", -self.learning_rate)
        self._set("momentum", self.momentum)

    def _accumulate(self, g: FloatArray, state: dict[str, FloatArray], s: FloatArray) -> list[Operation]:
        v = state["velocity"]
        return [partial(np.multiply, v, self._coefficient("momentum"), v), partial(np.add, v, g, v)]

    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        return [partial(np.multiply, state["velocity"], self._coefficient("rate"), u)]


class Nesterov(Momentum):
    """Momentum that looks ahead (Nesterov 1983): w ← w − η·(g + μ·v), the form of Sutskever et al. 2013."""

    kind = "nesterov"
    label = "Nesterov"
    formula = "v ← μ·v + g;  w ← w − η·(g + μ·v)"

    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        return [
            partial(np.multiply, state["velocity"], self._coefficient("momentum"), u),
            partial(np.add, u, g, u),
            partial(np.multiply, u, self._coefficient("rate"), u),
        ]
