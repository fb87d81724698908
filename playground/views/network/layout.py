"""Where everything of the network's picture lies: columns from left to right, units from top to bottom.

No Qt. Computed once for each structure and size; per frame only colours and the choice of links change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.views.network.column import MORE_PX, OVERVIEW_PX, Column
from playground.views.network.structure import INPUT, Structure

HEADER_PX = 74
"""Room above the units: name and size of the layer, and its − and + below."""
FOOTER_PX = 28
"""Room below: the legend and what is pointed at."""
_MARGIN_PX = 12
_FEWEST_UNITS, _MOST_UNITS = 6, 16
_BEST_PITCH_PX, _CLOSEST_PITCH_PX = 34.0, 25.0
_MOST_UNITS_IN_ALL = 320
_OUTPUT_LABEL_PX, _NARROW_OUTPUT_LABEL_PX = 66, 50
"""Name and bar of an output."""
_LINKS_IN_ALL = 300
BADGE_PX = 17
"""Height of a badge, with the room above it."""
BRACKET_PX = 18
"""Room below the columns for the way around a residual block, for each block that lies inside another."""
_LOWEST_WITH_OVERVIEW_PX = 420
_LETTER_PX = 7.0
SYMBOL_ROOM_PX = 13.0
"""Symbol of a class, and the gap after it."""
_NARROWEST_INPUT_NAME_PX, _WIDEST_INPUT_NAME_PX = 18.0, 64.0


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
    bracket_top: float = 0.0
    """Where the ways around residual blocks begin, below everything of a column."""
    input_column: Column | None = None
    """The inputs one by one, where they aren't a picture."""

    @property
    def first_index(self) -> int:
        """Index of the first column that has units."""
        return 0 if self.input_column is None else INPUT

    def column(self, layer_index: int) -> Column:
        """The column of a layer, or that of the inputs."""
        if layer_index == INPUT and self.input_column is not None:
            return self.input_column
        return self.columns[layer_index]

    def has_column(self, layer_index: int) -> bool:
        """Whether there are units at this index."""
        return self.first_index <= layer_index < len(self.columns)

    @property
    def n_layers(self) -> int:
        """Hidden layers and the output layer."""
        return len(self.columns)

    def unit_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Layer and place in the column of the unit at (x, y); also a little beside it."""
        for layer_index in range(self.first_index, self.n_layers):
            column = self.column(layer_index)
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
        """Middle of the room between a layer and what comes before it."""
        before = self.columns[layer_index - 1].right if layer_index else sum(self.input_rect[::2])
        return (before + self.columns[layer_index].left) / 2

    def link_starts(self, layer_index: int) -> NDArray[np.float64]:
        """Where links into a layer begin: points (n, 2) at the right of the units before it."""
        if not self.has_column(layer_index - 1):
            x, y, width, height = self.input_rect
            return np.array([[x + width, y + height / 2]])
        before = self.column(layer_index - 1)
        return np.column_stack([np.full(before.n_shown, before.right), before.ys])

    def link_ends(self, layer_index: int) -> NDArray[np.float64]:
        """Where links into a layer end: points (n, 2) at the left of its units."""
        column = self.columns[layer_index]
        return np.column_stack([np.full(column.n_shown, column.left), column.ys])


def lay_out(
    structure: Structure,
    width: float,
    height: float,
    input_names: tuple[str, ...] = (),
    output_names: tuple[str, ...] = (),
) -> NetworkLayout:
    """Place a network of any depth in `width` × `height` pixels."""
    n_layers = len(structure.n_units)
    largest_output = 32.0 if structure.has_pictures[-1] else 14.0
    label: float = _OUTPUT_LABEL_PX if width >= 480 else _NARROW_OUTPUT_LABEL_PX
    if structure.has_plane:
        # Names with the symbols of their classes, no bars.
        symbol = SYMBOL_ROOM_PX if structure.n_units[-1] > 1 else 0.0
        widest = max((len(name) for name in output_names), default=1) * _LETTER_PX + 8
        label = min(widest, label) + symbol
    right = width - _MARGIN_PX - label - largest_output
    n_badges = max((len(badges) for badges in (*structure.badges, structure.input_badges)), default=0)
    n_deep = max((len(blocks) for blocks in structure.blocks), default=0)
    bracket_top = height - FOOTER_PX - n_deep * BRACKET_PX
    has_overview = any(structure.overviews) and height >= _LOWEST_WITH_OVERVIEW_PX
    top, bottom = HEADER_PX, bracket_top - n_badges * BADGE_PX - (OVERVIEW_PX if has_overview else 0)
    if structure.n_inputs_shown:
        left, input_column = _inputs(structure, width, right, top, bottom, input_names)
    else:
        left, input_column = _MARGIN_PX + _input_side(n_layers, width, height), None
    # The first column is a little nearer to the input: the input has no unit's radius to leave free.
    nearer = 0.1 if input_column is None else 0.0
    pitch = max((right - left) / (n_layers - nearer), 2.0)
    columns = tuple(
        _column(structure, i, left + pitch * (i + 1 - nearer), pitch, top, bottom, has_overview=has_overview)
        for i in range(n_layers)
    )
    return NetworkLayout(
        structure=structure,
        width=width,
        height=height,
        pitch=pitch,
        input_rect=_input_rect(structure, input_column, left, (top + bottom - MORE_PX) / 2),
        columns=columns,
        n_links_each=max(_LINKS_IN_ALL // max(n_layers, 1), 4),
        bracket_top=bracket_top,
        input_column=input_column,
    )


def _input_side(n_layers: int, width: float, height: float) -> float:
    side = float(np.clip(min(width * 0.17, height * 0.22), 44.0, 140.0))
    return min(side, 56.0) if n_layers > 8 else side


def _inputs(
    structure: Structure, width: float, right: float, top: float, bottom: float, names: tuple[str, ...]
) -> tuple[float, Column]:
    """Place the inputs one by one; their names stand at their left."""
    longest = max((len(name) for name in names[: structure.n_inputs_shown]), default=2)
    name = float(np.clip(longest * _LETTER_PX, _NARROWEST_INPUT_NAME_PX, _WIDEST_INPUT_NAME_PX))
    name = min(name, width * 0.12)
    pitch = (right - _MARGIN_PX - name) / (len(structure.n_units) + 0.5)
    side, unit_pitch = _unit_size(
        structure.n_inputs_shown, bottom - top - MORE_PX, pitch, structure.has_plane
    )
    x = _MARGIN_PX + name + side / 2
    column = Column(
        x=x,
        ys=_spread(structure.n_inputs_shown, top, bottom - top - MORE_PX, unit_pitch),
        side=side,
        has_pictures=structure.has_plane,
        n_hidden=structure.picture_shape[0] - structure.n_inputs_shown,
    )
    return x, column


def _input_rect(
    structure: Structure, column: Column | None, right: float, middle: float
) -> tuple[float, float, float, float]:
    if column is not None:
        return (
            column.left,
            float(column.ys[0]) - column.side / 2,
            column.side,
            column.bottom - column.ys[0] + column.side / 2,
        )
    height, width = _picture_size(structure.picture_shape, right - _MARGIN_PX)
    return _MARGIN_PX, middle - height / 2, width, height


def _picture_size(shape: tuple[int, ...], side: float) -> tuple[float, float]:
    height, width = shape[-2:]
    scale = side / max(height, width)
    return height * scale, width * scale


def _unit_size(n_shown: int, room: float, pitch: float, has_pictures: bool) -> tuple[float, float]:
    """Side of a unit, and the distance between two."""
    unit_pitch = min(room / n_shown, 96.0 if has_pictures else 52.0)
    across = 0.74 if has_pictures and pitch < 56 else 0.62
    side = min(unit_pitch * (0.86 if has_pictures else 0.62), pitch * across)
    return float(np.clip(side, 2.0, 64.0 if has_pictures else 24.0)), unit_pitch


def _spread(n: int, top: float, room: float, unit_pitch: float) -> NDArray[np.float64]:
    return np.asarray(top + room / 2 + (np.arange(n) - (n - 1) / 2) * unit_pitch, dtype=np.float64)


def _n_shown(structure: Structure, layer_index: int, room: float) -> int:
    """How many units of a layer fit."""
    n_given = structure.n_given[layer_index]
    if layer_index == len(structure.n_units) - 1 and n_given <= _MOST_UNITS:
        return max(n_given, 1)
    best = _BEST_PITCH_PX
    if structure.n_units[layer_index] <= _MOST_UNITS:
        # A little closer, if then none of them is left out.
        best = max(min(best, room / structure.n_units[layer_index]), _CLOSEST_PITCH_PX)
    n_fitting = int(np.clip((room + 0.5) / best, _FEWEST_UNITS, _MOST_UNITS))
    return max(
        min(n_given, max(min(n_fitting, _MOST_UNITS_IN_ALL // len(structure.n_units)), _FEWEST_UNITS)), 1
    )


def _column(
    structure: Structure,
    layer_index: int,
    x: float,
    pitch: float,
    top: float,
    bottom: float,
    *,
    has_overview: bool,
) -> Column:
    room = bottom - top - MORE_PX
    n_shown = _n_shown(structure, layer_index, room)
    has_pictures = structure.has_pictures[layer_index] and pitch >= 24
    side, unit_pitch = _unit_size(n_shown, room, pitch, has_pictures)
    filter_side = 0.0
    if has_pictures and structure.filter_sides and structure.filter_sides[layer_index] and pitch >= 40:
        # Small beside the picture it makes, whole pixels for each number.
        of_filter = structure.filter_sides[layer_index]
        filter_side = float(max(round(0.45 * side / of_filter), 2) * of_filter)
    n_hidden = structure.n_units[layer_index] - n_shown
    return Column(
        x=x,
        ys=_spread(n_shown, top, room, unit_pitch),
        side=side,
        has_pictures=has_pictures,
        n_hidden=n_hidden,
        filter_side=filter_side,
        has_overview=has_overview and n_hidden > 0 and structure.overviews[layer_index],
    )
