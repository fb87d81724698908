"""Every number of one update, copied from the engine's own buffers while a copy of the trainer makes it.

The copy makes the step that would come next, bit for bit (`Trainer.copy`), so that nothing of the living
network has to be put back afterwards: its weights, state, generators and buffers aren't touched.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray, Shape
from playground.engine.layers import DropoutLayer
from playground.engine.network import Network
from playground.engine.trace_layers import LayerTrace, Recorder, all_traces
from playground.engine.trace_loss import LossTrace, loss_settings, loss_steps
from playground.engine.trace_update import UpdateTrace, trace_update
from playground.engine.trainer import Trainer

MOST_NUMBERS = 600_000
"""Of the layers, in a trace; a batch that has more is kept in part, and always with the chosen example."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StepTrace:
    """One update of one network, number by number."""

    scope: str
    """`example`, `batch` or `all`."""
    split: str
    index: int
    """The chosen example: its place in its split; −1 for one of one's own."""
    row: int
    """The chosen example among the kept ones."""
    rows: NDArray[np.int64]
    """Which examples of the batch are kept; the whole training set is kept as one example."""
    n_examples: int
    """Over which the mean goes."""
    step: int
    """Updates made before this one."""
    epoch: float
    layers: tuple[LayerTrace, ...]
    loss: LossTrace
    update: UpdateTrace
    layout: dict[str, tuple[int, int, Shape]]
    """Where each parameter array lies in the flat vectors: name → start, stop, shape."""
    weight_names: tuple[str, ...]
    """The parameter arrays that the penalties reach."""
    indices: NDArray[np.int64] | None = None
    """Places in the training set of the examples of the batch."""

    def all_layers(self) -> Iterator[LayerTrace]:
        """Every layer, those inside blocks too."""
        return all_traces(self.layers)

    def layer(self, name: str) -> LayerTrace:
        """The layer called `name`.

        Raises
        ------
        KeyError
            If there is none.
        """
        for layer in self.all_layers():
            if layer.name == name:
                return layer
        raise KeyError(name)

    def part(self, vector: FloatArray, name: str) -> FloatArray:
        """The parameter array `name` out of a flat vector."""
        start, stop, shape = self.layout[name]
        return vector[start:stop].reshape(shape)

    def before(self, name: str) -> FloatArray:
        """A parameter array before the update."""
        return self.part(self.update.before, name)

    def after(self, name: str) -> FloatArray:
        """A parameter array after the update."""
        return self.part(self.update.after, name)

    def gradient(self, name: str) -> FloatArray:
        """∂L/∂parameters of the data loss."""
        return self.part(self.update.data_gradient, name)


def trace_step(
    trainer: Trainer,
    x: NDArray[Any],
    y: NDArray[Any],
    *,
    row: int = 0,
    scope: str = "batch",
    chunk: int = 0,
    learning_rate: float | None = None,
    split: str = "train",
    index: int = -1,
    step: int = 0,
    epoch: float = 0.0,
    indices: NDArray[np.int64] | None = None,
) -> StepTrace:
    """Trace the update that `trainer` would make from these examples; nothing of it changes.

    Parameters
    ----------
    trainer : Trainer
        A copy of it makes the step.
    x, y : ndarray
        As for `Trainer.step`.
    row : int
        The chosen example, whose values are kept in any case.
    scope : str
        Says what x is; see `StepTrace`.
    chunk : int
        Take so many examples at a time and the mean over all of them, keeping only the chosen one; 0 takes
        them as one batch. Batch normalisation then compares the examples of one chunk.
    learning_rate : float, optional
        Of this step, where a schedule has changed it.
    split, index, step, epoch, indices
        Go into the trace.
    """
    twin = trainer.copy()
    if learning_rate is not None:
        twin.optimizer.learning_rate = learning_rate
    network = twin.network
    made = _one_batch(network, x, y, row) if not chunk else _in_chunks(network, x, y, row, chunk)
    penalty = twin.last_penalty
    update = trace_update(twin)
    mean_after = _loss_again(network, x, y, chunk or len(x))
    outputs, targets, rows = made.outputs, made.targets, made.rows
    kept_steps, kept_terms = loss_steps(network.loss, outputs[rows], targets[rows])
    loss = LossTrace(
        name=network.loss.name,
        outputs=outputs[rows],
        targets=targets[rows],
        gradient=made.grad_output[rows] if not chunk else made.grad_output,
        steps=kept_steps,
        terms=kept_terms,
        per_example=loss_steps(network.loss, outputs, targets)[1].sum(axis=1),
        total_weight=network.loss.total_weight(targets),
        mean=made.loss,
        mean_after=mean_after,
        l1=twin.l1,
        l2=twin.l2,
        penalty=penalty,
        penalty_after=twin.last_penalty,
        settings=loss_settings(network.loss),
    )
    return StepTrace(
        scope=scope,
        split=split,
        index=index,
        row=int(np.searchsorted(rows, row)),
        rows=rows,
        n_examples=len(x),
        step=step,
        epoch=epoch,
        layers=made.layers,
        loss=loss,
        update=update,
        layout=_layout(network),
        weight_names=tuple(f"{name}.weights" for name in network.weight_slices),
        indices=indices,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Made:
    """What forward and backward gave; the gradients are in the network."""

    loss: float
    layers: tuple[LayerTrace, ...]
    outputs: FloatArray
    targets: FloatArray
    grad_output: FloatArray
    rows: NDArray[np.int64]


def _one_batch(network: Network, x: NDArray[Any], y: NDArray[Any], row: int) -> _Made:
    made = network.training_pass(len(x))
    made.set_input(x)
    made.set_targets(y)
    rows = _rows_to_keep(network, len(x), row)
    recorder = Recorder(made, rows)
    loss, grad_output = recorder.run()
    return _Made(
        loss=loss,
        layers=recorder.layers(network.layers),
        outputs=made.output.copy(),
        targets=made.targets.copy(),
        grad_output=grad_output,
        rows=rows,
    )


def _in_chunks(network: Network, x: NDArray[Any], y: NDArray[Any], row: int, chunk: int) -> _Made:
    """The mean over all examples; of the layers only the chosen example is kept."""
    targets = network.loss.targets_of(y, network.n_outputs, network.dtype)
    total_weight = network.loss.total_weight(targets)
    gradients = np.zeros(network.n_parameters)
    outputs: list[FloatArray] = []
    loss = 0.0
    chosen: tuple[LayerTrace, ...] = ()
    grad_output = np.zeros((1, network.n_outputs), network.dtype)
    for start in range(0, len(x), chunk):
        part = slice(start, min(start + chunk, len(x)))
        share = network.loss.total_weight(targets[part]) / total_weight
        made = network.training_pass(part.stop - start)
        made.set_input(x[part])
        made.set_targets(y[part])
        if part.start <= row < part.stop:
            recorder = Recorder(made, np.array([row - start]))
            chunk_loss, gradient = recorder.run()
            chosen = recorder.layers(network.layers, share)
            grad_output = gradient[row - start : row - start + 1] * np.asarray(share, network.dtype)
        else:
            chunk_loss = made.run()
        outputs.append(made.output.copy())
        loss += share * chunk_loss
        gradients += share * network.gradients
    np.copyto(network.gradients, gradients, casting="same_kind")
    return _Made(
        loss=loss,
        layers=chosen,
        outputs=np.concatenate(outputs),
        targets=targets,
        grad_output=grad_output,
        rows=np.array([row]),
    )


def _loss_again(network: Network, x: NDArray[Any], y: NDArray[Any], chunk: int) -> float:
    """The mean data loss of the same examples with the weights of now; dropout as it was drawn last."""
    for layer in network.all_layers():
        if isinstance(layer, DropoutLayer):
            layer.frozen = True
    targets = network.loss.targets_of(y, network.n_outputs, network.dtype)
    total_weight = network.loss.total_weight(targets)
    loss = 0.0
    for start in range(0, len(x), chunk):
        part = slice(start, start + chunk)
        made = network.training_pass(len(x[part]))
        made.set_input(x[part])
        made.set_targets(y[part])
        made.forward()
        loss += made.loss() * (network.loss.total_weight(targets[part]) / total_weight)
    return loss


def _rows_to_keep(network: Network, n: int, row: int) -> NDArray[np.int64]:
    numbers = network.n_inputs + 3 * sum(math.prod(layer.output_shape) for layer in network.all_layers())
    n_kept = int(np.clip(MOST_NUMBERS // numbers, 1, n))
    if row < n_kept:
        return np.arange(n_kept)
    return np.append(np.arange(n_kept - 1), row)


def _layout(network: Network) -> dict[str, tuple[int, int, Shape]]:
    layout: dict[str, tuple[int, int, Shape]] = {}
    start = 0
    for name, values in network.named_parameters().items():
        layout[name] = (start, start + values.size, values.shape)
        start += values.size
    return layout
