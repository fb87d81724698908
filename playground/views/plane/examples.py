"""The examples of a run on the plane, and which of them the network has right. No widgets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from playground.data import DATASETS, Dataset
from playground.data.chosen_plane import plane_frame
from playground.data.planar.generate import CLASS_LETTERS
from playground.data.plane_frame import PlaneFrame
from playground.training.messages import Answers, PlaneMaps
from playground.views.plane.colours import ValueScale
from playground.views.plane.editing import N_CLASSES, PointArray, n_classes_of
from playground.views.plane.points import PlanePoints, painted_points, points_of
from playground.views.plane.reading import outputs_at

Range = tuple[float, float]

HOME: tuple[Range, Range] = ((-6.0, 6.0), (-6.0, 6.0))
NEAR_ENOUGH = 0.1
"""An answer to a regression counts as right within this share of the whole scale."""


class PlaneExamples:
    """Keeps the data set of a run and what the network was heard to say of it."""

    def __init__(self) -> None:
        self.dataset: Dataset | None = None
        self.is_painted = False
        self.axes: tuple[int, int] | None = None
        """Inputs of a table along the two axes; None: the plane that the data bring."""
        self.answers: dict[str, Answers] = {}
        self._frame: PlaneFrame | None = None

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Begin with another set; the chosen axes stay if it has the same columns."""
        before = self.dataset
        if before is None or dataset is None or before.feature_names != dataset.feature_names:
            self.axes = None
        self.dataset, self.answers = dataset, {}
        self._find_frame()

    def set_axes(self, axes: tuple[int, int] | None) -> None:
        """Let the plane of a table run along two of its inputs."""
        self.axes = axes
        self._find_frame()

    def _find_frame(self) -> None:
        self._frame = plane_frame(self.dataset, self.axes) if self.dataset is not None else None

    # ---- facts

    @property
    def ranges(self) -> tuple[Range, Range]:
        """What is shown of x₁ and of x₂."""
        return HOME if self._frame is None else (self._frame.x_range, self._frame.y_range)

    @property
    def axis_names(self) -> tuple[str, str]:
        """What the axes are."""
        return ("x₁", "x₂") if self._frame is None else self._frame.axis_names

    @property
    def choosable_axes(self) -> tuple[str, ...]:
        """Names of the inputs that the axes can be; none, if the plane is all there is."""
        dataset = self.dataset
        if dataset is None or dataset.input_means is None or len(dataset.feature_names) <= 2:
            return ()
        return dataset.feature_names

    @property
    def is_exact(self) -> bool:
        """Whether the plane is all that the network is given, so that the map holds at every example."""
        dataset = self.dataset
        if self.is_painted or dataset is None:
            return True
        return DATASETS[dataset.name].kind == "plane" or dataset.x_train.shape[1] <= 2

    @property
    def can_be_painted(self) -> bool:
        """Whether these points can become points of one's own."""
        dataset = self.dataset
        if dataset is None or self.is_painted or DATASETS[dataset.name].kind != "plane":
            return False
        return not dataset.is_regression and dataset.n_classes <= N_CLASSES

    @property
    def target_name(self) -> str:
        """What a regression predicts, where that has a name."""
        return self.dataset.target_name if self.dataset is not None else ""

    def points(self, painted: PointArray) -> PlanePoints:
        """The points to show; `painted` are those of the editor."""
        if self.is_painted:
            return painted_points(painted, self.dataset)
        if self.dataset is None:
            return PlanePoints()
        points = points_of(self.dataset)
        if self.axes is not None and self._frame is not None and len(points):
            x = np.concatenate([self.dataset.x_train, self.dataset.x_test])
            points = replace(points, xy=self._frame.places(x).astype(np.float64))
        return points

    def place_of(self, points: PlanePoints, chosen: tuple[str, int] | None) -> int | None:
        """Which of the points is this row of a split; None, if it is none of them."""
        if chosen is None:
            return None
        found = np.flatnonzero((points.is_test == (chosen[0] == "test")) & (points.rows == chosen[1]))
        return int(found[0]) if len(found) else None

    def class_names(self, painted: PointArray) -> tuple[str, ...]:
        """Names of the classes; none for a regression."""
        if self.is_painted:
            return tuple(CLASS_LETTERS[: n_classes_of(painted)])
        return self.dataset.class_names if self.dataset is not None else ()

    def scale(self, points: PlanePoints) -> ValueScale:
        """Values of a regression from orange to blue, with the units that the targets had in the file."""
        if not points.is_regression or not len(points) or self.dataset is None:
            return ValueScale()
        return ValueScale.of_targets(points.targets, self.dataset.target_scale)

    # ---- answers

    def right(
        self, points: PlanePoints, maps: PlaneMaps | None, scale: ValueScale
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of which points it is known what the network says, and where that is right."""
        if not len(points) or maps is None:
            nothing = np.zeros(len(points), bool)
            return nothing, nothing
        known, said = self._said(points, maps)
        if points.is_regression:
            return known, np.abs(said - points.targets) <= NEAR_ENOUGH * (scale.high - scale.low)
        return known, said == points.targets

    def shares_right(
        self, points: PlanePoints, maps: PlaneMaps | None, scale: ValueScale
    ) -> tuple[float, float]:
        """Share of right answers among training and test examples; NaN where it isn't known."""
        known, right = self.right(points, maps, scale)
        shares = []
        for part in (~points.is_test, points.is_test):
            counted = known & part
            shares.append(float(right[counted].mean()) if counted.any() else float("nan"))
        return shares[0], shares[1]

    def _said(self, points: PlanePoints, maps: PlaneMaps) -> tuple[NDArray[np.bool_], NDArray[np.floating]]:
        """Read from the map, where it holds at the examples; else as told by the engine, split by split."""
        if self.is_exact:
            outputs = outputs_at(maps, points.xy)
            said = outputs[:, 0] if points.is_regression else outputs.argmax(axis=1).astype(np.float64)
            return np.ones(len(points), bool), said
        known, values = np.zeros(len(points), bool), np.zeros(len(points))
        for split, answers in self.answers.items():
            members = np.nonzero(points.is_test == (split == "test"))[0]
            if len(members) == len(answers.predicted):
                values[members] = answers.predicted[points.rows[members]]
                known[members] = True
        return known, values


def batch_members(points: PlanePoints, indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places among `points` of the training examples `indices`."""
    is_wanted = np.zeros(int(indices.max(initial=-1)) + 2, bool)
    is_wanted[indices] = True
    # The last entry stands for all that are in no batch.
    rows = np.where(points.is_test | (points.rows < 0), -1, np.minimum(points.rows, len(is_wanted) - 1))
    return np.nonzero(is_wanted[rows])[0]
