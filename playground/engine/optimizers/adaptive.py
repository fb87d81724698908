"""Optimisers that find a learning rate for each parameter."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray, Operation
from playground.engine.optimizers.base import Optimizer


class AdaGrad(Optimizer):
    """A rate per parameter that only falls (Duchi, Hazan & Singer 2011)."""

    kind = "adagrad"
    label = "AdaGrad"
    formula = "s ← s + g²;  w ← w − η·g / (√s + ε)"
    uses: ClassVar[tuple[str, ...]] = ("epsilon",)
    state_names = ("squares",)

    def _prepare(self) -> None:
        self._set("rate", -self.learning_rate)
        self._set("epsilon", self.epsilon)

    def _accumulate(self, g: FloatArray, state: dict[str, FloatArray], s: FloatArray) -> list[Operation]:
        squares = state["squares"]
        return [partial(np.multiply, g, g, s), partial(np.add, squares, s, squares)]

    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        return [
            partial(np.sqrt, state["squares"], u),
            partial(np.add, u, self._coefficient("epsilon"), u),
            partial(np.divide, g, u, u),
            partial(np.multiply, u, self._coefficient("rate"), u),
        ]


class RMSProp(AdaGrad):
    """AdaGrad that forgets (Hinton 2012, lecture 6e)."""

    kind = "rmsprop"
    label = "RMSProp"
    formula = "s ← ρ·s + (1 − ρ)·g²;  w ← w − η·g / (√s + ε)"
    uses: ClassVar[tuple[str, ...]] = ("decay", "epsilon")
    fading = ("squares",)

    def _prepare(self) -> None:
        super()._prepare()
        self._set("decay", self.decay)
        self._set("fresh", 1.0 - self.decay)

    def _accumulate(self, g: FloatArray, state: dict[str, FloatArray], s: FloatArray) -> list[Operation]:
        squares = state["squares"]
        return [
            partial(np.multiply, g, g, s),
            partial(np.multiply, s, self._coefficient("fresh"), s),
            partial(np.multiply, squares, self._coefficient("decay"), squares),
            partial(np.add, squares, s, squares),
        ]


class Adam(Optimizer):
    """Adaptive moments (Kingma & Ba 2015, algorithm 1).

    Published: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ =
    v/(1 − β₂ᵗ). Kept here are M = m/(1 − β₁) and V = v/(1 − β₂), for which the same step takes 10 passes
    over memory instead of 12 or more: M ← β₁M + g, V ← β₂V + g², w ← w − η·c·M/(√V + ε/r) with r² = (1 −
    β₂)/(1 − β₂ᵗ) and c = (1 − β₁)/(1 − β₁ᵗ)/r. `moments` gives m and v as published.

    How fast it can be: each pass is one NumPy call per block, 0.04 to 0.1 ns an element from the second-level
    cache, but the square root 0.3 (NumPy takes it four at a time; `power` is slower still). For 109,386
    parameters that is 100 µs in all, against 97 µs for the bare matrix products of 784-128-64-10 with batch
    32 and 297 with batch 128 (AVX-512 kernels): a step of the former can't be faster than twice its
    products. Fusing βM + g in a matrix-vector product gained nothing; growing scales instead of decays would
    gain 4 % and need care against overflow.
    """

    kind = "adam"
    label = "Adam"
    formula = "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − η·m̂ / (√v̂ + ε)"
    uses: ClassVar[tuple[str, ...]] = ("beta1", "beta2", "epsilon")
    state_names = ("gradient_sum", "square_sum")
    fading = ("gradient_sum", "square_sum")

    def __init__(self, n_parameters: int, **settings: Any) -> None:
        super().__init__(n_parameters, **settings)
        self._products = np.array([1.0, 1.0, self.beta1, self.beta2])
        """Π β₁ and Π β₂ over the steps (powers, unless a β was changed on the way), and the β's of the last
        step."""

    def _prepare(self) -> None:
        self._rescale_if_changed()
        beta1, beta2 = self.beta1, self.beta2
        product1, product2, _, _ = self._products.tolist()
        self._products[0] = product1 = product1 * beta1
        self._products[1] = product2 = product2 * beta2
        r = ((1.0 - beta2) / (1.0 - product2)) ** 0.5
        c = (1.0 - beta1) / (1.0 - product1) / r
        self._set("beta1", beta1)
        self._set("beta2", beta2)
        self._set("epsilon", self.epsilon / r)
        self._set("rate", -self.learning_rate * c)

    def _rescale_if_changed(self) -> None:
        """Keep m and v as they are when β₁ or β₂ is changed between two steps."""
        _, _, old1, old2 = self._products.tolist()
        if old1 != self.beta1:
            self._state["gradient_sum"] *= (1.0 - old1) / (1.0 - self.beta1)
            self._products[2] = self.beta1
        if old2 != self.beta2:
            self._state["square_sum"] *= (1.0 - old2) / (1.0 - self.beta2)
            self._products[3] = self.beta2

    def _accumulate(self, g: FloatArray, state: dict[str, FloatArray], s: FloatArray) -> list[Operation]:
        m, v = state["gradient_sum"], state["square_sum"]
        return [
            partial(np.multiply, m, self._coefficient("beta1"), m),
            partial(np.add, m, g, m),
            partial(np.multiply, v, self._coefficient("beta2"), v),
            partial(np.multiply, g, g, s),
            partial(np.add, v, s, v),
        ]

    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        return [
            partial(np.sqrt, state["square_sum"], u),
            partial(np.add, u, self._coefficient("epsilon"), u),
            partial(np.divide, state["gradient_sum"], u, u),
            partial(np.multiply, u, self._coefficient("rate"), u),
        ]

    def moments(self) -> tuple[FloatArray, FloatArray]:
        """First and second moment m and v as published (not bias-corrected), fresh arrays."""
        _, _, beta1, beta2 = (float(number) for number in self._products)
        return self._state["gradient_sum"] * (1.0 - beta1), self._state["square_sum"] * (1.0 - beta2)

    def state_arrays(self) -> dict[str, NDArray[Any]]:
        return {**self._state, "products": self._products}


class AdamW(Adam):
    """Adam with the weight decay outside of the moments (Loshchilov & Hutter 2019); it decays biases too."""

    kind = "adamw"
    label = "AdamW"
    formula = "as Adam, and w ← w − η·λ·w"
    uses: ClassVar[tuple[str, ...]] = ("beta1", "beta2", "epsilon", "weight_decay")

    def _prepare(self) -> None:
        super()._prepare()
        self._set("shrink", -self.learning_rate * self.weight_decay)

    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        return [
            *super()._direct(p, g, state, u, s),
            partial(np.multiply, p, self._coefficient("shrink"), s),
            partial(np.add, u, s, u),
        ]

    def last_update(self) -> FloatArray:
        # The parameters have moved on since: p = q − u, so that u = d + k·(q − u) = (d + k·q)/(1 + k).
        update = super().last_update()
        shrink = float(self._coefficient("shrink"))
        update /= 1.0 + shrink
        return update
