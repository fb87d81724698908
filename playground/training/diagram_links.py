"""Where in a flat vector the numbers lie that the network's picture shows, looked up once for a network.

The parameters, the gradients and the last update are vectors of one shape, so that all the numbers of a
picture are one gather from one of them: for 784-8×32-10 a twentieth of a millisecond, layer by layer five
times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network
from playground.training.diagram_columns import DiagramColumn
from playground.training.messages import FloatArray

Places = NDArray[np.intp]


class ColumnLinks(NamedTuple):
    """What one column shows of a vector; see `DiagramLayer` for the shapes."""

    links: FloatArray
    pictures: FloatArray | None = None
    filters: FloatArray | None = None


class _ColumnPlan:
    """The places of one column."""

    def __init__(self, network: Network, column: DiagramColumn, image_shape: tuple[int, int] | None) -> None:
        self.none = np.zeros((0, len(column.shown)), np.float32)
        self.none.flags.writeable = False
        self.links: Places | None = None
        """(n_before, n_shown), or (n_before, n_shown, n) where a link stands for n weights."""
        self.pictures: Places | None = None
        self.filters: Places | None = None
        weights = column.layer.weights
        if weights is None:
            return
        start = network.weight_slices[column.layer.name].start
        places = np.arange(start, start + weights.size, dtype=np.intp).reshape(weights.shape)
        before, shown = column.before, column.shown
        if weights.ndim == 4:
            self._plan_convolution(places, column)
        elif before is None:
            if image_shape is None:
                self.links = places[:, shown]
            elif weights.shape[0] == image_shape[0] * image_shape[1]:
                self.pictures = places[:, shown].T.reshape(len(shown), *image_shape)
        elif before.makes_pictures:
            n_channels = before.layer.output_shape[0]
            if weights.shape[0] % n_channels == 0:
                by_channel = places.reshape(n_channels, -1, weights.shape[1])
                self.links = by_channel[before.shown][:, :, shown].transpose(0, 2, 1)
        elif weights.shape[0] == before.layer.output_shape[0]:
            self.links = places[np.ix_(before.shown, shown)]

    def _plan_convolution(self, places: Places, column: DiagramColumn) -> None:
        before, shown = column.before, column.shown
        if before is None:
            self.filters = places[shown]
        elif places.shape[1] == before.layer.output_shape[0]:
            self.filters = places[np.ix_(shown, before.shown)]
            self.links = self.filters.reshape(len(shown), len(before.shown), -1).transpose(1, 0, 2)

    @property
    def places(self) -> tuple[Places | None, Places | None, Places | None]:
        return self.links, self.pictures, self.filters


class DiagramLinks:
    """Gathers what the columns of one network show of a flat vector."""

    def __init__(
        self,
        network: Network,
        columns: Sequence[DiagramColumn],
        image_shape: tuple[int, int] | None,
    ) -> None:
        self._plans = [_ColumnPlan(network, column, image_shape) for column in columns]
        self._all, self._ranges = _joined([places for plan in self._plans for places in plan.places])

    def view(self, vector: FloatArray) -> list[ColumnLinks]:
        """Links, pictures and filters of each column; fresh and read-only."""
        gathered = _gather(vector, self._all)
        parts = [_part(gathered, place) for place in self._ranges]
        found = []
        for i, plan in enumerate(self._plans):
            links, pictures, filters = parts[3 * i : 3 * i + 3]
            if links is None:
                links = plan.none
            elif links.ndim == 3:
                links = _signed_norms(links)
            found.append(ColumnLinks(links, pictures, filters))
        return found


class DiagramBiases:
    """Gathers the biases of the shown units."""

    def __init__(self, network: Network, columns: Sequence[DiagramColumn]) -> None:
        self._vector = network.parameters
        starts = _offsets(network)
        chosen: list[Places | None] = []
        for column in columns:
            start = starts.get(f"{column.layer.name}.biases")
            chosen.append(None if start is None else (start + column.shown).astype(np.intp))
        self._all, self._ranges = _joined(chosen)

    def view(self) -> list[FloatArray | None]:
        """Biases of each column; None for a layer that has none."""
        gathered = _gather(self._vector, self._all)
        return [_part(gathered, place) for place in self._ranges]


def _offsets(network: Network) -> dict[str, int]:
    """Where each parameter begins in the flat vector."""
    base = network.parameters.__array_interface__["data"][0]
    size = network.parameters.itemsize
    return {
        name: (values.__array_interface__["data"][0] - base) // size
        for name, values in network.named_parameters().items()
    }


_Range = tuple[int, int, tuple[int, ...]] | None


def _joined(chosen: Sequence[Places | None]) -> tuple[Places, list[_Range]]:
    """All places in one array, and which part of it is whose."""
    ranges: list[_Range] = []
    end = 0
    for places in chosen:
        if places is None:
            ranges.append(None)
            continue
        ranges.append((end, end + places.size, places.shape))
        end += places.size
    flat = [places.reshape(-1) for places in chosen if places is not None]
    return np.concatenate([np.zeros(0, np.intp), *flat]), ranges


def _gather(vector: FloatArray, places: Places) -> FloatArray:
    gathered = vector.take(places)
    gathered.flags.writeable = False
    return gathered


def _part(gathered: FloatArray, place: _Range) -> FloatArray | None:
    if place is None:
        return None
    first, end, shape = place
    return gathered[first:end].reshape(shape)


def _signed_norms(weights: FloatArray) -> FloatArray:
    """The norm over the last axis with the sign of the sum."""
    norms = np.sqrt(np.einsum("ijk,ijk->ij", weights, weights))
    signed: FloatArray = np.where(weights.sum(axis=-1) < 0, -norms, norms)
    signed.flags.writeable = False
    return signed
