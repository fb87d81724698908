"""`evaluate`: how well a network does on pictures that it has not learned from. No Qt."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.cli.output import print_json, telling_errors
from playground.data import load_files
from playground.engine import Network
from playground.errors import ConfigError, DataError
from playground.experiment.build import build_network
from playground.experiment.data_source import load_data
from playground.experiment.network_state import set_state
from playground.experiment.opening import Opened, open_named

_CHUNK = 512


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examples:
    """Inputs with their classes."""

    title: str
    x: NDArray[np.float32]
    y: NDArray[Any]
    class_names: tuple[str, ...] = ()
    """Empty: classes are called by their numbers."""


def run(options: argparse.Namespace) -> int:
    """Evaluate and return the exit code."""
    return telling_errors(lambda: _evaluate(options))


def _evaluate(options: argparse.Namespace) -> int:
    opened = open_named(options.model)
    network = network_of(opened)
    examples = read_examples(options.data, opened, network.n_inputs)
    figures = evaluate(network, examples)
    if options.json:
        print_json(
            {"model": options.model, "data": examples.title, "trained": opened.parameters is not None}
            | figures
        )
        return 0
    if opened.parameters is None:
        print(f"“{options.model}” comes without weights: this is the network before training.")
    elif options.model == "trained_digits" and options.data in (None, ["digits"]):
        print("This network has learned from many of these very pictures; its model card has fairer figures.")
    if "accuracy" not in figures:
        n = figures["n"]
        print(f"{examples.title}: {n:,} {'example' if n == 1 else 'examples'}")
        print(f"loss {figures['loss']:.4f}")
        return 0
    print(f"{examples.title}: {figures['correct']:,} of {figures['n']:,} right")
    print(f"accuracy {figures['accuracy']:.2%}   loss {figures['loss']:.4f}")
    for name, accuracy in figures["per_class_accuracy"].items():
        print(f"  {name}  {'–' if accuracy is None else f'{accuracy:.2%}'}")
    return 0


def network_of(opened: Opened) -> Network:
    """Build the network of an opened experiment, with its weights if it came with some."""
    network = build_network(opened.config, load_data(opened.config.data))
    if opened.parameters is not None:
        if opened.parameters.size != network.n_parameters:
            raise DataError("These weights are for pictures of another size than the data of the experiment.")
        network.parameters[:] = opened.parameters
        set_state(network, opened.state or {})
    return network


def read_examples(data: list[str] | None, opened: Opened, n_inputs: int) -> Examples:
    """Read the test set of the experiment, or pictures from files.

    Raises
    ------
    ConfigError
        If there are more names than one set needs, or digits are asked of a network of other data.
    DataError
        If a file can't be read, or its pictures don't fit the network.
    """
    if data == ["digits"] and opened.config.data.dataset != "digits":
        raise ConfigError(
            f"This network learns “{opened.config.data.dataset}”, not digits. Without --data it is tested on "
            "the test set of its own data."
        )
    if data is None or data == ["digits"]:
        dataset = load_data(opened.config.data)
        return Examples(
            title=f"{dataset.title}, test set",
            x=dataset.x_test,
            y=dataset.y_test,
            class_names=dataset.class_names,
        )
    if len(data) > 2:
        raise ConfigError("--data takes digits, one npz file, or a file of pictures and a file of labels.")
    pictures = load_files(*(Path(name) for name in data))
    if not pictures.images.size:
        raise DataError(f"{data[0]} holds no pictures.")
    x = pictures.images.reshape(len(pictures.images), -1).astype(np.float32) / np.float32(255)
    if x.shape[1] != n_inputs:
        height, width = pictures.images.shape[1:]
        raise DataError(
            f"The pictures in {data[0]} have {height}×{width} pixels; this network takes {n_inputs} inputs."
        )
    return Examples(title=Path(data[0]).name, x=x, y=pictures.labels)


def evaluate(network: Network, examples: Examples) -> dict[str, Any]:
    """Return loss, accuracy and the accuracy of each class (None where there is no example of it)."""
    if examples.y.dtype.kind == "f":
        *_, whole = network.evaluate(examples.x, examples.y, _CHUNK)
        return {"n": len(examples.y), "loss": whole.loss}
    n_classes = network.n_outputs
    if examples.y.min() < 0 or examples.y.max() >= n_classes:
        raise DataError(
            f"The labels go from {examples.y.min()} to {examples.y.max()}; they must be 0 to {n_classes - 1}."
        )
    *_, whole = network.evaluate(examples.x, examples.y, _CHUNK)
    answers = np.concatenate(
        [
            network.predict(examples.x[i : i + _CHUNK]).argmax(axis=1)
            for i in range(0, len(examples.x), _CHUNK)
        ]
    )
    right = answers == examples.y
    names = examples.class_names or tuple(map(str, range(n_classes)))
    per_class = {
        names[k]: float(right[examples.y == k].mean()) if (examples.y == k).any() else None
        for k in range(n_classes)
    }
    return {
        "n": len(examples.y),
        "correct": int(right.sum()),
        "accuracy": float(right.mean()),
        "loss": whole.loss,
        "per_class_accuracy": per_class,
    }
