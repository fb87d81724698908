"""Where everything of the network's picture lies: columns from left to right, units from top to bottom.

No Qt. Computed once for each structure and size; per frame only colours and the choice of links change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import Diagram

HEADER_PX = 74
"""Room above the units: name and size of the layer, and its − and + below."""
FOOTER_PX = 28
"""Room below: the legend and what is pointed at."""
_MARGIN_PX = 12
_MORE_PX = 18
"""Room below a column for "+112 more"."""
_FEWEST_UNITS, _MOST_UNITS = 6, 16
_BEST_PITCH_PX = 34
_MOST_UNITS_IN_ALL = 320
_OUTPUT_LABEL_PX, _NARROW_OUTPUT_LABEL_PX = 66, 50
"""Name and bar of an output."""
_LINKS_IN_ALL = 300


@dataclass(frozen=True, slots=True)
class Structure:
    """What decides the layout: not a number of it changes while the same network trains."""

    picture_shape: tuple[int, ...]
    kinds: tuple[str, ...]
    activations: tuple[str, ...]
    n_units: tuple[int, ...]
    n_given: tuple[int, ...]
    """Units of each layer that the message shows."""
    has_pictures: tuple[bool, ...]


def structure_of(diagram: Diagram) -> Structure:
    """The structure of the network in a message."""
    layers = diagram.layers
    return Structure(
        picture_shape=tuple(diagram.input.shape),
        kinds=tuple(layer.kind for layer in layers),
        activations=tuple(layer.activation for layer in layers),
        n_units=tuple(layer.n_units for layer in layers),
        n_given=tuple(len(layer.units) for layer in layers),
        has_pictures=tuple(layer.pictures is not None for layer in layers),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The units of one layer."""

    x: float
    ys: NDArray[np.float64]
    """Centres of the units that are shown, from the top."""
    side: float
    """Diameter of a unit, or side of its picture."""
    has_pictures: bool
    n_hidden: int
    """Units of the layer that aren't shown."""

    @property
    def n_shown(self) -> int:
        """Units that are shown."""
        return len(self.ys)

    @property
    def bottom(self) -> float:
        """Lower edge of the lowest unit."""
        return float(self.ys[-1]) + self.side / 2


@dataclass(frozen=True, slots=True, eq=False)
class NetworkLayout:
    """Places in pixels of the widget."""

    structure: Structure
    width: float
    height: float
    pitch: float
    """Distance between two columns."""
    input_rect: tuple[float, float, float, float]
    """x, y, width, height of the picture that goes in."""
    columns: tuple[Column, ...]
    """Hidden layers and, last, the output."""
    n_links_each: int
    """Links that are drawn between two layers, at most."""

    @property
    def n_layers(self) -> int:
        """Hidden layers and the output layer."""
        return len(self.columns)

    def unit_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Layer and place in the column of the unit at (x, y); also a little beside it."""
        for layer_index, column in enumerate(self.columns):
            reach = max(column.side / 2, 5.0) + 2.0
            if abs(x - column.x) <= reach:
                place = int(np.abs(column.ys - y).argmin())
                if abs(column.ys[place] - y) <= reach:
                    return layer_index, place
        return None

    def column_at(self, x: float) -> int | None:
        """The layer whose column is nearest to x, if it is near."""
        nearest = min(range(self.n_layers), key=lambda i: abs(self.columns[i].x - x))
        return nearest if abs(self.columns[nearest].x - x) <= self.pitch / 2 else None

    def gap_x(self, layer_index: int) -> float:
        """Middle between a layer and what comes before it."""
        before = self.columns[layer_index - 1].x if layer_index else self.input_rect[0] + self.input_rect[2]
        return (before + self.columns[layer_index].x) / 2

    def link_starts(self, layer_index: int) -> NDArray[np.float64]:
        """Where links into a layer begin: points (n, 2) at the right of the units before it."""
        if layer_index == 0:
            x, y, width, height = self.input_rect
            return np.array([[x + width, y + height / 2]])
        before = self.columns[layer_index - 1]
        return np.column_stack([np.full(before.n_shown, before.x + before.side / 2), before.ys])

    def link_ends(self, layer_index: int) -> NDArray[np.float64]:
        """Where links into a layer end: points (n, 2) at the left of its units."""
        column = self.columns[layer_index]
        return np.column_stack([np.full(column.n_shown, column.x - column.side / 2), column.ys])


def lay_out(structure: Structure, width: float, height: float) -> NetworkLayout:
    """Place a network of any depth in `width` × `height` pixels."""
    n_layers = len(structure.n_units)
    input_side = float(np.clip(min(width * 0.17, height * 0.22), 44.0, 140.0))
    if n_layers > 8:
        input_side = min(input_side, 56.0)
    left = _MARGIN_PX + input_side
    largest_output = 32.0 if structure.has_pictures[-1] else 14.0
    label = _OUTPUT_LABEL_PX if width >= 480 else _NARROW_OUTPUT_LABEL_PX
    right = width - _MARGIN_PX - label - largest_output
    # The first column is a little nearer to the input: the input has no unit's radius to leave free.
    pitch = max((right - left) / (n_layers - 0.1), 2.0)
    top, bottom = HEADER_PX, height - FOOTER_PX
    columns = tuple(
        _column(structure, i, left + pitch * (i + 1) - 0.1 * pitch, pitch, top, bottom)
        for i in range(n_layers)
    )
    picture_height, picture_width = _picture_size(structure.picture_shape, input_side)
    middle = (top + bottom - _MORE_PX) / 2
    return NetworkLayout(
        structure=structure,
        width=width,
        height=height,
        pitch=pitch,
        input_rect=(_MARGIN_PX, middle - picture_height / 2, picture_width, picture_height),
        columns=columns,
        n_links_each=max(_LINKS_IN_ALL // max(n_layers, 1), 4),
    )


def _picture_size(shape: tuple[int, ...], side: float) -> tuple[float, float]:
    if len(shape) < 2:
        return side, side / 3
    height, width = shape[-2:]
    scale = side / max(height, width)
    return height * scale, width * scale


def _column(
    structure: Structure, layer_index: int, x: float, pitch: float, top: float, bottom: float
) -> Column:
    is_output = layer_index == len(structure.n_units) - 1
    n_given, n_units = structure.n_given[layer_index], structure.n_units[layer_index]
    room = bottom - top - _MORE_PX
    n_fitting = int(np.clip(room / _BEST_PITCH_PX, _FEWEST_UNITS, _MOST_UNITS))
    n_fitting = max(min(n_fitting, _MOST_UNITS_IN_ALL // len(structure.n_units)), _FEWEST_UNITS)
    n_shown = max(min(n_given, n_given if is_output and n_given <= _MOST_UNITS else n_fitting), 1)
    has_pictures = structure.has_pictures[layer_index] and pitch >= 24
    unit_pitch = min(room / n_shown, 68.0 if has_pictures else 52.0)
    largest = 64.0 if has_pictures else 24.0
    side = float(np.clip(min(unit_pitch * (0.86 if has_pictures else 0.62), pitch * 0.62), 2.0, largest))
    ys = top + room / 2 + (np.arange(n_shown) - (n_shown - 1) / 2) * unit_pitch
    return Column(
        x=x,
        ys=np.asarray(ys, dtype=np.float64),
        side=side,
        has_pictures=has_pictures,
        n_hidden=n_units - n_shown,
    )
