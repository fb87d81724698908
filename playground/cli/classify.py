"""`classify`: read the digit in each picture, prepared as the canvas prepares a drawing. No Qt."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from playground.canvas.preprocess import to_network_input
from playground.cli.evaluate import network_of
from playground.cli.image_file import read_ink
from playground.cli.output import fail, print_json, telling_errors
from playground.engine import Network
from playground.errors import ConfigError, DataError
from playground.experiment.opening import open_named


def run(options: argparse.Namespace) -> int:
    """Answer each picture and return the exit code: 1 if one of them couldn't be read."""
    return telling_errors(lambda: _classify(options))


def _classify(options: argparse.Namespace) -> int:
    opened = open_named(options.model)
    if opened.parameters is None:
        raise ConfigError(
            f"“{options.model}” comes without weights and would only guess; name a trained network."
        )
    network = network_of(opened)
    code = 0
    for path in options.images:
        try:
            answer = read_digit(path, network)
        except DataError as error:
            code = 1
            if options.json:
                print_json({"file": str(path), "error": str(error)})
            else:
                fail(str(error))
            continue
        if options.json:
            print_json(answer)
        else:
            print(f"{path}: {answer['digit']}  ({answer['confidence']:.1%} sure)")
    return code


def read_digit(path: Path, network: Network) -> dict[str, Any]:
    """Return the digit that `network` reads in a picture file, and how sure it is.

    Raises
    ------
    DataError
        If the picture can't be read or shows nothing.
    """
    picture = to_network_input(read_ink(path))
    if picture is None:
        raise DataError(f"{path} shows nothing but paper.")
    if network.n_inputs != picture.size:
        raise ConfigError(
            f"This network takes {network.n_inputs} inputs; a picture of a digit has {picture.size}."
        )
    probabilities = network.predict(picture.reshape(1, -1))[0].astype(np.float64)
    digit = int(probabilities.argmax())
    return {
        "file": str(path),
        "digit": digit,
        "confidence": round(float(probabilities[digit]), 6),
        "probabilities": [round(float(p), 6) for p in probabilities],
    }
