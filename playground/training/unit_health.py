"""Units that learn nothing: silent ReLU, saturated sigmoid and tanh; and how often the gradient is cut."""

from __future__ import annotations

import math
from time import perf_counter

import numpy as np

from playground.engine import Layer
from playground.engine.diagnostics import dead_share, saturated_share
from playground.training.messages import FloatArray
from playground.training.session import Session

INTERVAL_S = 0.5
_SHARE_OF_TIME = 0.005
_FEWEST_EXAMPLES = 8
"""In a smaller batch too many units are silent by chance."""
_SILENT = ("relu",)
_FLAT_ENDS = ("sigmoid", "tanh")
_MEMORY = 0.9
"""Share of the past in the mean of how often the gradient is cut."""
_NEARLY = 1.0 - 1e-4


class UnitHealth:
    """Looks at the units of one session a few times a second, right after a training step."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._next_at = float("-inf")
        self._step = -1
        self.dead: FloatArray = self._unknown()
        """Share of silent units by layer with weights; NaN where the activation can't be silent."""
        self.saturated: FloatArray = self._unknown()
        """Share of activations at a flat end, by layer with weights; NaN where there is no flat end."""
        self.clipped_share = math.nan
        """Share of the updates looked at lately whose gradient was cut; NaN without clipping."""

    def note(self, now: float) -> None:
        """Look at the last step, if it is time to; the layers must still hold that step's numbers."""
        step = self._session.step
        self._note_clipping(step)
        if now < self._next_at or step in (0, self._step):
            return
        started = perf_counter()
        self._step = step
        layers = self._session.network.weight_layers
        self.dead = np.array([_share(layer, _SILENT) for layer in layers], np.float32)
        self.saturated = np.array([_share(layer, _FLAT_ENDS) for layer in layers], np.float32)
        for shares in (self.dead, self.saturated):
            shares.flags.writeable = False
        self._next_at = now + max(INTERVAL_S, (perf_counter() - started) / _SHARE_OF_TIME)

    def forget(self) -> None:
        """The run has gone back, or its activations have changed."""
        self._step = -1
        self._next_at = float("-inf")
        self.dead, self.saturated = self._unknown(), self._unknown()
        self.clipped_share = math.nan

    def _unknown(self) -> FloatArray:
        shares = np.full(len(self._session.network.weight_layers), np.nan, np.float32)
        shares.flags.writeable = False
        return shares

    def _note_clipping(self, step: int) -> None:
        trainer = self._session.trainer
        if step == 0 or not (trainer.clip_value or trainer.clip_norm):
            self.clipped_share = math.nan
            return
        g = self._session.network.gradients
        cut = bool(trainer.clip_norm) and math.sqrt(float(np.dot(g, g))) >= _NEARLY * trainer.clip_norm
        if not cut and trainer.clip_value:
            cut = max(float(g.max()), -float(g.min())) >= _NEARLY * trainer.clip_value
        before = float(cut) if math.isnan(self.clipped_share) else self.clipped_share
        self.clipped_share = _MEMORY * before + (1.0 - _MEMORY) * float(cut)


def _share(layer: Layer, activations: tuple[str, ...]) -> float:
    """Share of the units of `layer` that learn nothing, if its activation is one of these."""
    # In a picture, units that look at blank corners are silent in the healthiest network.
    is_picture = len(layer.output_shape) != 1
    if layer.activation.name not in activations or is_picture:
        return math.nan
    if layer.z is None or len(layer.z) < _FEWEST_EXAMPLES:
        return math.nan
    return dead_share(layer) if activations is _SILENT else saturated_share(layer)
