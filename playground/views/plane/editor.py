"""What a person does to painted points: tools, one gesture at a time, and a pen for the keyboard."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from playground.views.plane.editing import (
    N_CLASSES,
    PointArray,
    added,
    as_array,
    as_tuple,
    erased,
    flipped,
    inside,
    moved,
    n_classes_of,
    nearest,
    relabelled,
    shifted,
    sprayed,
    with_outlier,
    within,
    without,
)

Place = tuple[float, float]

RADII = (0.25, 0.5, 0.9, 1.5)
"""Sizes of brush and eraser, as a share of a sixth of the plane: 1 is one unit of −6…6."""
DENSITIES = (1, 3, 8, 20)
"""Points of one dab."""
BRUSH, ERASER, SELECT = "brush", "eraser", "select"
_REACH = 0.35
"""How far from a point a press still means it, in the same unit."""


class PlaneEditor(QObject):
    """Owns the points while they are edited. GUI thread only.

    What is done shows at once (`changed`); the end of each gesture goes out once (`committed`).
    """

    changed = Signal()
    """Points, tool or selection are different: paint again."""
    committed = Signal(object)
    """The points as a tuple of (x₁, x₂, class), after a gesture that changed them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.points: PointArray = as_array(())
        self.tool = BRUSH
        self.label = 0
        self.size_index = 1
        self.density_index = 1
        self.group: tuple[int, ...] = ()
        """Points that are selected: one by a click, or all in a rectangle."""
        self.band: tuple[Place, Place] | None = None
        """Two corners of the rectangle that is being drawn around points."""
        self.unit = 1.0
        """Length on the plane of one unit of the radii."""
        self.ranges = ((-6.0, 6.0), (-6.0, 6.0))
        """What is seen of the plane: nothing is painted beyond it."""
        self._rng = np.random.default_rng(1)
        self._before: PointArray | None = None
        self._last: Place = (0.0, 0.0)

    # ---- state

    def set_points(self, points: tuple[tuple[float, float, float], ...]) -> None:
        """Show these points, without a signal; what comes back as it was sent keeps the selection."""
        if self._before is None and as_tuple(self.points) != points:
            self.points = as_array(points)
            self.selected = None

    @property
    def selected(self) -> int | None:
        """The first of the selected points."""
        return self.group[0] if self.group else None

    @selected.setter
    def selected(self, index: int | None) -> None:
        self.group = () if index is None else (index,)

    @property
    def radius(self) -> float:
        """Of brush and eraser, on the plane."""
        return RADII[self.size_index] * self.unit

    @property
    def density(self) -> int:
        """Points of one dab of the brush."""
        return DENSITIES[self.density_index]

    @property
    def is_drawing(self) -> bool:
        """Whether a gesture is going on."""
        return self._before is not None

    def set_tool(self, tool: str) -> None:
        """Take brush, eraser or select in hand."""
        self.tool = tool
        self.changed.emit()

    def set_label(self, label: int) -> None:
        """Choose the class of new points; a selected point becomes one of it."""
        if not 0 <= label < N_CLASSES:
            return
        self.label = label
        if self.tool == SELECT:
            points = self.points
            for index in self.group:
                points = relabelled(points, index, label)
            self._do(points)
        self.changed.emit()

    def change_size(self, by: int) -> None:
        """A larger or smaller brush."""
        self.size_index = min(max(self.size_index + by, 0), len(RADII) - 1)
        self.changed.emit()

    def set_density(self, index: int) -> None:
        """More or fewer points a dab."""
        self.density_index = min(max(index, 0), len(DENSITIES) - 1)
        self.changed.emit()

    # ---- one gesture

    def begin(self, at: Place, *, erasing: bool = False) -> None:
        """The pointer went down."""
        self._before = self.points
        self._last = at
        self._erasing = erasing or self.tool == ERASER
        if self.tool == SELECT and not erasing:
            self._take(nearest(self.points, at, _REACH * self.unit), at)
        else:
            self.selected = None
            self._dab(at)
        self.changed.emit()

    def _take(self, hit: int | None, at: Place) -> None:
        if hit is None:
            self.group, self.band = (), (at, at)
            return
        if hit not in self.group:
            self.group = (hit,)
        self.label = int(self.points[hit, 2])

    def extend(self, to: Place) -> None:
        """The pointer moved while down."""
        if self._before is None:
            return
        if self.tool == SELECT and not self._erasing:
            self._pull(to)
            return
        gap = self.radius * (0.3 if self._erasing else 0.6)
        if np.hypot(to[0] - self._last[0], to[1] - self._last[1]) >= gap:
            self._last = to
            self._dab(to)
            self.changed.emit()

    def _pull(self, to: Place) -> None:
        if self.band is not None:
            self.band = (self.band[0], to)
            self.group = inside(self.points, *self.band)
        elif len(self.group) == 1:
            self.points = moved(self.points, self.group[0], to)
        elif self.group:
            by = (to[0] - self._last[0], to[1] - self._last[1])
            self.points, self._last = shifted(self.points, self.group, by), to
        self.changed.emit()

    def finish(self) -> None:
        """The pointer went up: tell what it did, if it did anything."""
        before, self._before, self.band = self._before, None, None
        if before is not None and as_tuple(before) != as_tuple(self.points):
            self.committed.emit(as_tuple(self.points))
        self.changed.emit()

    def cancel(self) -> None:
        """The gesture never was."""
        if self._before is not None:
            self.points, self._before, self.band = self._before, None, None
            self.changed.emit()

    def _dab(self, at: Place) -> None:
        if self._erasing:
            self.points = erased(self.points, at, self.radius)
        elif self.density == 1:
            self.points = added(self.points, at, self.label)
        else:
            points = sprayed(self.points, at, self.radius, self.density, self.label, self._rng)
            self.points = within(points, len(self.points), self.ranges)

    # ---- at once

    def put(self, at: Place) -> None:
        """One point of the chosen class there, or the eraser, if that is in hand."""
        if self.tool == ERASER:
            self._do(erased(self.points, at, self.radius))
        else:
            self._do(added(self.points, at, self.label))
            self.selected = len(self.points) - 1 if len(self.points) else None

    def select_near(self, at: Place) -> None:
        """Select the nearest point."""
        self.selected = nearest(self.points, at, float("inf"))
        self.changed.emit()

    def move_selected(self, by: Place) -> Place | None:
        """Shift the selected points; where the first of them is then."""
        if not self.group:
            return None
        self._do(shifted(self.points, self.group, by))
        x, y = self.points[self.group[0], :2].tolist()
        return x, y

    def delete_selected(self) -> None:
        """Take the selected points away."""
        group, self.group = self.group, ()
        self._do(without(self.points, group))

    def flip_selected(self) -> None:
        """The next class for each of the selected points."""
        points, n_classes = self.points, n_classes_of(self.points)
        for index in self.group:
            points = flipped(points, index, n_classes)
        self._do(points)

    def add_outlier(self) -> None:
        """One point of the chosen class in the midst of another."""
        points = with_outlier(self.points, self.label, self._rng)
        if points is not None:
            self._do(points)
            self.selected = len(self.points) - 1

    def clear(self) -> None:
        """Take all points away, and the brush in hand: there is nothing left to move or erase."""
        self.selected = None
        self.tool = BRUSH
        self._do(as_array(()))

    def _do(self, points: PointArray) -> None:
        if as_tuple(points) != as_tuple(self.points):
            self.points = points
            self.changed.emit()
            self.committed.emit(as_tuple(points))


TOOL_KEYS = {Qt.Key.Key_B: BRUSH, Qt.Key.Key_E: ERASER, Qt.Key.Key_V: SELECT}
CLASS_KEYS = {key: label for label, key in enumerate(range(Qt.Key.Key_1, Qt.Key.Key_1 + N_CLASSES))}
