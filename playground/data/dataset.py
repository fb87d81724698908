"""A data set: examples to learn from, and others, held out, to be tested on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dataset:
    """Inputs and classes, divided into training and test examples once and for all.

    Pictures come as rows of grey levels in 0…1 (level / 255 and nothing else), so that the picture shown on
    the screen is exactly what the network receives. The arrays are shared and read-only.
    """

    name: str
    title: str
    input_shape: tuple[int, ...]
    """Shape of one input as the network gets it: (784,) for pictures."""
    image_shape: tuple[int, int] | None
    """Height and width if the inputs are pictures, row by row from the top left."""
    n_classes: int
    class_names: tuple[str, ...]
    x_train: FloatArray
    y_train: IntArray
    x_test: FloatArray
    y_test: IntArray
    group_names: tuple[str, ...] = ()
    """Where examples come from, for instance groups of writers."""
    group_train: IntArray | None = None
    group_test: IntArray | None = None
    """Index into `group_names` for each example."""

    @property
    def n_train(self) -> int:
        """Number of training examples."""
        return len(self.x_train)

    @property
    def n_test(self) -> int:
        """Number of held-out examples."""
        return len(self.x_test)
