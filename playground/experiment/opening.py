"""Opening whatever names an experiment: a file of either form, or the key of an example."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data import preview, read_collection
from playground.errors import ConfigError, FileFormatError
from playground.experiment.codec import MAX_TEXT_LENGTH, from_json
from playground.experiment.config import DataConfig, ExperimentConfig
from playground.experiment.examples import EXAMPLES
from playground.experiment.fitting import fitted
from playground.experiment.model_file import load_model
from playground.experiment.parsing import did_you_mean
from playground.experiment.table_data import table_data

TABLE_SUFFIXES = (".csv", ".tsv")
COLLECTION_SUFFIX = ".npz"
_ZIP_SIGNATURE = b"PK"
# The longest character of UTF-8 takes four bytes.
_MAX_TEXT_BYTES = 4 * MAX_TEXT_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opened:
    """An experiment, and its weights if it came with some."""

    config: ExperimentConfig
    parameters: NDArray[np.floating[Any]] | None
    title: str
    state: dict[str, NDArray[np.floating[Any]]] | None = None
    """Running statistics that belong to `parameters`, by name."""


def open_named(name: str) -> Opened:
    """Open the example called `name`, or the file at that path.

    Raises
    ------
    ConfigError
        If there is neither.
    FileFormatError
        If the file is no experiment.
    """
    if name in EXAMPLES:
        return open_example(name)
    if Path(name).exists():
        return open_file(Path(name))
    hint = did_you_mean(name, EXAMPLES)
    raise ConfigError(
        f"There is no file and no example “{name}”.{hint} The examples are {', '.join(EXAMPLES)}."
    )


def open_example(key: str) -> Opened:
    """Open an example of the menu, with its trained weights if it has any."""
    if key not in EXAMPLES:
        hint = did_you_mean(key, EXAMPLES)
        raise ConfigError(f"There is no example “{key}”.{hint} The examples are {', '.join(EXAMPLES)}.")
    example = EXAMPLES[key]
    if example.model is None:
        return Opened(config=example.config, parameters=None, title=example.title)
    model = example.load_model()
    return Opened(config=model.config, parameters=model.parameters, title=example.title, state=model.state)


def open_file(path: Path) -> Opened:
    """Open a model file, an experiment as JSON, a table, or a collection of drawings.

    Raises
    ------
    FileFormatError
        If the file can't be read, is none of these, or holds settings that can't be.
    DataError
        If a table or a collection can't be used.
    """
    suffix = path.suffix.lower()
    if suffix in TABLE_SUFFIXES:
        return Opened(config=_learning(table_data(preview(path))), parameters=None, title=path.stem)
    if suffix == COLLECTION_SUFFIX:
        read_collection(path)
        data = DataConfig(dataset="own_digits", file=str(path.absolute()))
        return Opened(config=_learning(data), parameters=None, title=path.stem)
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise FileFormatError(f"{path} can't be read: {error.strerror or error}.") from error
    if content.startswith(_ZIP_SIGNATURE):
        model = load_model(path)
        return Opened(config=model.config, parameters=model.parameters, title=path.stem, state=model.state)
    if len(content) > _MAX_TEXT_BYTES:
        raise FileFormatError(f"{path} is too large for an experiment and is no trained network.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFormatError(f"{path} is neither an experiment nor a trained network.") from error
    try:
        return Opened(config=from_json(text), parameters=None, title=path.stem)
    except (ConfigError, FileFormatError) as error:
        raise FileFormatError(f"{path}: {error}") from error


def _learning(data: DataConfig) -> ExperimentConfig:
    """An experiment on these data, with what is suggested for them."""
    plain = ExperimentConfig()
    return fitted(replace(plain, data=data), plain)
