"""What each layer computed in one step, copied from the engine's own buffers at the moment it is there.

On the way back a layer finds ∂L/∂a in the memory of its delta and turns it into ∂L/∂z in place, so the first
has to be taken before the operations of the layer run and the second after them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.activations import ACTIVATIONS
from playground.engine.arrays import FloatArray, Operation, Shape
from playground.engine.layers import Layer, LayerPass
from playground.engine.passes import Pass
from playground.engine.specs import LayerSpec, MaxPool2d


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerTrace:
    """One layer in one step, for the kept examples of the batch."""

    name: str
    spec: LayerSpec
    activation: str
    input_shape: Shape
    output_shape: Shape
    x: FloatArray
    """Shape (n_kept, *input_shape)."""
    z: FloatArray
    a: FloatArray
    grad_a: FloatArray
    """∂L/∂a, L being the mean over the batch."""
    delta: FloatArray
    """∂L/∂z; the three as z of shape (n_kept, *output_shape)."""
    details: dict[str, NDArray[Any]] = field(default_factory=dict)
    """By kind of layer. Batch normalisation: `mean`, `variance`, `inverse` (1/√(variance + ε)) of each unit
    or channel, `normal` (x̂), `count` (over how many numbers the mean goes), `mean_delta` and
    `mean_product` (of δ and of δ·x̂, over the batch). Layer normalisation: `mean` and
    `inverse` of each example, `normal`. Dropout: `factor`. Max pooling: `places` (which pixel of the window,
    counted row by row)."""
    inner: tuple[LayerTrace, ...] = ()
    """The layers inside a block."""

    @property
    def kind(self) -> str:
        """The kind of layer, as its description names it."""
        return self.spec.kind

    @property
    def n_units(self) -> int:
        """Numbers that the layer makes of one example."""
        return math.prod(self.output_shape)

    @property
    def slope(self) -> FloatArray:
        """f'(z), by the very function that the step used."""
        return ACTIVATIONS[self.activation].slope(self.z)


class Recorder:
    """Runs one pass and keeps what the layers compute for some rows of the batch."""

    def __init__(self, made: Pass, rows: NDArray[np.int64]) -> None:
        self._pass = made
        self._rows = rows
        self._copies: dict[int, FloatArray] = {}
        self._grad_a: dict[int, FloatArray] = {}
        self._delta: dict[int, FloatArray] = {}

    def run(self) -> tuple[float, FloatArray]:
        """Forward, loss and backward; the mean data loss, and ∂L/∂outputs (of all rows)."""
        made = self._pass
        made.forward()
        loss = made.loss()
        delta = made.passes[-1].delta
        assert delta is not None
        in_front = len(made.backward_operations) - sum(len(part.backward) for part in made.passes)
        for operation in made.backward_operations[:in_front]:
            operation()
        grad_output = np.array(delta).reshape(made.n, -1)
        self._go_back(made.passes)
        return loss, grad_output

    def _go_back(self, passes: Sequence[LayerPass]) -> None:
        for part in reversed(passes):
            delta = part.delta
            assert delta is not None
            grad_a = self._grad_a[id(part)] = self._kept(delta)
            start, stop = _inner_operations(part)
            self._carry_out(part.backward[:start])
            self._go_back(part.inner)
            self._carry_out(part.backward[stop:])
            after = self._kept(delta)
            self._delta[id(part)] = grad_a if np.array_equal(after, grad_a) else after

    @staticmethod
    def _carry_out(operations: Sequence[Operation]) -> None:
        for operation in operations:
            operation()

    def _kept(self, values: FloatArray) -> FloatArray:
        return np.ascontiguousarray(values[self._rows]).copy()

    def _copy(self, values: FloatArray) -> FloatArray:
        """The kept rows; the a of one layer and the x of the next stay one array."""
        made = self._copies.get(id(values))
        if made is None:
            made = self._copies[id(values)] = self._kept(values)
        return made

    def layers(self, layers: Sequence[Layer], scale: float = 1.0) -> tuple[LayerTrace, ...]:
        """What was recorded; gradients times `scale`."""
        return tuple(
            self._layer(layer, part, scale) for layer, part in zip(layers, self._pass.passes, strict=True)
        )

    def _layer(self, layer: Layer, part: LayerPass, scale: float) -> LayerTrace:
        grad_a, delta = self._grad_a[id(part)], self._delta[id(part)]
        if scale != 1.0:
            is_same = delta is grad_a
            grad_a = grad_a * np.asarray(scale, grad_a.dtype)
            delta = grad_a if is_same else delta * np.asarray(scale, delta.dtype)
        x = self._copy(part.x)
        return LayerTrace(
            name=layer.name,
            spec=layer.spec,
            activation=layer.activation.name,
            input_shape=layer.input_shape,
            output_shape=layer.output_shape,
            x=x,
            z=self._copy(part.z),
            a=self._copy(part.a),
            grad_a=grad_a,
            delta=delta,
            details=self._details(layer, part, x, scale),
            inner=tuple(
                self._layer(*pair, scale) for pair in zip(layer.inner_layers, part.inner, strict=True)
            ),
        )

    def _details(self, layer: Layer, part: LayerPass, x: FloatArray, scale: float) -> dict[str, NDArray[Any]]:
        details: dict[str, NDArray[Any]] = {}
        for name, values in part.details.items():
            if name == "normal" and layer.kind == "batch_norm" and part.z.ndim == 4:
                # By unit: (places and examples, channels), see `BatchNormLayer`.
                pictures = values.T.reshape(*layer.output_shape, len(part.z)).transpose(3, 0, 1, 2)
                details[name] = self._kept(pictures)
            elif layer.kind == "batch_norm" and name != "normal":
                details[name] = values.copy()
            else:
                details[name] = self._kept(values)
        if layer.kind == "batch_norm":
            count = part.z.size // len(part.details["mean"])
            details["count"] = np.array(count)
            # The gradients of shift and scale are the sums over the batch of δ and of δ·x̂.
            details["mean_delta"] = layer.gradients["shifts"] * (scale / count)
            details["mean_product"] = layer.gradients["scales"] * (scale / count)

        if "normal" in details:
            details["normal"] = details["normal"].reshape(len(self._rows), *layer.output_shape)
        if isinstance(layer.spec, MaxPool2d):
            details["places"] = largest_places(layer.spec, x, layer.output_shape)
        return details


def _inner_operations(part: LayerPass) -> tuple[int, int]:
    """Where in the way back of a block that of the layers inside begins and ends."""
    if not part.inner:
        return len(part.backward), len(part.backward)
    innermost = part.inner[-1].delta
    start = next(
        place
        for place, operation in enumerate(part.backward)
        if (arguments := getattr(operation, "args", ())) and arguments[0] is innermost
    )
    return start + 1, start + 1 + sum(len(inner.backward) for inner in part.inner)


def largest_places(spec: MaxPool2d, x: FloatArray, output_shape: Shape) -> NDArray[np.int64]:
    """Which pixel of its window each output of a max pooling is: the first of several equal ones."""
    _, height, width = output_shape
    size, s = spec.size, spec.stride or spec.size
    corners = [
        x[:, :, i : i + s * height : s, j : j + s * width : s] for i in range(size) for j in range(size)
    ]
    places: NDArray[np.int64] = np.argmax(np.stack(corners), axis=0).astype(np.int64)
    return places


def all_traces(layers: Sequence[LayerTrace]) -> Iterator[LayerTrace]:
    """Every layer, those inside blocks too (after their block), from input to output."""
    for layer in layers:
        yield layer
        yield from all_traces(layer.inner)
