"""What an example of the menu is: a small story, what one sees and what to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.resources import read_bytes
from playground.experiment.config import ExperimentConfig
from playground.experiment.model_file import Model, load_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An experiment to open from the menu or by `--example KEY`."""

    key: str
    title: str
    text: str
    """Two sentences: what happens, and what to look at or to try."""
    config: ExperimentConfig
    model: str | None = None
    """File of the trained weights in `resources/models`; None starts untrained."""

    def load_model(self) -> Model:
        """Read the trained network of this example.

        Raises
        ------
        PlaygroundError
            If the example starts untrained, or the installation is damaged.
        """
        if self.model is None:
            raise ValueError(f"The example {self.key} has no trained weights.")
        return load_model(read_bytes("models", self.model))

    def load_parameters(self) -> NDArray[np.floating[Any]]:
        """Read only the weights of `load_model`."""
        return self.load_model().parameters
