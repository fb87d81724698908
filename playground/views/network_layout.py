"""Where everything of the network's picture lies: columns from left to right, units from top to bottom.

No Qt. Computed once for each structure and size; per frame only colours and the choice of links change.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.training.messages import Diagram, DiagramLayer

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
BADGE_PX = 17
"""Height of a badge, with the room above it."""
BRACKET_PX = 18
"""Room below the columns for the way around a residual block, for each block that lies inside another."""
_FILTER_GAP_PX = 3.0
Badge = tuple[str, float]
"""Kind of a layer without a column of its own, and the rate if it is dropout."""


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
    """Whether units are shown as pictures: their weights, or what a channel makes."""
    names: tuple[str, ...] = ()
    """As the engine calls the layers: layer2, or layer3.layer1 inside a block."""
    shapes: tuple[tuple[int, ...], ...] = ()
    """What each layer makes; of three numbers if it is pictures."""
    filter_sides: tuple[int, ...] = ()
    """Side of a filter in pixels where each unit has one filter, else 0."""
    badges: tuple[tuple[Badge, ...], ...] = ()
    input_badges: tuple[Badge, ...] = ()
    blocks: tuple[tuple[str, ...], ...] = ()
    config_indices: tuple[int, ...] = ()
    """Place of each layer in the experiment; inside a block that of the block."""

    def can_resize(self, layer_index: int) -> bool:
        """Whether the layer has a number of units, or channels, of its own to choose."""
        is_hidden = layer_index < len(self.n_units) - 1
        has_units = self.kinds[layer_index] in ("dense", "conv2d")
        return is_hidden and has_units and not (self.blocks and self.blocks[layer_index])


def structure_of(diagram: Diagram) -> Structure:
    """The structure of the network in a message."""
    layers = diagram.layers
    return Structure(
        picture_shape=tuple(diagram.input.shape),
        kinds=tuple(layer.kind for layer in layers),
        activations=tuple(layer.activation for layer in layers),
        n_units=tuple(layer.n_units for layer in layers),
        n_given=tuple(len(layer.units) for layer in layers),
        has_pictures=tuple(layer.pictures is not None or layer.feature_maps is not None for layer in layers),
        names=tuple(layer.name for layer in layers),
        shapes=tuple(layer.output_shape or (layer.n_units,) for layer in layers),
        filter_sides=tuple(_filter_side(layer) for layer in layers),
        badges=tuple(tuple((b.kind, b.rate) for b in layer.badges) for layer in layers),
        input_badges=tuple((b.kind, b.rate) for b in diagram.input_badges),
        blocks=tuple(layer.blocks for layer in layers),
        config_indices=tuple(
            place if layer.config_index < 0 else layer.config_index for place, layer in enumerate(layers)
        ),
    )


def _filter_side(layer: DiagramLayer) -> int:
    has_one_each = layer.filters is not None and layer.filters.shape[1] == 1
    return int(layer.filters.shape[-1]) if has_one_each and layer.filters is not None else 0


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
    filter_side: float = 0.0
    """Side of the filter at the left of each picture, 0 without."""

    @property
    def n_shown(self) -> int:
        """Units that are shown."""
        return len(self.ys)

    @property
    def left(self) -> float:
        """Where links end: the left edge of the filter or, without, of the unit."""
        reach = self.side / 2
        return self.x - reach - (self.filter_side + _FILTER_GAP_PX if self.filter_side else 0.0)

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
    bracket_top: float = 0.0
    """Where the ways around residual blocks begin, below everything of a column."""

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
        return np.column_stack([np.full(column.n_shown, column.left), column.ys])


def title_number(structure: Structure, layer_index: int) -> str:
    """Number of a layer for people, as in the experiment: 2, or 3.1 inside a block."""
    name = structure.names[layer_index] if structure.names else f"layer{layer_index + 1}"
    return name.replace("layer", "")


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
    n_badges = max((len(badges) for badges in (*structure.badges, structure.input_badges)), default=0)
    n_deep = max((len(blocks) for blocks in structure.blocks), default=0)
    bracket_top = height - FOOTER_PX - n_deep * BRACKET_PX
    top, bottom = HEADER_PX, bracket_top - n_badges * BADGE_PX
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
        bracket_top=bracket_top,
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
    side = float(
        np.clip(
            min(
                unit_pitch * (0.86 if has_pictures else 0.62),
                pitch * (0.74 if has_pictures and pitch < 56 else 0.62),
            ),
            2.0,
            largest,
        )
    )
    filter_side = 0.0
    if has_pictures and structure.filter_sides and structure.filter_sides[layer_index] and pitch >= 40:
        # Small beside the picture it makes, whole pixels for each number.
        of_filter = structure.filter_sides[layer_index]
        filter_side = float(max(round(0.45 * side / of_filter), 2) * of_filter)
    ys = top + room / 2 + (np.arange(n_shown) - (n_shown - 1) / 2) * unit_pitch
    return Column(
        x=x,
        ys=np.asarray(ys, dtype=np.float64),
        side=side,
        has_pictures=has_pictures,
        n_hidden=n_units - n_shown,
        filter_side=filter_side,
    )
