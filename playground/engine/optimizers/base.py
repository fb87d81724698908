"""Optimisers: how a gradient becomes a change of the parameters.

Each works through the flat vectors in blocks that stay in the cache, and makes its step in two parts:
`_accumulate` takes the gradient into the state, `_direct` turns the state into the update. So the last
update can be had again from the state, and showing it costs a step nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.arrays import FloatArray, Operation
from playground.errors import ShapeError

BLOCK = 32_768
"""Elements per block: six arrays of it are 768 KB. Measured within whole steps with Adam (second-level cache
of 1 MB): 784-128-64-10 batch 32 took 285 µs with 8,192, 245 with 16,384, 236 with 32,768 and as one block;
784-512-512-10 batch 128 took 3.53 ms, 2.99, 3.00 and 3.06."""
FADE_EVERY = 64
"""Updates between two looks for numbers of the state that have faded."""
FADED = 1e8
"""In units of the smallest normal number of the type: what is smaller in size is set to 0, in float32 below
1e-30. The gradient of a neuron that died is 0, and what is remembered of it shrinks by β an update until it
is subnormal, where one multiplication takes the processor as long as a hundred others: 784-128-64-10 with
Adam took 2,700 µs a step instead of 650 once most of its first layer was dead. Looking takes 0.1 % of it."""


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
    fading: ClassVar[tuple[str, ...]] = ()
    """The parts of the state that shrink towards 0 where there is no gradient."""

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
        self._fade_operations: list[Operation] = []

    def _zeros(self, n: int) -> FloatArray:
        return np.zeros(n, self.dtype)

    def step(self, parameters: FloatArray, gradients: FloatArray) -> None:
        """Change `parameters` in place, once."""
        bound = self._bound
        if bound is None or bound[0] is not parameters or bound[1] is not gradients:
            self._bind(parameters, gradients)
        if self.n_steps % FADE_EVERY == 0:
            for operation in self._fade_operations:
                operation()
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
        self._operations, self._fade_operations = [], []
        update, scratch = self._zeros(BLOCK), self._zeros(BLOCK)
        is_faded = np.zeros(BLOCK, np.bool_)
        for start in range(0, self.n_parameters, BLOCK):
            part = slice(start, min(start + BLOCK, self.n_parameters))
            size = part.stop - start
            p, g, u, s = parameters[part], gradients[part], update[:size], scratch[:size]
            state = {name: values[part] for name, values in self._state.items()}
            self._operations += self._accumulate(g, state, s)
            self._operations += self._direct(p, g, state, u, s)
            self._operations.append(partial(np.add, p, u, p))
            for name in self.fading:
                self._fade_operations += _fade(state[name], s, is_faded[:size])
        self._bound = (parameters, gradients)

    def _coefficient(self, name: str) -> FloatArray:
        """A number that `_prepare` sets and operations read, as the fastest operand: no dimensions."""
        made = self._coefficients.get(name)
        if made is None:
            made = self._coefficients[name] = self._zeros(1).reshape(())
        return made

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

    def copy(self) -> Optimizer:
        """An optimiser of its own that would make the same next step."""
        twin = type(self)(
            self.n_parameters,
            learning_rate=self.learning_rate,
            momentum=self.momentum,
            beta1=self.beta1,
            beta2=self.beta2,
            epsilon=self.epsilon,
            decay=self.decay,
            weight_decay=self.weight_decay,
            dtype=self.dtype,
        )
        twin.load_state(self.state_arrays(), self.n_steps)
        return twin

    def load_state(self, arrays: Mapping[str, NDArray[Any]], n_steps: int) -> None:
        """Take over a saved state, so that the next step is the one that would have come."""
        if set(arrays) != set(self.state_arrays()):
            raise ShapeError(f"{self.label} keeps {sorted(self.state_arrays())}, not {sorted(arrays)}.")
        for name, values in self.state_arrays().items():
            if arrays[name].shape != values.shape:
                raise ShapeError(f"State {name} has {arrays[name].size} numbers instead of {values.size}.")
            np.copyto(values, arrays[name])
        self.n_steps = n_steps


def _fade(values: FloatArray, s: FloatArray, is_faded: NDArray[np.bool_]) -> list[Operation]:
    """Operations that set to 0 what is next to nothing; `s` and `is_faded` are scratch."""
    bound = np.array(FADED * np.finfo(values.dtype).tiny, values.dtype)
    return [
        partial(np.abs, values, s),
        partial(np.less, s, bound, is_faded),
        partial(np.putmask, values, is_faded, np.zeros((), values.dtype)),
    ]
