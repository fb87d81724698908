"""The last part of one step: from the gradient of the data to the new parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine.arrays import FloatArray
from playground.engine.trainer import Trainer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UpdateTrace:
    """What the optimiser was given, what it remembered, and what it made of them; vectors are flat."""

    kind: str
    learning_rate: float
    """Of this step, the schedule applied."""
    settings: dict[str, float]
    """The other hyper-parameters that count, by name."""
    n_steps: int
    """Number of this step since the optimiser was made: the t of Adam."""
    clip_value: float
    clip_norm: float
    length: float
    """Of the gradient with penalty, each entry cut to `clip_value`."""
    clip_factor: float
    """What it was multiplied by to be no longer than `clip_norm`; 1 if nothing was cut."""
    before: FloatArray
    after: FloatArray
    change: FloatArray
    """What was added to the parameters."""
    data_gradient: FloatArray
    penalised: FloatArray
    """With the penalties; the same array if there are none."""
    gradient: FloatArray
    """After clipping: what the optimiser got; the same array if nothing was cut."""
    state_before: dict[str, NDArray[np.floating]]
    state_after: dict[str, NDArray[np.floating]]
    """As `Optimizer.state_arrays`. Adam's are `gradient_sum` = m/(1 − β₁) and `square_sum` = v/(1 − β₂)."""

    held: NDArray[np.int64]
    """Entries of the flat vectors that no update changes."""

    @property
    def predicted_change(self) -> float:
        """g·Δθ: by how much the data loss would change if it were a plane."""
        return float(np.dot(self.data_gradient.astype(np.float64), self.change.astype(np.float64)))


def trace_update(trainer: Trainer) -> UpdateTrace:
    """Let `trainer` go on from the gradient of the data to the update, and keep what comes on the way."""
    network, optimizer = trainer.network, trainer.optimizer
    before = network.parameters.copy()
    state_before = {name: values.copy() for name, values in optimizer.state_arrays().items()}
    data_gradient = network.gradients.copy()
    trainer.add_penalties()
    penalised = _copy_if_new(network.gradients, data_gradient)
    bounded = np.clip(penalised, -trainer.clip_value, trainer.clip_value) if trainer.clip_value else penalised
    length = float(np.linalg.norm(bounded))
    trainer.clip()
    gradient = _copy_if_new(network.gradients, penalised)
    trainer.update()
    return UpdateTrace(
        kind=optimizer.kind,
        learning_rate=optimizer.learning_rate,
        settings={name: float(getattr(optimizer, name)) for name in optimizer.uses},
        n_steps=optimizer.n_steps,
        clip_value=trainer.clip_value,
        clip_norm=trainer.clip_norm,
        length=length,
        clip_factor=min(1.0, trainer.clip_norm / length) if trainer.clip_norm and length else 1.0,
        before=before,
        after=network.parameters.copy(),
        change=trainer.last_update(),
        held=trainer.held,
        data_gradient=data_gradient,
        penalised=penalised,
        gradient=gradient,
        state_before=state_before,
        state_after={name: values.copy() for name, values in optimizer.state_arrays().items()},
    )


def _copy_if_new(values: FloatArray, old: FloatArray) -> FloatArray:
    return old if np.array_equal(values, old) else values.copy()
