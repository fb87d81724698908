"""The weights of networks left for another shape, so that Undo brings back what they had learned."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from playground.experiment.config import ExperimentConfig
from playground.training.checkpoint import decode_checkpoint
from playground.training.controller import TrainingController
from playground.training.messages import FloatArray

MOST_KEPT = 8


def newest_weights(controller: TrainingController) -> FloatArray | None:
    """The weights of the present run, at most a second old; None before its first checkpoint."""
    saved = controller.newest_checkpoint
    if saved is None or saved.run_id != controller.run_id:
        return None
    return np.array(decode_checkpoint(saved.encoded).arrays["parameters"], dtype=np.float32)


class KeptWeights:
    """The newest few, by their experiment."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ExperimentConfig, FloatArray] = OrderedDict()

    def keep(self, config: ExperimentConfig, weights: FloatArray | None) -> None:
        """Keep the weights that `config` had learned."""
        if weights is None:
            return
        self._kept[config] = weights
        self._kept.move_to_end(config)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def weights_of(self, config: ExperimentConfig) -> FloatArray | None:
        """The weights of `config`, if they are still kept."""
        return self._kept.get(config)
