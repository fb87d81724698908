"""Which layers get a column in the network's picture, and which are folded into the one before."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine import Layer

MAX_UNITS = 24
"""Units shown of a layer; of a larger one an even selection that stays the same, until somebody scrolls."""
MAX_CHANNELS = 16
"""Channels shown of a layer that makes pictures."""
_OWN_COLUMN = ("dense", "conv2d", "max_pool2d", "avg_pool2d")
_BADGES = ("batch_norm", "layer_norm", "dropout")


@dataclass(slots=True, eq=False)
class DiagramColumn:
    """A layer with a column, and those that are folded into it."""

    layer: Layer
    shown: NDArray[np.int64]
    """Units, or channels of a layer that makes pictures."""
    blocks: tuple[str, ...]
    config_index: int
    before: DiagramColumn | None
    last: Layer
    """The layer whose activations are handed on."""
    badges: list[Layer] = field(default_factory=list)
    activation_layer: Layer | None = None
    """The last layer of the column that has an activation to speak of."""

    @property
    def makes_pictures(self) -> bool:
        """Whether its units are channels."""
        return len(self.layer.output_shape) == 3

    @property
    def n_units(self) -> int:
        """Units of the layer, or its channels."""
        shape = self.layer.output_shape
        return shape[0] if self.makes_pictures else math.prod(shape)

    @property
    def links_are_norms(self) -> bool:
        """Whether each link to the column before stands for many weights."""
        before = self.before
        return before is not None and before.makes_pictures and self.layer.weights is not None


def make_columns(
    layers: Sequence[Layer], first: Mapping[str, int] | None = None
) -> tuple[tuple[DiagramColumn, ...], tuple[Layer, ...]]:
    """Return the columns of a network, and the layers that come before the first of them.

    Of a layer that is named in `first` the units from that one on are shown, round the end if need be.
    """
    columns: list[DiagramColumn] = []
    at_input: list[Layer] = []
    for config_index, layer in enumerate(layers):
        _place(layer, (), config_index, columns, at_input, first or {})
    return tuple(columns), tuple(at_input)


def _place(
    layer: Layer,
    blocks: tuple[str, ...],
    config_index: int,
    columns: list[DiagramColumn],
    at_input: list[Layer],
    first: Mapping[str, int],
) -> None:
    if layer.kind in _OWN_COLUMN:
        before = columns[-1] if columns else None
        shown = _shown(layer, before, first.get(layer.name))
        columns.append(DiagramColumn(layer, shown, blocks, config_index, before, layer))
        return
    for inner in layer.inner_layers:
        _place(inner, (*blocks, layer.name), config_index, columns, at_input, first)
    if not columns:
        if layer.kind in _BADGES:
            at_input.append(layer)
        return
    column = columns[-1]
    column.last = layer
    if layer.kind in _BADGES:
        column.badges.append(layer)
    if layer.activation.name != "identity":
        column.activation_layer = layer


def _shown(layer: Layer, before: DiagramColumn | None, first: int | None) -> NDArray[np.int64]:
    is_pooling = layer.kind in ("max_pool2d", "avg_pool2d")
    if is_pooling and before is not None and before.layer.output_shape[0] == layer.output_shape[0]:
        return before.shown
    is_picture = len(layer.output_shape) == 3
    n = layer.output_shape[0] if is_picture else math.prod(layer.output_shape)
    n_most = MAX_CHANNELS if is_picture else MAX_UNITS
    if first is None or n <= n_most:
        return even_selection(n, n_most)
    shown = (first + np.arange(n_most, dtype=np.int64)) % n
    shown.flags.writeable = False
    return shown


def even_selection(n: int, n_most: int) -> NDArray[np.int64]:
    """Return at most `n_most` of n numbers, the first and the last among them."""
    # At least 1 apart, so no two are the same. `np.unique` would import NumPy's masked arrays, 40 ms.
    shown = np.linspace(0, n - 1, min(n, n_most)).round().astype(np.int64)
    shown.flags.writeable = False
    return shown
