"""What the network, and each of its neurons, says everywhere on the plane of the inputs."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.data.chosen_plane import plane_frame
from playground.engine import Network
from playground.training.diagram_columns import DiagramColumn
from playground.training.inspection.forward_pass import ForwardPass
from playground.training.messages import FloatArray, PlaneMaps, PlaneRequest

MOST_CELLS = 300
"""Along one axis, whatever is asked for."""
_ROWS = 2000
"""Points that go through the network in one go: the arrays of a small network then stay in the cache."""


def cell_middles(low: float, high: float, n: int) -> NDArray[np.float64]:
    """The middles of n equal cells from `low` to `high`."""
    middles = low + (np.arange(n, dtype=np.float64) + 0.5) * ((high - low) / n)
    return np.asarray(middles, np.float64)


class _Grid:
    """The points of one request, as the network takes them, and where the coarser maps pick theirs."""

    def __init__(self, dataset: Dataset, request: PlaneRequest) -> None:
        frame = plane_frame(dataset, request.axes)
        assert frame is not None
        self.n = n = min(max(request.resolution, 2), MOST_CELLS)
        self.n_coarse = n_coarse = min(max(request.neuron_resolution, 0), n)
        x1, x2 = np.meshgrid(cell_middles(*request.x_range, n), cell_middles(*request.y_range, n))
        points = np.stack((x1.ravel(), x2.ravel()), axis=1)
        features = np.asarray(frame.features(points), np.float32)
        self.x = np.zeros((-(-len(features) // _ROWS) * _ROWS, features.shape[1]), np.float32)
        self.x[: len(features)] = np.nan_to_num(features)
        # The fine cell in which the middle of the coarse one lies.
        picked = ((np.arange(n_coarse) + 0.5) * n / max(n_coarse, 1)).astype(np.int64)
        self.places = (picked[:, None] * n + picked[None, :]).ravel()
        starts = np.arange(0, len(self.x) + _ROWS, _ROWS)
        self.bounds = np.searchsorted(self.places, starts).tolist()
        self.inputs: FloatArray | None = None
        if n_coarse:
            maps = self.x[self.places].T.reshape(-1, n_coarse, n_coarse)
            self.inputs = np.ascontiguousarray(maps)
            self.inputs.flags.writeable = False


class PlaneMapper:
    """Makes the maps of one run, all from one forward pass over the grid, in arrays of its own.

    Measured for 2-8×6-2 with tanh: 1.1 ms for 100×100 outputs and 50 maps of 34×34.
    """

    def __init__(self, network: Network, dataset: Dataset, columns: tuple[DiagramColumn, ...]) -> None:
        self._network = network
        self._dataset = dataset
        self._columns = tuple(column for column in columns if not column.makes_pictures)
        self._request: PlaneRequest | None = None
        self._grid: _Grid | None = None
        self._pass: ForwardPass | None = None
        self._outputs: FloatArray = np.zeros((0, 0), np.float32)
        self._sampled: list[FloatArray] = []

    def view(self, request: PlaneRequest, step: int) -> PlaneMaps:
        """The maps at this moment; the data set must have a frame."""
        grid = self._grid
        if grid is None or request != self._request:
            self._request, self._grid = request, None
            grid = self._grid = _Grid(self._dataset, request)
            self._outputs = np.empty((len(grid.x), self._network.n_outputs), np.float32)
            self._sampled = [
                np.empty((len(grid.places), math.prod(column.last.output_shape)), np.float32)
                for column in self._columns
            ]
        with np.errstate(all="ignore"):
            self._run(grid)
            outputs = self._outputs[: grid.n**2]
            answers = outputs.copy() if self._dataset.is_regression else self._probabilities(outputs)
        answers = answers.reshape(grid.n, grid.n, -1)
        answers.flags.writeable = False
        return PlaneMaps(
            x_range=request.x_range,
            y_range=request.y_range,
            outputs=answers,
            layer_names=tuple(column.layer.name for column in self._columns) if grid.n_coarse else (),
            layers=self._maps(grid) if grid.n_coarse else (),
            inputs=grid.inputs,
            step=step,
        )

    def _run(self, grid: _Grid) -> None:
        if self._pass is None or not self._pass.is_current:
            self._pass = ForwardPass(self._network, _ROWS)
        made = self._pass
        activations = [made.by_name[column.last.name].a.reshape(_ROWS, -1) for column in self._columns]
        for i, (first, end) in enumerate(zip(grid.bounds[:-1], grid.bounds[1:], strict=True)):
            rows = slice(i * _ROWS, (i + 1) * _ROWS)
            self._outputs[rows] = made.run(grid.x[rows])
            if first == end:
                continue
            places = grid.places[first:end] - i * _ROWS
            for a, sampled in zip(activations, self._sampled, strict=True):
                # With mode "raise" np.take would go through a hidden copy of its output.
                a.take(places, 0, sampled[first:end], "clip")

    def _maps(self, grid: _Grid) -> tuple[FloatArray, ...]:
        maps = []
        for column, sampled in zip(self._columns, self._sampled, strict=True):
            values = sampled.T if len(column.shown) == sampled.shape[1] else sampled.T[column.shown]
            array = np.array(values, np.float32, order="C").reshape(-1, grid.n_coarse, grid.n_coarse)
            array.flags.writeable = False
            maps.append(array)
        return tuple(maps)

    def _probabilities(self, outputs: FloatArray) -> FloatArray:
        probabilities: FloatArray = self._network.loss.probabilities(outputs).astype(np.float32, copy=False)
        return probabilities
