"""The examples, and the grid of the plane, as one layer sees them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.data import Dataset
from playground.engine import Network
from playground.training.diagram_columns import DiagramColumn
from playground.training.frozen import rows_a_slice
from playground.training.inspection.forward_pass import ForwardPass
from playground.training.inspection.principal_axes import Matrix, principal_axes
from playground.training.inspection.reading import finite, sealed
from playground.training.inspection.slow_view import SlowView
from playground.training.messages import FloatArray, Space, SpaceRequest
from playground.training.session import Session

N_LINES = 21
"""Each way."""
N_LINE_POINTS = 41
_MOST_NUMBERS = 600_000
"""Activations kept at once: of a layer with many units fewer examples are shown, so that finding the axes
takes no longer than a frame."""


class SpaceView(SlowView[SpaceRequest, Space]):
    """Follows the network as fast as its share allows: for a small one about as fast as frames come."""

    SHARE = 0.02

    def __init__(self, session: Session, columns: tuple[DiagramColumn, ...]) -> None:
        super().__init__(session)
        self._columns = columns
        self._axes: dict[str, Matrix] = {}
        """The newest axes by layer, so that the picture doesn't turn over."""
        self._grid: FloatArray | None = None
        self._pass: tuple[Network, ForwardPass] | None = None

    def view(self, request: SpaceRequest, now: float) -> Space | None:
        """The value that a snapshot carries; None before the first of this request."""
        return self.ask(request, now)

    def _column(self, name: str) -> DiagramColumn:
        """The layer called `name`, or else the last hidden one (the output of a network without any)."""
        named = [column for column in self._columns if name in (column.layer.name, column.last.name)]
        hidden = self._columns[-2] if len(self._columns) > 1 else self._columns[-1]
        return named[0] if named else hidden

    def _work(self, request: SpaceRequest, step: int) -> Iterator[float]:
        dataset, network = self._session.dataset, self._frozen.of(self._session.network)
        column = self._column(request.layer_name)
        x = dataset.x_test if request.split == "test" else dataset.x_train
        n_units = math.prod(column.last.output_shape)
        n = max(min(request.n_points, len(x), _MOST_NUMBERS // n_units), 1)
        chosen = np.unique(np.linspace(0, len(x) - 1, n).astype(np.int64))
        lines = self._lines(dataset)
        work = self._activations(network, column.last.name, n_units, [x[chosen], lines])
        seen: list[Matrix] = []
        for share, seen in work:  # noqa: B007  # the last one is the whole
            yield 0.9 * share
        points, grid_points = seen
        a, b = (min(max(unit, 0), n_units - 1) for unit in request.units)
        explained = math.nan
        if request.axes == "pca":
            mean = points.mean(axis=0)
            points, grid_points = points - mean, grid_points - mean
            axes, explained = principal_axes(points, self._axes.get(column.layer.name))
            self._axes[column.layer.name] = axes
            points, grid_points = points @ axes, grid_points @ axes
        else:
            points, grid_points = points[:, [a, b]], grid_points[:, [a, b]]
        chosen.flags.writeable = False
        grid = _fresh(grid_points).reshape(-1, N_LINE_POINTS, 2) if len(grid_points) else None
        value = Space(
            layer_name=column.layer.name,
            axes="pca" if request.axes == "pca" else "units",
            units=(a, b),
            step=step,
            points=_fresh(points),
            indices=chosen,
            split="test" if request.split == "test" else "train",
            explained=explained,
            grid=grid,
            n_units=n_units,
        )
        self._finish(request, step, value)
        yield 1.0

    def _activations(
        self, network: Network, name: str, n_units: int, parts: list[FloatArray]
    ) -> Iterator[tuple[float, list[Matrix]]]:
        """Activations of one layer for each of the parts, in slices; yields the share done and the arrays."""
        if self._pass is None or self._pass[0] is not network or not self._pass[1].is_current:
            self._pass = network, ForwardPass(network, rows_a_slice(network))
        made = self._pass[1]
        a = made.by_name[name].a
        seen: list[Matrix] = [np.zeros((len(x), n_units)) for x in parts]
        n, n_done = sum(len(x) for x in parts), 0
        padded = np.zeros((made.n, network.n_inputs), np.float32)
        for x, found in zip(parts, seen, strict=True):
            for start in range(0, len(x), made.n):
                rows: NDArray[np.float32] = x[start : start + made.n]
                padded[: len(rows)] = rows
                with np.errstate(all="ignore"):
                    made.run(padded)
                    found[start : start + len(rows)] = a[: len(rows)].reshape(len(rows), -1)
                n_done += len(rows)
                yield n_done / n, seen

    def _lines(self, dataset: Dataset) -> FloatArray:
        """Network inputs along the lines of constant x₁, then of constant x₂; none without a plane."""
        if self._grid is None:
            self._grid = grid_lines(dataset)
        return self._grid


def grid_lines(dataset: Dataset) -> FloatArray:
    """Network inputs at the points of the grid, line by line: (2 · N_LINES · N_LINE_POINTS, n_inputs)."""
    frame = dataset.frame
    if frame is None:
        return dataset.x_train[:0]
    across = np.linspace(*frame.x_range, N_LINES)
    up = np.linspace(*frame.y_range, N_LINES)
    along_x = np.linspace(*frame.x_range, N_LINE_POINTS)
    along_y = np.linspace(*frame.y_range, N_LINE_POINTS)
    constant_x1 = np.stack(np.meshgrid(across, along_y, indexing="ij"), axis=-1)
    constant_x2 = np.stack(np.meshgrid(up, along_x, indexing="ij")[::-1], axis=-1)
    points = np.concatenate((constant_x1, constant_x2)).reshape(-1, 2)
    return np.asarray(frame.features(points), np.float32)


def _fresh(values: Matrix) -> FloatArray:
    return sealed(finite(np.array(values, np.float32, order="C")))
