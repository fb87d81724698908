"""Write the weights that the worked examples of textbooks begin with to `resources/models`."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from playground.experiment.config import ExperimentConfig
from playground.experiment.data_source import load_data
from playground.experiment.model_file import save_model
from playground.experiment.textbook_examples import (
    NEURON,
    NEURON_PARAMETERS,
    TWO_LAYER,
    TWO_LAYER_PARAMETERS,
)

MODELS = Path(__file__).resolve().parents[2] / "resources" / "models"


def write(name: str, config: ExperimentConfig, parameters: tuple[float, ...]) -> None:
    """Write one model file; the same content gives the same bytes."""
    dataset = load_data(config.data)
    save_model(
        MODELS / name,
        config,
        np.array(parameters),
        {"written_by": "packaging/model/write_textbook_models.py"},
        input_shape=dataset.input_shape,
        n_outputs=dataset.n_classes,
    )


if __name__ == "__main__":
    write("textbook_neuron.bpp", NEURON, NEURON_PARAMETERS)
    write("two_layer_example.bpp", TWO_LAYER, TWO_LAYER_PARAMETERS)
