"""A pass: a whole network bound to one batch size, as flat lists of NumPy calls."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import Buffers, FloatArray, Operation, Shape
from playground.engine.layers import Layer, bind_layers
from playground.engine.layers.base import as_rows, grad_as_rows
from playground.engine.losses import Loss
from playground.errors import ShapeError


class Pass:
    """The layers of a network bound to one batch size.

    Parameters
    ----------
    layers : sequence of Layer
    input_shape : tuple of int
        Shape of one example.
    n : int
        Batch size.
    buffers : Buffers
        Where the arrays come from. Passes of other sizes share them, so only one of them holds valid numbers.
    loss : Loss or None
        With a loss the pass can go back; without one it only goes forward, in evaluation mode.
    input_gradient : bool
        Whether the way back goes on to ∂L/∂x.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        input_shape: Shape,
        n: int,
        buffers: Buffers,
        loss: Loss | None = None,
        input_gradient: bool = False,
    ) -> None:
        self.n = n
        self.layers = tuple(layers)
        shaped = buffers.rows("input", n, input_shape)
        self.x: FloatArray = shaped.reshape(n, -1)
        """Input batch, one flat row per example; filling it in place saves the copy."""
        self.grad_x: FloatArray | None = (
            buffers.rows("input.delta", n, input_shape) if input_gradient else None
        )
        self.passes = bind_layers(self.layers, shaped, self.grad_x, buffers, loss is not None)
        self.output, gather = as_rows(self.passes[-1].a, "output", buffers)
        self.forward_operations: list[Operation] = [op for made in self.passes for op in made.forward]
        self.forward_operations += gather
        self.backward_operations: list[Operation] = [
            op for made in reversed(self.passes) for op in made.backward
        ]
        if loss is not None:
            self._bind_loss(loss, buffers)

    def _bind_loss(self, loss: Loss, buffers: Buffers) -> None:
        n_outputs = self.output.shape[1]
        delta = self.passes[-1].delta
        assert delta is not None
        self.labels: NDArray[np.int64] = buffers.rows("labels", self.n, (), np.int64)
        """Class labels of the batch; filling them in place saves the copy."""
        self.targets: FloatArray = buffers.rows("targets", self.n, (n_outputs,))
        table = loss.target_table(n_outputs, self.targets.dtype)
        self._n_classes = len(table)
        # With mode "raise" np.take would go through a hidden copy of its output.
        self._look_up_targets = partial(np.take, table, self.labels, 0, self.targets, "clip")
        grad_output, spread_back = grad_as_rows(delta, "output.delta", buffers)
        self.backward_operations[:0] = spread_back
        self._compute_loss = loss.bind(self.output, self.targets, grad_output, buffers)

    def set_input(self, x: NDArray[Any]) -> None:
        """Take over a batch of any shape that has one example a row."""
        if x is self.x:
            return
        # Told apart by hand: NumPy would spread a single example, or a single number each, over all.
        if x.size != self.x.size or x.dtype.kind not in "biuf":
            raise ShapeError(
                f"The network takes {self.x.shape[1]} numbers an example, one example a row, not {x.shape} "
                f"of {x.dtype}."
            )
        np.copyto(self.x, x.reshape(self.x.shape), casting="same_kind")

    def set_targets(self, y: NDArray[Any]) -> None:
        """Take over class labels (n,) or target vectors (n, n_outputs)."""
        if y is not self.labels:
            if y.dtype.kind == "f":
                try:
                    np.copyto(self.targets, y.reshape(self.targets.shape))
                except ValueError as error:
                    raise ShapeError(f"Targets {y.shape} don't fit outputs {self.targets.shape}.") from error
                return
            if y.ndim != 1:
                raise ShapeError(
                    f"Labels are one whole number an example, not {y.shape}; target vectors are floats."
                )
            if y.shape != self.labels.shape:
                raise ShapeError(f"{len(y)} labels don't fit {self.n} examples.")
            if y.min() < 0 or y.max() >= self._n_classes:
                raise ShapeError(f"Labels from {y.min()} to {y.max()} don't fit {self._n_classes} classes.")
            np.copyto(self.labels, y)
        self._look_up_targets()

    def forward(self) -> FloatArray:
        """Compute the outputs, shape (n, n_outputs); the array is reused."""
        for operation in self.forward_operations:
            operation()
        return self.output

    def loss(self) -> float:
        """Mean data loss of the outputs; leaves ∂L/∂a of the last layer for the way back."""
        return self._compute_loss()

    def backward(self) -> None:
        """Carry ∂L/∂a of the last layer back to every parameter."""
        for operation in self.backward_operations:
            operation()

    def run(self) -> float:
        """Forward, loss, backward; the mean data loss."""
        for operation in self.forward_operations:
            operation()
        loss = self._compute_loss()
        for operation in self.backward_operations:
            operation()
        return loss


class PassCache:
    """The passes for the batch sizes in use; those of the oldest sizes are forgotten."""

    MAX_SIZES: ClassVar[int] = 8

    def __init__(self) -> None:
        self._passes: dict[int, Pass] = {}

    def get(self, n: int) -> Pass | None:
        """The pass for batches of n examples, if there is one."""
        return self._passes.get(n)

    def keep(self, made: Pass) -> None:
        """Keep a pass for its batch size."""
        if len(self._passes) >= self.MAX_SIZES:
            del self._passes[next(iter(self._passes))]
        self._passes[made.n] = made

    def clear(self) -> None:
        """Forget all: they are bound to what has changed."""
        self._passes.clear()
