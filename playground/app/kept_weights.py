"""The weights of networks left for another shape, so that Undo brings back what they had learned."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np

from playground.experiment.config import ExperimentConfig
from playground.training.checkpoint import decode_checkpoint
from playground.training.controller import TrainingController
from playground.training.messages import FloatArray
from playground.training.resume import network_state

MOST_KEPT = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """What a network has learned."""

    parameters: FloatArray
    state: dict[str, FloatArray] = field(default_factory=dict)
    """Running statistics, of networks with batch normalisation."""


def newest_weights(controller: TrainingController) -> Weights | None:
    """The weights of the present run, at most a second old; None before its first checkpoint."""
    saved = controller.newest_checkpoint
    if saved is None or saved.run_id != controller.run_id:
        return None
    checkpoint = decode_checkpoint(saved.encoded)
    return Weights(
        parameters=np.array(checkpoint.arrays["parameters"]),
        state={name: values.copy() for name, values in network_state(checkpoint).items()},
    )


class KeptWeights:
    """The newest few, by their experiment."""

    def __init__(self) -> None:
        self._kept: OrderedDict[ExperimentConfig, Weights] = OrderedDict()

    def keep(self, config: ExperimentConfig, weights: Weights | None) -> None:
        """Keep the weights that `config` had learned."""
        if weights is None:
            return
        self._kept[config] = weights
        self._kept.move_to_end(config)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def weights_of(self, config: ExperimentConfig) -> Weights | None:
        """The weights of `config`, if they are still kept."""
        return self._kept.get(config)
