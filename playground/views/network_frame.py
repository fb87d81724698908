"""The numbers of one frame of the network's picture, ready to be painted: levels, not yet colours.

No Qt. Scales are steady: they grow at once with the values and shrink slowly, so that a picture gets
calmer only when the network does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import Diagram, DiagramLayer, FloatArray
from playground.views.network_layout import Column, NetworkLayout

N_LEVELS = 6
"""Widths of links on each side of zero."""
_SHRINK = 0.97
_BOUNDED = {"sigmoid": 1.0, "tanh": 1.0}
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The strongest links into one layer, weakest first."""

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    """Places in the two columns."""
    weights: FloatArray
    levels: NDArray[np.intp]
    """−N_LEVELS … N_LEVELS, sign and strength against the strongest of the layer; never 0."""


class SteadyScale:
    """What counts as strong of late, one number a layer: the largest absolute value, unless all are alike."""

    def __init__(self, n_for_spread: int = 0) -> None:
        self._n_for_spread = n_for_spread
        self._strong: dict[int, float] = {}

    def of(self, key: int, values: FloatArray) -> float:
        """The scale for `values`: none of them is beyond it.

        Of many values it is at least three times their root mean square: where all are alike, as the weights
        at the start, none stands out.
        """
        finite = values[np.isfinite(values)]
        strong = float(np.abs(finite).max()) if finite.size else 0.0
        if self._n_for_spread and finite.size >= self._n_for_spread:
            strong = max(strong, 3 * float(np.sqrt(np.mean(finite**2))))
        scale = max(strong, self._strong.get(key, 0.0) * _SHRINK, _TINY)
        self._strong[key] = scale
        return scale

    def clear(self) -> None:
        """Forget: the network is another one."""
        self._strong.clear()


@dataclass(frozen=True, slots=True, eq=False)
class LayerFrame:
    """One layer of one frame."""

    activations: FloatArray
    """−1 … 1 against the scale of the layer, of the units that have a place."""
    links: Links | None
    """None where links can't be drawn one by one, as from a picture."""
    pictures: FloatArray | None
    """−1 … 1: weights of each unit against its own strongest, or the maps of channels against the strongest
    of all."""
    has_maps: bool = False
    """Whether `pictures` are activations; else they are weights."""
    filters: FloatArray | None = None
    """−1 … 1, one for each unit (n, side, side)."""
    dropped: NDArray[np.bool_] | None = None
    """Units that the newest update left out."""


class FrameScales:
    """Makes the frames of one network, with scales that stay steady from one to the next."""

    def __init__(self) -> None:
        self._activation_scale = SteadyScale()
        self._weight_scale = SteadyScale(n_for_spread=40)
        self._map_scale = SteadyScale()

    def clear(self) -> None:
        """Another network."""
        self._activation_scale.clear()
        self._weight_scale.clear()
        self._map_scale.clear()

    def frame(self, diagram: Diagram, layout: NetworkLayout) -> tuple[LayerFrame, ...]:
        """Bring a message to what is painted."""
        return tuple(self._layer(diagram, layout, i) for i in range(layout.n_layers))

    def _layer(self, diagram: Diagram, layout: NetworkLayout, layer_index: int) -> LayerFrame:
        layer = diagram.layers[layer_index]
        column = layout.columns[layer_index]
        activations = _finite(layer.activations[: column.n_shown])
        if layer_index == layout.n_layers - 1 and diagram.probabilities is not None:
            levels = _finite(diagram.probabilities[layer.units[: column.n_shown]])
        else:
            largest = _BOUNDED.get(layer.activation) or self._activation_scale.of(layer_index, activations)
            levels = activations / np.float32(largest)
        return LayerFrame(
            activations=np.clip(levels, -1.0, 1.0),
            links=self._links(layer, layout, layer_index),
            pictures=self._pictures(layer, column, layer_index),
            has_maps=layer.feature_maps is not None,
            filters=_filters(layer, column),
            dropped=_dropped(layer, column),
        )

    def _pictures(self, layer: DiagramLayer, column: Column, layer_index: int) -> FloatArray | None:
        if not column.has_pictures:
            return None
        if layer.feature_maps is not None:
            maps = _finite(layer.feature_maps[: column.n_shown])
            largest = _BOUNDED.get(layer.activation) or self._map_scale.of(layer_index, maps)
            levels: FloatArray = np.clip(maps / np.float32(largest), -1.0, 1.0)
            return levels
        return None if layer.pictures is None else _relative_pictures(layer.pictures[: column.n_shown])

    def _links(self, layer: DiagramLayer, layout: NetworkLayout, layer_index: int) -> Links | None:
        if layer_index == 0:
            return None
        n_before, n_after = layout.columns[layer_index - 1].n_shown, layout.columns[layer_index].n_shown
        if layer.links.ndim != 2 or layer.links.shape[0] < n_before or layer.links.shape[1] < n_after:
            return None
        weights = _finite(layer.links[:n_before, :n_after])
        return strongest_links(weights, layout.n_links_each, self._weight_scale.of(layer_index, weights))


def strongest_links(weights: FloatArray, n_links: int, scale: float) -> Links:
    """Choose the `n_links` weights that are farthest from 0, weakest first."""
    flat = weights.ravel()
    strength = np.abs(flat)
    n = min(n_links, flat.size)
    chosen = np.argpartition(strength, flat.size - n)[flat.size - n :]
    chosen = chosen[np.argsort(strength[chosen])]
    before, after = np.divmod(chosen, weights.shape[1])
    picked = flat[chosen]
    sizes = np.ceil(np.clip(strength[chosen] / scale, _TINY, 1.0) * N_LEVELS)
    levels = np.where(picked < 0, -sizes, sizes).astype(np.intp)
    return Links(before=before, after=after, weights=picked, levels=levels)


def _filters(layer: DiagramLayer, column: Column) -> FloatArray | None:
    if layer.filters is None or not column.filter_side or layer.filters.shape[1] != 1:
        return None
    return _relative_pictures(layer.filters[: column.n_shown, 0])


def _dropped(layer: DiagramLayer, column: Column) -> NDArray[np.bool_] | None:
    """Left out by any of the dropout layers that follow."""
    masks = [badge.dropped[: column.n_shown] for badge in layer.badges if badge.dropped is not None]
    return np.logical_or.reduce(masks) if masks else None


def _finite(values: FloatArray) -> FloatArray:
    """What isn't a number is painted as zero; what is absurdly large can still be squared."""
    return np.clip(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0), -1e15, 1e15)


def _relative_pictures(pictures: FloatArray) -> FloatArray:
    finite = _finite(pictures)
    largest = np.abs(finite).max(axis=(1, 2), keepdims=True)
    relative: FloatArray = finite / np.maximum(largest, np.float32(_TINY))
    return relative
