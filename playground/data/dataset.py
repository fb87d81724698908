"""A data set: examples to learn from, and others, held out, to be tested on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.data.plane_frame import PlaneFrame

FloatArray = NDArray[np.floating[Any]]
"""float32; float64 in worked examples of textbooks."""
IntArray = NDArray[np.int64]
Values = TypeVar("Values", float, NDArray[np.float64])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dataset:
    """Inputs and targets, divided into training and test examples once and for all.

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
    """Number of outputs: the classes, or 1 for a regression."""
    class_names: tuple[str, ...]
    """Empty for a regression."""
    x_train: FloatArray
    y_train: NDArray[Any]
    """Classes, int64 of shape (n,); or the values of a regression, of shape (n, 1)."""
    x_test: FloatArray
    y_test: NDArray[Any]
    group_names: tuple[str, ...] = ()
    """Where examples come from, for instance groups of writers."""
    group_train: IntArray | None = None
    group_test: IntArray | None = None
    """Index into `group_names` for each example."""
    is_regression: bool = False
    points_train: FloatArray | None = None
    points_test: FloatArray | None = None
    """Place of each example on the plane, shape (n, 2), in the units of `frame`; None without a plane."""
    frame: PlaneFrame | None = None
    """From any place of the plane to the input of the network; None for pictures."""
    feature_names: tuple[str, ...] = ()
    """What each input is, where it is no pixel: a formula, or the name of a column."""
    target_name: str = ""
    """What a regression predicts, where that has a name."""
    target_scale: tuple[float, float] = (0.0, 1.0)
    """Of a regression: mean m and standard deviation s; a value in its own units is m + s·y."""
    input_means: NDArray[np.float64] | None = None
    input_scales: NDArray[np.float64] | None = None
    """Of a table: a value in its own units is mean + scale·x, column by column."""
    remarks: tuple[str, ...] = ()
    """Sentences that the person should read: rows left out, and the like."""

    @property
    def n_train(self) -> int:
        """Number of training examples."""
        return len(self.x_train)

    @property
    def n_test(self) -> int:
        """Number of held-out examples."""
        return len(self.x_test)

    def in_own_units(self, y: Values) -> Values:
        """Values of a regression, true or predicted, as the data hold them: m + s·y."""
        centre, width = self.target_scale
        return centre + width * y
