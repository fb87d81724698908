"""Reading and writing experiments with their weights, whatever the form of the file."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.errors import FileFormatError
from playground.experiment import EXAMPLES, from_json, load_model
from playground.experiment.config import ExperimentConfig

MODEL_SUFFIX = ".bpp"
_LARGEST_TEXT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OpenedExperiment:
    """An experiment, and weights if it came with some."""

    config: ExperimentConfig
    parameters: NDArray[np.float32] | None
    title: str


def read_experiment(path: Path) -> OpenedExperiment:
    """Read a model file or an experiment as JSON.

    Raises
    ------
    PlaygroundError
        With a sentence on what is wrong with it.
    """
    try:
        if path.is_dir():
            raise FileFormatError(
                f"{path.name} is a folder. Choose an experiment file ({MODEL_SUFFIX} or .json)."
            )
        if zipfile.is_zipfile(path):
            model = load_model(path)
            return OpenedExperiment(config=model.config, parameters=model.parameters, title=path.stem)
        if path.stat().st_size > _LARGEST_TEXT:
            raise FileFormatError(f"{path.name} is not an experiment: it is too large and not a model file.")
        return OpenedExperiment(config=from_json(path.read_text("utf-8")), parameters=None, title=path.stem)
    except OSError as error:
        raise FileFormatError(f"{path.name} can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{path.name} is neither an experiment nor a trained network.") from error


def read_example(key: str) -> OpenedExperiment:
    """An example of the menu, with its trained weights if it has any."""
    example = EXAMPLES[key]
    parameters = example.load_parameters() if example.model is not None else None
    return OpenedExperiment(config=example.config, parameters=parameters, title=example.title)
