"""What the instruments have sampled of a run while it happened: kept with a run that is laid aside."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from playground.training.path_samples import PathSamples
from playground.training.sampled_series import SampledRows
from playground.training.weight_histograms import Ridges


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InstrumentMemory:
    """Gradients, weight histograms and weights at some of the steps."""

    gradients: SampledRows
    ridges: Ridges
    samples: PathSamples

    @property
    def n_bytes(self) -> int:
        """Memory that it takes, most of it for the weights."""
        return sum(array.nbytes for array in self.samples.displacements)

    def copy(self) -> InstrumentMemory:
        """The same for a run that goes its own way from here; the samples themselves are shared."""
        return InstrumentMemory(
            gradients=deepcopy(self.gradients), ridges=self.ridges.copy(), samples=self.samples.copy()
        )
