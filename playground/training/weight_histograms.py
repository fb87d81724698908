"""Histograms of the weights of every layer: now, at the start, and a few times in between.

The range of a layer is symmetric around zero, in steps of 1-2-5, and shrinks only when it is far too wide, so
that axes stand still.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.engine import Network
from playground.training.messages import FloatArray, Histograms, LayerHistogram

N_BINS = 64
MAX_RIDGES = 24
MAX_SAMPLE = 32_000
"""Of a layer with more weights about so many are counted, evenly spread; what counting needs is then below
the size from which memory is asked of the system each time."""

IntArray = NDArray[np.int64]


def count_in_bins(weights: FloatArray, limit: float) -> tuple[IntArray, int]:
    """Counts of `weights` in `N_BINS` equal bins over ±limit, and how many lie outside.

    By scaling to whole numbers: about 10 times as fast as numpy.histogram.
    """
    scaled = weights * np.float32(N_BINS / (2 * limit))
    scaled += np.float32(N_BINS / 2 + 1)
    np.clip(scaled, 0, N_BINS + 1, out=scaled)
    counts = np.bincount(scaled.astype(np.int64), minlength=N_BINS + 2)
    return counts[1:-1], int(counts[0] + counts[-1])


def round_limit(value: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `value`."""
    if not value > 1e-30:
        return 1e-30
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10, 20) if step * power >= value * (1 - 1e-9))


def sampling_stride(n: int, n_columns: int) -> int:
    """Take every so-manieth weight; shares no factor with the row length, so that all units are met."""
    stride = -(-n // MAX_SAMPLE)
    while stride > 1 and math.gcd(stride, n_columns) != 1:
        stride += 1
    return stride


class _LayerRecord:
    """One layer's range, its counts at the start, and its counts at some times of the run."""

    def __init__(self, part: slice, n_columns: int, initial: FloatArray) -> None:
        self._part = slice(part.start, part.stop, sampling_stride(part.stop - part.start, n_columns))
        self._initial = initial[self._part].copy()
        self._initial_reach = self._reach(self._initial)
        self.limit = 0.0
        self.edges = np.zeros(0, np.float32)
        self.start = np.zeros(0, np.int64)
        self.adapt(self._initial)

    def sample(self, parameters: FloatArray) -> FloatArray:
        return parameters[self._part]

    def adapt(self, sample: FloatArray) -> None:
        """Widen the range when weights reach beyond it; narrow it when it is five times too wide."""
        reach = max(self._reach(sample), self._initial_reach)
        wanted = round_limit(reach * 1.05)
        if self.limit < wanted or self.limit > 5.1 * wanted:
            self.limit = wanted
            self.edges = np.linspace(-wanted, wanted, N_BINS + 1, dtype=np.float32)
            self.edges.flags.writeable = False
            self.start = count_in_bins(self._initial, wanted)[0]
            self.start.flags.writeable = False

    @staticmethod
    def _reach(sample: FloatArray) -> float:
        return max(float(sample.max()), -float(sample.min())) if sample.size else 0.0

    def histogram(self, parameters: FloatArray) -> LayerHistogram:
        sample = self.sample(parameters)
        self.adapt(sample)
        now, n_outside = count_in_bins(sample, self.limit)
        return LayerHistogram(
            edges=self.edges,
            now=now,
            start=self.start,
            n_outside=n_outside,
            mean=(mean := float(sample.mean())),
            std=_spread(sample, mean),
        )


def _spread(sample: FloatArray, mean: float) -> float:
    """Standard deviation, by one product where the mean is small beside it; a third of the time of `std`."""
    square = float(np.dot(sample, sample)) / max(sample.size, 1)
    if not max(100.0 * mean * mean, 1e-20) < square < 1e30:
        return float(sample.std())
    return math.sqrt(square - mean * mean)


class _Ridge:
    """The cumulative counts of every layer at one step, over the ranges of that time."""

    def __init__(self, step: int, histograms: tuple[LayerHistogram, ...]) -> None:
        self.step = step
        self._layers = [
            (h.edges, np.concatenate(([0], np.cumsum(h.now, dtype=np.float64)))) for h in histograms
        ]
        self._densities: dict[int, tuple[FloatArray, FloatArray]] = {}
        """By layer the newest edges asked for, and the density over them: ranges seldom change."""

    def density(self, layer_index: int, edges: FloatArray) -> FloatArray:
        """Density over other edges, as if counts were spread evenly inside their bins."""
        known = self._densities.get(layer_index)
        if known is None or known[0] is not edges:
            known = self._densities[layer_index] = edges, self._spread(layer_index, edges)
        return known[1]

    def _spread(self, layer_index: int, edges: FloatArray) -> FloatArray:
        own_edges, cumulative = self._layers[layer_index]
        total = max(cumulative[-1], 1.0)
        counts = np.diff(np.interp(edges, own_edges, cumulative))
        density: FloatArray = (counts / (total * (edges[1] - edges[0]))).astype(np.float32)
        return density


class Ridges:
    """The distributions at some steps, oldest first."""

    def __init__(self, kept: list[_Ridge], stride: int = 1) -> None:
        self.kept = kept
        self.stride = stride

    def copy(self) -> Ridges:
        """The same, to be added to separately."""
        return Ridges(list(self.kept), self.stride)


class WeightHistograms:
    """Keeps what the histogram view needs of a run.

    Parameters
    ----------
    network : Network
    initial_parameters : ndarray
        θ₀, shown as the start.
    """

    def __init__(self, network: Network, initial_parameters: FloatArray, step: int) -> None:
        self._network = network
        self._names = tuple(network.weight_slices)
        columns = {
            layer.name: layer.weights.shape[-1]
            for layer in network.weight_layers
            if layer.weights is not None
        }
        self._records = [
            _LayerRecord(part, columns[name], initial_parameters)
            for name, part in network.weight_slices.items()
        ]
        self._densities: tuple[tuple[object, ...], tuple[FloatArray, ...]] | None = None
        self.past = Ridges([_Ridge(0, self._histograms(initial_parameters))])
        """May be exchanged for that of a run of the same network, which then goes on."""
        if step:
            self.record(step)

    def _histograms(self, parameters: FloatArray) -> tuple[LayerHistogram, ...]:
        return tuple(record.histogram(parameters) for record in self._records)

    def wants_record(self, step: int) -> bool:
        """Whether enough steps have passed since the last ridge."""
        return step >= self.past.kept[-1].step + self.past.stride

    def record(self, step: int) -> None:
        """Keep the present distribution as a ridge; when there are too many, every second goes."""
        past = self.past
        past.kept.append(_Ridge(step, self._histograms(self._network.parameters)))
        if len(past.kept) > MAX_RIDGES:
            past.kept = past.kept[::2]
            steps = [ridge.step for ridge in past.kept]
            past.stride = max((steps[-1] - steps[0]) // (len(steps) - 1), 1)

    def truncate(self, step: int) -> None:
        """Forget the ridges after `step`."""
        self.past.kept = [ridge for ridge in self.past.kept if ridge.step <= step] or self.past.kept[:1]

    def view(self, with_ridges: bool) -> Histograms:
        """The value that a snapshot carries."""
        layers = self._histograms(self._network.parameters)
        for layer in layers:
            layer.now.flags.writeable = False
        if not with_ridges:
            return Histograms(layer_names=self._names, layers=layers)
        return Histograms(
            layer_names=self._names,
            layers=layers,
            ridge_steps=np.array([ridge.step for ridge in self.past.kept], np.float64),
            ridges=self._ridge_densities(),
        )

    def _ridge_densities(self) -> tuple[FloatArray, ...]:
        """Densities over the present edges; worked out again only when a ridge or a range is new."""
        key = (self.past.kept[-1], len(self.past.kept), *(record.limit for record in self._records))
        if self._densities is None or self._densities[0] != key:
            tables = []
            for index, record in enumerate(self._records):
                table = np.stack([ridge.density(index, record.edges) for ridge in self.past.kept])
                table.flags.writeable = False
                tables.append(table)
            self._densities = (key, tuple(tables))
        return self._densities[1]
