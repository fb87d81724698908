"""The pictures that the trained network in the box learns from, and those it is judged by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data import LabelledPictures, load_dataset, load_files
from playground.data.digits import to_grey

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Examples:
    """Pictures as the network receives them, and their classes."""

    x: FloatArray
    y: IntArray


def as_examples(pictures: LabelledPictures) -> Examples:
    """Grey levels / 255, one row a picture."""
    return Examples(x=to_grey(pictures.images), y=pictures.labels)


def uci_digits() -> Examples:
    """All bundled digits that aren't MNIST's (the others are among MNIST's 60,000)."""
    digits = load_dataset("digits")
    assert digits.group_train is not None
    assert digits.group_test is not None
    train, test = digits.group_train == 1, digits.group_test == 1
    return Examples(
        x=np.concatenate([digits.x_train[train], digits.x_test[test]]),
        y=np.concatenate([digits.y_train[train], digits.y_test[test]]),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrainingSet:
    """Examples of all sources; `epoch` lists what one epoch goes through (some more than once)."""

    examples: Examples
    epoch: IntArray


def join(mnist: Path, drawings: Examples | None, repeats: int) -> TrainingSet:
    """MNIST's pictures once, drawings and UCI digits `repeats` times: few, but their style matters."""
    mnist_train = as_examples(load_files(mnist))
    parts = [mnist_train, drawings, uci_digits()] if drawings else [mnist_train, uci_digits()]
    x, y = np.concatenate([part.x for part in parts]), np.concatenate([part.y for part in parts])
    n_mnist = len(parts[0].y)
    epoch = np.concatenate([np.arange(n_mnist), np.tile(np.arange(n_mnist, len(y)), repeats)])
    return TrainingSet(examples=Examples(x=x, y=y), epoch=epoch)
