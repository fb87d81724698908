"""What every layer is: description, shapes, views into the parameter vector, and the last pass."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS, Activation
from playground.engine.arrays import Buffers, FloatArray, Operation, Shape, without_iterator_buffers
from playground.engine.initializers import Initializer
from playground.engine.specs import LayerSpec
from playground.errors import ConfigError


@dataclass(slots=True, eq=False)
class LayerPass:
    """One layer bound to one batch size: its arrays, and its part of a step as bound operations."""

    x: FloatArray
    """Input, shape (n, *input_shape): the `a` of the layer before."""
    z: FloatArray
    """Pre-activation."""
    a: FloatArray
    """Activation; the same memory as z where the activation is the identity."""
    delta: FloatArray | None = None
    """∂L/∂z, L being the mean over the batch; None in a pass that only goes forward.

    The backward operations find ∂L/∂a in this memory and turn it into ∂L/∂z in place.
    """
    forward: list[Operation] = field(default_factory=list)
    backward: list[Operation] = field(default_factory=list)
    inner: tuple[LayerPass, ...] = ()
    """Passes of the layers inside a block."""
    details: dict[str, FloatArray] = field(default_factory=dict)
    """What else this kind of layer computes and somebody may want to see, by name."""


class Layer(ABC):
    """A layer of a network. Subclasses say what parameters they have and what operations they make."""

    def __init__(self, spec: LayerSpec, name: str, input_shape: Shape) -> None:
        self.spec = spec
        self.name = name
        self.input_shape = input_shape
        self.output_shape: Shape = input_shape
        self.activation: Activation = find_activation(getattr(spec, "activation", "identity"))
        self.parameters: dict[str, FloatArray] = {}
        self.gradients: dict[str, FloatArray] = {}
        self.state: dict[str, FloatArray] = {}
        """Arrays that training changes without a gradient (running statistics)."""
        self.last_pass: LayerPass | None = None
        self.silenced: NDArray[np.int64] = np.zeros(0, np.int64)
        """Units (of pictures: channels) whose activation is held at zero."""

    @property
    def kind(self) -> str:
        """The kind of layer, as its description names it."""
        return self.spec.kind

    @property
    def inner_layers(self) -> tuple[Layer, ...]:
        """Layers inside this one; only blocks have any."""
        return ()

    def parameter_shapes(self) -> dict[str, Shape]:
        """Names and shapes of the parameters, in the order in which they lie in the flat vector."""
        return {}

    @property
    def n_multiplications(self) -> int:
        """Multiplications of the forward pass for one example, roughly: its share of the time."""
        return math.prod(self.output_shape)

    def weights_by_unit(self, vector: FloatArray | None = None) -> FloatArray:
        """View of the weights as (fan_in, n_units), or of a `vector` that is shaped like the weights."""
        w = self.parameters["weights"] if vector is None else vector
        return w.reshape(-1, w.shape[-1])

    def initialize(  # noqa: B027 - most kinds have nothing to draw
        self, initializer: Initializer, rng: np.random.Generator, scale: float
    ) -> None:
        """Draw the first weights."""

    @abstractmethod
    def bind(self, x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool) -> LayerPass:
        """Make the pass that reads the batch `x` and, going back, writes ∂L/∂x to `grad_x` (if not None)."""

    def set_activation(self, name: str) -> None:
        """Exchange the activation function; passes made before still use the old one."""
        self.activation = find_activation(name)

    def set_hot(self, spec: LayerSpec) -> None:
        """Take over from a description of the same kind and size what may change while training."""
        if type(spec) is not type(self.spec):
            raise ConfigError(f"{self.name} is a layer of kind {self.kind}, not {spec.kind}.")
        self.spec = spec
        self.set_activation(getattr(spec, "activation", "identity"))

    @property
    def weights(self) -> FloatArray | None:
        """View of the weights, or None."""
        return self.parameters.get("weights")

    @property
    def biases(self) -> FloatArray | None:
        """View of the biases, or None."""
        return self.parameters.get("biases")

    @property
    def grad_weights(self) -> FloatArray | None:
        """View of ∂L/∂weights, or None."""
        return self.gradients.get("weights")

    @property
    def grad_biases(self) -> FloatArray | None:
        """View of ∂L/∂biases, or None."""
        return self.gradients.get("biases")

    @property
    def z(self) -> FloatArray | None:
        """Pre-activations of the last pass, shape (n, *output_shape)."""
        return None if self.last_pass is None else self.last_pass.z

    @property
    def a(self) -> FloatArray | None:
        """Activations of the last pass, shape (n, *output_shape)."""
        return None if self.last_pass is None else self.last_pass.a

    @property
    def delta(self) -> FloatArray | None:
        """∂L/∂z of the last pass, or None if that only went forward."""
        return None if self.last_pass is None else self.last_pass.delta

    def _new(self, name: str, n: int, buffers: Buffers) -> FloatArray:
        """An array (n, *output_shape) of this layer; see `in_memory_order` for how pictures lie."""
        rows = buffers.rows(f"{self.name}.{name}", n, self.output_shape)
        if len(self.output_shape) != 3:
            return rows
        channels, height, width = self.output_shape
        return rows.reshape(channels, height, width, n).transpose(3, 0, 1, 2)

    def _bind_activation(self, z: FloatArray, buffers: Buffers, training: bool) -> LayerPass:
        """A pass with a = f(z) forward and δ = ∂L/∂a ⊙ f'(z) back; z has the memory order of `_new`."""
        n = len(z)
        made = LayerPass(x=z, z=z, a=z)
        if training:
            made.delta = self._new("delta", n, buffers)
        f = self.activation
        if f.name == "identity":
            if self.silenced.size:
                made.a = self._new("a", n, buffers)
                made.forward.append(partial(np.copyto, in_memory_order(made.a), in_memory_order(z)))
            return self._bind_silence(made)
        made.a = self._new("a", n, buffers)
        a = made.a
        by_example = z.flags.c_contiguous
        if not by_example:
            z, a = in_memory_order(z), in_memory_order(a)
        slope = buffers.scratch(0, z.shape)
        scratch = buffers.elementwise_scratch(z.shape)
        made.forward.append(partial(f.value, z, a, scratch))
        if made.delta is not None:
            delta = made.delta if by_example else in_memory_order(made.delta)
            made.backward.append(partial(f.derivative, z, a, slope, scratch))
            made.backward.append(partial(np.multiply, delta, slope, delta))
        return self._bind_silence(made)

    def _bind_silence(self, made: LayerPass) -> LayerPass:
        """Hold the silenced units at a = 0, so that nothing goes back through them either: δ = 0."""
        if not self.silenced.size:
            return made
        keep = np.ones(self.output_shape[0], made.z.dtype)
        keep[self.silenced] = 0.0
        # Last on the way forward, first on the way back.
        made.forward += without_iterator_buffers([_multiply_units(made.a, keep)])
        if made.delta is not None:
            made.backward[:0] = without_iterator_buffers([_multiply_units(made.delta, keep)])
        return made

    def kink_pattern(self) -> NDArray[np.bool_]:
        """On which side of each kink the last pass went; finite differences must not step across one."""
        z = self.z
        if z is None or not self.activation.kinks:
            return np.zeros(0, bool)
        return np.concatenate([(z > kink).reshape(-1) for kink in self.activation.kinks])


def _multiply_units(values: FloatArray, factors: FloatArray) -> Operation:
    """The operation that multiplies each unit (of pictures: each channel) by its factor."""
    by_memory = in_memory_order(values)
    if values.ndim == 2:
        spread = factors
    elif by_memory.flags.c_contiguous:
        spread = factors.reshape(-1, 1, 1, 1)
    else:
        by_memory, spread = values, factors.reshape(-1, 1, 1)
    return partial(np.multiply, by_memory, spread, by_memory)


def in_memory_order(x: FloatArray) -> FloatArray:
    """A picture batch (n, channels, height, width) as (channels, height, width, n); others as they are.

    Inside the network pictures lie channel by channel, each pixel with its values in all examples: then a
    convolution is one product of two matrices whose result is already the input of the next, and whatever
    shifts or thins out pictures moves whole runs of numbers.
    """
    return x.transpose(1, 2, 3, 0) if x.ndim == 4 else x


def elementwise(
    function: Callable[..., object], x: FloatArray, y: FloatArray, out: FloatArray, buffers: Buffers
) -> list[Operation]:
    """Operations for out = function(x, y) on batches of one shape, however each lies in memory.

    NumPy's iterator makes buffers for operands that lie differently, so these are copied first; for an
    addition of (32, 3, 14, 14) that is as fast.
    """
    if not out.flags.c_contiguous:
        x, y, out = in_memory_order(x), in_memory_order(y), in_memory_order(out)
    copies: list[Operation] = []
    operands = []
    for slot, operand in enumerate((x, y)):
        alike = operand
        if operand.strides != out.strides:
            alike = buffers.scratch(slot, out.shape)
            copies.append(partial(np.copyto, alike, operand))
        operands.append(alike)
    return [*copies, partial(function, *operands, out)]


def as_rows(x: FloatArray, name: str, buffers: Buffers) -> tuple[FloatArray, list[Operation]]:
    """A batch as one flat row per example, and the copy that this takes if the batch lies otherwise."""
    n = len(x)
    if x.flags.c_contiguous:
        return x.reshape(n, -1), []
    rows = buffers.rows(name, n, x.shape[1:])
    return rows.reshape(n, -1), [partial(np.copyto, rows, x)]


def grad_as_rows(grad_x: FloatArray, name: str, buffers: Buffers) -> tuple[FloatArray, list[Operation]]:
    """Where to write ∂L/∂x as flat rows, and the copy from there to `grad_x` if that lies otherwise."""
    n = len(grad_x)
    if grad_x.flags.c_contiguous:
        return grad_x.reshape(n, -1), []
    rows = buffers.rows(name, n, grad_x.shape[1:])
    return rows.reshape(n, -1), [partial(np.copyto, grad_x, rows)]


def find_activation(name: str) -> Activation:
    """The activation called `name`."""
    try:
        return ACTIVATIONS[name]
    except KeyError:
        raise ConfigError(f"There is no activation “{name}”. Known: {', '.join(ACTIVATIONS)}.") from None


def bind_layers(
    layers: Sequence[Layer], x: FloatArray, grad_x: FloatArray | None, buffers: Buffers, training: bool
) -> tuple[LayerPass, ...]:
    """Bind layers one after the other: each reads the `a` and writes to the `delta` of the one before."""
    passes: list[LayerPass] = []
    for layer in layers:
        made = layer.bind(x, grad_x, buffers, training)
        passes.append(made)
        x, grad_x = made.a, made.delta
    return tuple(passes)
