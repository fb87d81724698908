"""The network: layers over one flat parameter vector."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from playground.engine.arrays import Buffers, FloatArray, Shape
from playground.engine.evaluation import Evaluation, evaluate
from playground.engine.flat_parameters import FlatParameters, flat_index
from playground.engine.initializers import INITIALIZERS
from playground.engine.layers import DropoutLayer, Layer, make_layers
from playground.engine.layers.silence import check_units
from playground.engine.losses import Loss, find_loss
from playground.engine.passes import Pass, PassCache
from playground.engine.specs import LayerSpec
from playground.errors import ConfigError


class Network:
    """Layers in a row, all their parameters in one vector.

    Parameters
    ----------
    input_shape : tuple of int
        Shape of one example. Batches may come in this shape or as flat rows.
    layers : sequence of LayerSpec
        All layers, the output layer included.
    loss : str or Loss
        Key of `LOSSES`, or a loss with settings of its own.
    initialization : str
        Key of `INITIALIZERS`.
    initialization_scale : float
        For the initialisations that have a scale of their own.
    rng : numpy.random.Generator
        Draws the weights, layer by layer.
    dropout_rng : numpy.random.Generator, optional
        Draws the units that dropout leaves out; needed only by networks with dropout.
    dtype : dtype
        float32 to train, float64 to check.
    """

    def __init__(
        self,
        input_shape: Shape,
        layers: Sequence[LayerSpec],
        *,
        loss: str | Loss = "softmax_cross_entropy",
        initialization: str = "he",
        initialization_scale: float = 0.01,
        rng: np.random.Generator,
        dropout_rng: np.random.Generator | None = None,
        dtype: DTypeLike = np.float32,
    ) -> None:
        if not layers:
            raise ConfigError("A network needs at least one layer.")
        self.input_shape = tuple(input_shape)
        self.specs = tuple(layers)
        self.dtype = np.dtype(dtype)
        self.layers: tuple[Layer, ...] = make_layers(self.specs, self.input_shape)
        self.n_inputs = math.prod(self.input_shape)
        self.n_outputs = math.prod(self.layers[-1].output_shape)
        flat = FlatParameters(tuple(self.all_layers()), self.dtype)
        self.n_parameters = flat.size
        self.parameters: FloatArray = flat.parameters
        """All parameters; writing into it changes the network."""
        self.gradients: FloatArray = flat.gradients
        """∂L/∂parameters of the mean over the last training batch."""
        self.weight_slices = flat.weight_slices
        """Where the weights of each layer lie in the flat vectors; biases are left out."""
        for layer in self.all_layers():
            if isinstance(layer, DropoutLayer):
                layer.rng = dropout_rng
        self.loss = find_loss(loss)
        self._training_buffers = Buffers(self.dtype)
        self._inference_buffers = Buffers(self.dtype)
        self._training_passes = PassCache()
        self._inference_passes = PassCache()
        self._last_pass: Pass | None = None
        self.initialize(initialization, initialization_scale, rng)

    def all_layers(self) -> Iterator[Layer]:
        """Every layer, those inside blocks too, from input to output."""
        pending = list(reversed(self.layers))
        while pending:
            layer = pending.pop()
            yield layer
            pending.extend(reversed(layer.inner_layers))

    @property
    def weight_layers(self) -> tuple[Layer, ...]:
        """The layers that have weights, from input to output."""
        return tuple(layer for layer in self.all_layers() if layer.weights is not None)

    @property
    def weight_mask(self) -> NDArray[np.bool_]:
        """True where an entry of `parameters` is a weight, False where it is a bias."""
        mask = np.zeros(self.n_parameters, bool)
        for part in self.weight_slices.values():
            mask[part] = True
        return mask

    def named_parameters(self) -> dict[str, FloatArray]:
        """Views of all parameters by name: "layer1.weights", "layer1.biases" …"""
        return {
            f"{layer.name}.{name}": p for layer in self.all_layers() for name, p in layer.parameters.items()
        }

    def named_gradients(self) -> dict[str, FloatArray]:
        """Views of all gradients, by the names of their parameters."""
        return {
            f"{layer.name}.{name}": g for layer in self.all_layers() for name, g in layer.gradients.items()
        }

    def named_state(self) -> dict[str, FloatArray]:
        """Running statistics by name; training changes them without a gradient, a checkpoint needs them."""
        return {f"{layer.name}.{name}": s for layer in self.all_layers() for name, s in layer.state.items()}

    def flat_index(self, name: str, index: tuple[int, ...]) -> int:
        """Where one parameter, as in `named_parameters`, lies in the flat vectors.

        Raises
        ------
        ConfigError
            If there is no such parameter.
        """
        return flat_index(self.named_parameters(), name, index)

    def initialize(self, initialization: str, scale: float, rng: np.random.Generator) -> None:
        """Draw all parameters anew."""
        try:
            initializer = INITIALIZERS[initialization]
        except KeyError:
            raise ConfigError(
                f"There is no initialisation “{initialization}”. Known: {', '.join(INITIALIZERS)}."
            ) from None
        for layer in self.all_layers():
            layer.initialize(initializer, rng, scale)

    # ---- hot changes

    def set_hot(self, specs: Sequence[LayerSpec]) -> None:
        """Take over what may change while training: activations and dropout rates, inside blocks too.

        Parameters
        ----------
        specs : sequence of LayerSpec
            All layers, of the kinds and sizes that the network has.
        """
        if len(specs) != len(self.layers):
            raise ConfigError(f"{len(specs)} layers don't fit a network of {len(self.layers)}.")
        for layer, spec in zip(self.layers, specs, strict=True):
            layer.set_hot(spec)
        self.specs = tuple(specs)
        self._forget_passes()

    def set_silenced(self, units: Mapping[str, Sequence[int]]) -> None:
        """Hold the activation of these units at zero, and of no others.

        Parameters
        ----------
        units : mapping of str to sequence of int
            By layer the units, counted from 0; of a layer that works on pictures the channels.

        Raises
        ------
        ConfigError
            If there is no such layer or unit, or the layer has no activation of its own.
        """
        self.check_units(units)
        before = self.silenced()
        for layer in self.all_layers():
            layer.silenced = np.array(sorted(set(units.get(layer.name, ()))), np.int64)
        if self.silenced() != before:
            self._forget_passes()

    def check_units(self, units: Mapping[str, Sequence[int]]) -> None:
        """Raise `ConfigError` if there are no such units, by layer, or they can't be silenced."""
        check_units({layer.name: layer for layer in self.all_layers()}, units)

    def silenced(self) -> dict[str, tuple[int, ...]]:
        """The silenced units by layer; layers without any are left out."""
        return {
            layer.name: tuple(layer.silenced.tolist()) for layer in self.all_layers() if layer.silenced.size
        }

    def set_loss(self, loss: str | Loss) -> None:
        """Exchange the loss, keeping the weights."""
        self.loss = find_loss(loss)
        self._forget_passes()

    def _forget_passes(self) -> None:
        self._training_passes.clear()
        self._inference_passes.clear()

    # ---- computing

    def reserve(self, n: int) -> None:
        """Make room for training batches of n examples from the start."""
        self._training_buffers.capacity = max(n, self._training_buffers.capacity)

    def training_pass(self, n: int) -> Pass:
        """The pass for training batches of n examples; its `x` and `labels` may be filled in place."""
        made = self._training_passes.get(n)
        if made is None:
            made = Pass(self.layers, self.input_shape, n, self._training_buffers, self.loss)
            self._training_passes.keep(made)
        if made is not self._last_pass:
            self.show(made)
        return made

    def inference_pass(self, n: int) -> Pass:
        """The pass that only goes forward, in evaluation mode, with buffers of its own."""
        made = self._inference_passes.get(n)
        if made is None:
            made = Pass(self.layers, self.input_shape, n, self._inference_buffers)
            self._inference_passes.keep(made)
        if made is not self._last_pass:
            self.show(made)
        return made

    def show(self, made: Pass) -> None:
        """Let the layers' z, a and delta be those of this pass."""
        self._last_pass = made
        pending = list(zip(self.layers, made.passes, strict=True))
        while pending:
            layer, layer_pass = pending.pop()
            layer.last_pass = layer_pass
            pending.extend(zip(layer.inner_layers, layer_pass.inner, strict=True))

    def forward(self, x: NDArray[Any], train: bool = False) -> FloatArray:
        """Outputs of the last layer, shape (n, n_outputs); the array is reused by the next call.

        Parameters
        ----------
        x : ndarray, shape (n, *input_shape) or (n, n_inputs)
        train : bool
            Use the training mode of dropout and batch normalisation.
        """
        made = self.training_pass(len(x)) if train else self.inference_pass(len(x))
        made.set_input(x)
        return made.forward()

    def predict(self, x: NDArray[Any]) -> FloatArray:
        """Probabilities, shape (n, n_outputs), a fresh array."""
        return self.loss.probabilities(self.forward(x))

    def loss_and_gradients(self, x: NDArray[Any], y: NDArray[Any]) -> float:
        """Mean data loss of a batch; fills `gradients`.

        Parameters
        ----------
        x : ndarray, shape (n, *input_shape) or (n, n_inputs)
        y : ndarray
            Class labels (n,) of an integer type, or target vectors (n, n_outputs) of a floating type.
        """
        made = self.training_pass(len(x))
        made.set_input(x)
        made.set_targets(y)
        return made.run()

    def input_gradient(self, x: NDArray[Any], y: NDArray[Any]) -> FloatArray:
        """∂L/∂x of the mean loss of a batch, shaped as the input, fresh. Fills `gradients` too."""
        made = Pass(
            self.layers, self.input_shape, len(x), Buffers(self.dtype), self.loss, input_gradient=True
        )
        made.set_input(x)
        made.set_targets(y)
        self.show(made)
        made.run()
        assert made.grad_x is not None
        return made.grad_x

    def evaluate(self, x: NDArray[Any], y: NDArray[Any], chunk: int = 256) -> Iterator[Evaluation]:
        """Go through many examples in slices; each yielded value holds for those so far, the last for all."""
        return evaluate(self, x, y, chunk)

    def copy(self, dtype: DTypeLike | None = None) -> Network:
        """A network of its own with the same layers, loss, parameters and statistics."""
        twin = Network(
            self.input_shape,
            self.specs,
            loss=self.loss,
            initialization="zeros",
            rng=np.random.default_rng(0),
            dropout_rng=np.random.default_rng(0),
            dtype=dtype or self.dtype,
        )
        for mine, other in zip(self.all_layers(), twin.all_layers(), strict=True):
            other.activation = mine.activation
            other.silenced = mine.silenced
        np.copyto(twin.parameters, self.parameters, casting="same_kind")
        for name, values in self.named_state().items():
            np.copyto(twin.named_state()[name], values, casting="same_kind")
        return twin
