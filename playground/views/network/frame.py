"""One column of one frame, ready to be painted: indices into tables of colours. No Qt.

Scales are steady: they grow at once with the values and shrink slowly, so that a picture gets calmer only
when the network does.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import Diagram, DiagramLayer, FloatArray, PlaneMaps
from playground.views.network.column import Column
from playground.views.network.layout import NetworkLayout
from playground.views.network.links import SteadyScale
from playground.views.network.structure import INPUT

N_FILLS = 65
"""Colours of units, from the most negative to the most positive."""
_BOUNDED = {"sigmoid": 1.0, "tanh": 1.0}
_TINY = np.float32(1e-12)
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ColumnFrame:
    """The units of one layer in one frame."""

    fills: Bytes
    """0 … N_FILLS − 1: activations against the scale of the layer."""
    pictures: Bytes | None = None
    """0 … 255 (n, height, width): weights of each unit against its own strongest, or what it computes."""
    has_maps: bool = False
    """Whether `pictures` are activations; else they are weights."""
    is_smooth: bool = False
    """Whether there is something between two pixels of a picture, as on a plane."""
    filters: Bytes | None = None
    """0 … 255 (n, side, side), one for each unit."""
    dropped: NDArray[np.bool_] | None = None
    """Units that the newest update left out."""
    overview: Bytes | None = None
    """0 … 255: all units of the layer."""

    def looks_like(self, other: ColumnFrame | None) -> bool:
        """Whether painting it would change nothing."""
        if other is None:
            return False
        for field in fields(self):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            if mine is None or theirs is None:
                if mine is not theirs:
                    return False
            elif not np.array_equal(mine, theirs):
                return False
        return True


class FrameScales:
    """Makes the frames of one network, with scales that stay steady from one to the next."""

    def __init__(self) -> None:
        self._activation_scale = SteadyScale()
        self._map_scale = SteadyScale()
        self._overview_scale = SteadyScale()

    def clear(self) -> None:
        """Another network."""
        for scale in (self._activation_scale, self._map_scale, self._overview_scale):
            scale.clear()

    def column(
        self, diagram: Diagram, plane: PlaneMaps | None, layout: NetworkLayout, layer_index: int
    ) -> ColumnFrame:
        """Bring a column of a message to what is painted."""
        column = layout.column(layer_index)
        if layer_index == INPUT:
            return self._inputs(diagram, plane, column)
        layer = diagram.layers[layer_index]
        maps = _plane_maps(plane, layer.name, column)
        pictures = self._pictures(layer, column, layer_index)
        if maps is not None:
            pictures = self._maps(maps, layer.activation, layer_index)
        return ColumnFrame(
            fills=self._fills(diagram, layer_index, column, layer_index == layout.n_layers - 1),
            pictures=pictures,
            has_maps=maps is not None or layer.feature_maps is not None,
            is_smooth=maps is not None,
            filters=_filters(layer, column),
            dropped=_dropped(layer, column),
            overview=self._overview(layer, column, layer_index),
        )

    def _inputs(self, diagram: Diagram, plane: PlaneMaps | None, column: Column) -> ColumnFrame:
        values = _finite(diagram.input.reshape(-1)[: column.n_shown])
        levels = values / np.float32(self._activation_scale.of(INPUT, values))
        pictures = None
        if plane is not None and plane.inputs is not None and column.has_pictures:
            # Each feature has its own unit: x₁ and x₁² can't be compared.
            pictures = _relative_pictures(plane.inputs[: column.n_shown, ::-1])
        return ColumnFrame(_to_fills(levels), pictures, has_maps=True, is_smooth=True)

    def _fills(self, diagram: Diagram, layer_index: int, column: Column, is_output: bool) -> Bytes:
        layer = diagram.layers[layer_index]
        activations = _finite(layer.activations[: column.n_shown])
        if is_output and diagram.probabilities is not None and column.n_shown > 1:
            return _to_fills(_finite(diagram.probabilities[layer.units[: column.n_shown]]))
        largest = _BOUNDED.get(layer.activation) or self._activation_scale.of(layer_index, activations)
        return _to_fills(activations / np.float32(largest))

    def _pictures(self, layer: DiagramLayer, column: Column, layer_index: int) -> Bytes | None:
        if not column.has_pictures:
            return None
        if layer.feature_maps is not None:
            return self._maps(_finite(layer.feature_maps[: column.n_shown]), layer.activation, layer_index)
        return None if layer.pictures is None else _relative_pictures(layer.pictures[: column.n_shown])

    def _maps(self, maps: FloatArray, activation: str, layer_index: int) -> Bytes:
        largest = _BOUNDED.get(activation)
        if largest is None:
            flat = maps.ravel()
            # Twice the root mean square: a far corner of the plane doesn't make all else pale.
            spread = 2.0 * float(np.sqrt(np.dot(flat, flat) / max(flat.size, 1)))
            largest = self._map_scale.take(layer_index, spread)
        return to_bytes(maps * np.float32(1.0 / largest))

    def _overview(self, layer: DiagramLayer, column: Column, layer_index: int) -> Bytes | None:
        if layer.overview is None or not column.has_overview:
            return None
        values = _finite(layer.overview)
        largest = _BOUNDED.get(layer.activation) or self._overview_scale.of(layer_index, values)
        return to_bytes(values / np.float32(largest)) & np.uint8(0xF8)


def to_bytes(levels: FloatArray) -> Bytes:
    """Levels −1 … 1 as indices into a table of 256 colours."""
    bytes_: Bytes = (np.clip(levels, -1.0, 1.0) * np.float32(127.0) + np.float32(128.0)).astype(np.uint8)
    return bytes_


def _to_fills(levels: FloatArray) -> Bytes:
    return np.rint((np.clip(levels, -1.0, 1.0) + 1) / 2 * (N_FILLS - 1)).astype(np.uint8)


def _plane_maps(plane: PlaneMaps | None, name: str, column: Column) -> FloatArray | None:
    """The maps of a layer, the largest x₂ on top."""
    if plane is None or not column.has_pictures or name not in plane.layer_names:
        return None
    maps = plane.layers[plane.layer_names.index(name)]
    return _finite(maps[: column.n_shown, ::-1]) if len(maps) >= column.n_shown else None


def _filters(layer: DiagramLayer, column: Column) -> Bytes | None:
    if layer.filters is None or not column.filter_side or layer.filters.shape[1] != 1:
        return None
    return _relative_pictures(layer.filters[: column.n_shown, 0])


def _dropped(layer: DiagramLayer, column: Column) -> NDArray[np.bool_] | None:
    """Left out by any of the dropout layers that follow."""
    masks = [badge.dropped[: column.n_shown] for badge in layer.badges if badge.dropped is not None]
    return np.logical_or.reduce(masks) if masks else None


def _finite(values: FloatArray) -> FloatArray:
    """What isn't a number is painted as zero; what is absurdly large can still be squared."""
    flat = values.ravel()
    # The squares add up to a number exactly if all of them are: one product instead of four passes.
    if np.dot(flat, flat) < 1e30:
        return values
    return np.clip(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0), -1e15, 1e15)


def _relative_pictures(pictures: FloatArray) -> Bytes:
    finite = _finite(pictures)
    flat = finite.reshape(len(finite), -1)
    largest = np.maximum(flat.max(axis=1), -flat.min(axis=1))
    return to_bytes(finite / np.maximum(largest, _TINY)[:, None, None])
