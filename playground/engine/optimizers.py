"""Optimisers: how a gradient becomes a change of the parameters.

Each works through the flat vectors in blocks that stay in the cache, and makes its step in two parts: `_accumulate` takes
the gradient into the state, `_direct` turns the state into the update. So the last update can be had again from the state,
and showing it costs a step nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.arrays import FloatArray, Operation
from playground.errors import ConfigError, ShapeError

BLOCK = 16_384
"""Elements per block: five arrays of it are 320 KB. Measured for Adam on 109,386 parameters: 149 µs with 4,096, 104 with
16,384, 93 with 32,768 (one block in all: 93 alone, but it would push the weights out of the cache)."""


class Optimizer(ABC):
    """Base of the optimisers. The hyper-parameters are plain attributes and may change between two steps.

    Parameters
    ----------
    n_parameters : int
        Length of the flat vectors.
    learning_rate, momentum, beta1, beta2, epsilon, decay, weight_decay : float
        Each kind uses some of these; see its `uses`.
    dtype : dtype
        That of the vectors.
    """

    kind: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    uses: ClassVar[tuple[str, ...]] = ()
    """The hyper-parameters besides the learning rate that matter here."""
    state_names: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        n_parameters: int,
        *,
        learning_rate: float,
        momentum: float = 0.9,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float = 0.9,
        weight_decay: float = 0.01,
        dtype: DTypeLike = np.float32,
    ) -> None:
        self.learning_rate = learning_rate
        self.momentum = momentum
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.decay = decay
        self.weight_decay = weight_decay
        self.dtype = np.dtype(dtype)
        self.n_parameters = n_parameters
        self.n_steps = 0
        self._state: dict[str, FloatArray] = {name: self._zeros(n_parameters) for name in self.state_names}
        self._coefficients: dict[str, FloatArray] = {}
        self._bound: tuple[FloatArray, FloatArray] | None = None
        self._operations: list[Operation] = []

    def _zeros(self, n: int) -> FloatArray:
        return np.zeros(n, self.dtype)

    def step(self, parameters: FloatArray, gradients: FloatArray) -> None:
        """Change `parameters` in place, once."""
        bound = self._bound
        if bound is None or bound[0] is not parameters or bound[1] is not gradients:
            self._bind(parameters, gradients)
        self.n_steps += 1
        self._prepare()
        for operation in self._operations:
            operation()

    def _bind(self, parameters: FloatArray, gradients: FloatArray) -> None:
        if parameters.shape != (self.n_parameters,) or gradients.shape != (self.n_parameters,):
            raise ShapeError(
                f"An optimiser for {self.n_parameters} parameters can't step {parameters.size} "
                f"with {gradients.size} gradients."
            )
        if parameters.dtype != self.dtype:
            raise ShapeError(f"An optimiser for {self.dtype} can't step parameters of {parameters.dtype}.")
        self._operations = []
        update, scratch = self._zeros(BLOCK), self._zeros(BLOCK)
        for start in range(0, self.n_parameters, BLOCK):
            part = slice(start, min(start + BLOCK, self.n_parameters))
            size = part.stop - start
            p, g, u, s = parameters[part], gradients[part], update[:size], scratch[:size]
            state = {name: values[part] for name, values in self._state.items()}
            self._operations += self._accumulate(g, state, s)
            self._operations += self._direct(p, g, state, u, s)
            self._operations.append(partial(np.add, p, u, p))
        self._bound = (parameters, gradients)

    def _coefficient(self, name: str) -> FloatArray:
        """A number that the operations read and `_prepare` sets (an array of no dimensions is the fastest operand)."""
        return self._coefficients.setdefault(name, np.zeros((), self.dtype))

    def _set(self, name: str, value: float) -> None:
        self._coefficient(name).fill(value)

    @abstractmethod
    def _prepare(self) -> None:
        """Set the coefficients of this step from the hyper-parameters."""

    def _accumulate(self, g: FloatArray, state: dict[str, FloatArray], s: FloatArray) -> list[Operation]:
        """Operations that take the gradient into the state; `s` is scratch."""
        return []

    @abstractmethod
    def _direct(
        self, p: FloatArray, g: FloatArray, state: dict[str, FloatArray], u: FloatArray, s: FloatArray
    ) -> list[Operation]:
        """Operations that write to `u` what is added to the parameters."""

    def last_update(self) -> FloatArray:
        """What the last step added to the parameters, a fresh array; zeros before the first step.

        Valid until gradients, parameters or state change.
        """
        update = self._zeros(self.n_parameters)
        if self._bound is None or self.n_steps == 0:
            return update
        parameters, gradients = self._bound
        for operation in self._direct(
            parameters, gradients, self._state, update, self._zeros(self.n_parameters)
        ):
            operation()
        return update

    def state_arrays(self) -> dict[str, NDArray[Any]]:
        """The state by name: views, one number per parameter, to look at or to save."""
        return dict(self._state)

    def load_state(self, arrays: Mapping[str, NDArray[Any]], n_steps: int) -> None:
        """Take over a saved state, so that the next step is the one that would have come."""
        if set(arrays) != set(self.state_arrays()):
            raise ShapeError(f"{self.label} keeps {sorted(self.state_arrays())}, not {sorted(arrays)}.")
        for name, values in self.state_arrays().items():
            if arrays[name].shape != values.shape:
                raise ShapeError(f"State {name} has {arrays[name].size} numbers instead of {values.size}.")
            np.copyto(values, arrays[name])
        self.n_steps = n_steps


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
    """Momentum that looks ahead (Nesterov 1983, in the form of Sutskever et al. 2013): w ← w − η·(g + μ·v)."""

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

    Published: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ). Kept here are
    M = m/(1 − β₁) and V = v/(1 − β₂), for which the same step takes 10 passes over memory instead of 12 or more:
    M ← β₁M + g, V ← β₂V + g², w ← w − η·c·M/(√V + ε/r) with r² = (1 − β₂)/(1 − β₂ᵗ) and c = (1 − β₁)/(1 − β₁ᵗ)/r.
    `moments` gives m and v as published.
    """

    kind = "adam"
    label = "Adam"
    formula = "m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  w ← w − η·m̂ / (√v̂ + ε)"
    uses: ClassVar[tuple[str, ...]] = ("beta1", "beta2", "epsilon")
    state_names = ("gradient_sum", "square_sum")

    def __init__(self, n_parameters: int, **settings: Any) -> None:
        super().__init__(n_parameters, **settings)
        self._products = np.array([1.0, 1.0, self.beta1, self.beta2])
        """Π β₁ and Π β₂ over the steps (powers, unless a β was changed on the way), and the β's of the last step."""

    def _prepare(self) -> None:
        self._rescale_if_changed()
        beta1, beta2 = self.beta1, self.beta2
        self._products[0] *= beta1
        self._products[1] *= beta2
        r = ((1.0 - beta2) / (1.0 - self._products[1])) ** 0.5
        c = (1.0 - beta1) / (1.0 - self._products[0]) / r
        self._set("beta1", beta1)
        self._set("beta2", beta2)
        self._set("epsilon", self.epsilon / r)
        self._set("rate", -self.learning_rate * c)

    def _rescale_if_changed(self) -> None:
        """Keep m and v as they are when β₁ or β₂ is changed between two steps."""
        old1, old2 = self._products[2:]
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


OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.kind: optimizer for optimizer in (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW)
}


def make_optimizer(kind: str, n_parameters: int, **settings: Any) -> Optimizer:
    """Build the optimiser called `kind`; for the settings see `Optimizer`."""
    try:
        optimizer_class = OPTIMIZERS[kind]
    except KeyError:
        raise ConfigError(f"There is no optimiser “{kind}”. Known: {', '.join(OPTIMIZERS)}.") from None
    return optimizer_class(n_parameters, **settings)
