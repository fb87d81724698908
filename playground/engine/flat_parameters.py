"""All parameters of a network in one vector, all gradients in another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import DTypeLike

from playground.engine.arrays import FloatArray
from playground.engine.layers import Layer
from playground.errors import ConfigError


class FlatParameters:
    """Makes the two vectors and hands each layer its views, one layer after the other.

    So optimisers, clipping, checkpoints and directions in the space of parameters are operations on vectors.

    Parameters
    ----------
    layers : sequence of Layer
        All layers, those inside blocks too, from input to output.
    dtype : dtype
        Of both vectors.
    """

    def __init__(self, layers: Sequence[Layer], dtype: DTypeLike) -> None:
        places = [
            (layer, name, shape) for layer in layers for name, shape in layer.parameter_shapes().items()
        ]
        self.size = sum(math.prod(shape) for _, _, shape in places)
        self.parameters: FloatArray = np.zeros(self.size, dtype)
        self.gradients: FloatArray = np.zeros(self.size, dtype)
        self.weight_slices: dict[str, slice] = {}
        """Where the weights of each layer lie in the vectors, by the name of the layer."""
        start = 0
        for layer, name, shape in places:
            stop = start + math.prod(shape)
            layer.parameters[name] = self.parameters[start:stop].reshape(shape)
            layer.gradients[name] = self.gradients[start:stop].reshape(shape)
            if name == "weights":
                self.weight_slices[layer.name] = slice(start, stop)
            start = stop


def flat_index(parameters: Mapping[str, FloatArray], name: str, index: tuple[int, ...]) -> int:
    """Where one parameter lies in the flat vector that `parameters` are the views of, in their order.

    Raises
    ------
    ConfigError
        If there is no such parameter.
    """
    start = 0
    for known, values in parameters.items():
        if known == name:
            fits = len(index) == values.ndim
            if fits and all(0 <= i < n for i, n in zip(index, values.shape, strict=True)):
                return start + int(np.ravel_multi_index(index, values.shape))
            break
        start += values.size
    place = ",".join(map(str, index))
    raise ConfigError(f"There is no parameter {name}[{place}] in this network.")
