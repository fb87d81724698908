"""Worked examples of textbooks: one example each, small enough to be followed by hand.

In float64, as `DatasetEntry.number_type` says.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.data.dataset import Dataset

NEURON_TITLE = "One number"
TWO_LAYER_TITLE = "Two numbers"


def load_textbook_neuron() -> Dataset:
    """From x = 2 to the target 4."""
    return _single("textbook_neuron", NEURON_TITLE, (2.0,), (4.0,), ("x",), "y")


def load_two_layer_example() -> Dataset:
    """From (0.05, 0.10) to (0.01, 0.99): M. Mazur, “A Step by Step Backpropagation Example”, 2015."""
    return _single("two_layer_example", TWO_LAYER_TITLE, (0.05, 0.10), (0.01, 0.99), ("i₁", "i₂"), "o₁, o₂")


def _single(
    name: str,
    title: str,
    inputs: Sequence[float],
    targets: Sequence[float],
    input_names: tuple[str, ...],
    target_name: str,
) -> Dataset:
    """One example, which is the test set as well: there is nothing else to look at."""
    x, y = np.array([inputs], np.float64), np.array([targets], np.float64)
    for array in (x, y):
        array.flags.writeable = False
    return Dataset(
        name=name,
        title=title,
        input_shape=(len(inputs),),
        image_shape=None,
        n_classes=len(targets),
        class_names=(),
        x_train=x,
        y_train=y,
        x_test=x,
        y_test=y,
        is_regression=True,
        feature_names=input_names,
        target_name=target_name,
    )
