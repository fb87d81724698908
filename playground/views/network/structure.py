"""What decides where everything of the network's picture lies. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from playground.experiment.layer_names import layer_number
from playground.training.messages import Diagram, DiagramLayer

MOST_INPUTS = 16
"""Inputs that are shown one by one, where they aren't a picture."""
INPUT = -1
"""Index of the column of inputs, where there is one."""
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
    """Whether units are shown as pictures: their weights, what a channel makes, or their map of the plane."""
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
    has_plane: bool = False
    """Whether the inputs are points of a plane, so that every unit has a map."""
    overviews: tuple[bool, ...] = ()
    """Whether the activations of all units of a layer are known, not only of those shown."""

    @property
    def n_inputs_shown(self) -> int:
        """Inputs that are shown one by one; 0 if the input is one picture."""
        return min(self.picture_shape[0], MOST_INPUTS) if len(self.picture_shape) == 1 else 0

    def can_resize(self, layer_index: int) -> bool:
        """Whether the layer has a number of units, or channels, of its own to choose."""
        is_hidden = 0 <= layer_index < len(self.n_units) - 1
        return (
            is_hidden and self.kinds[layer_index] in ("dense", "conv2d") and not self.is_in_block(layer_index)
        )

    def is_in_block(self, layer_index: int) -> bool:
        """Whether the layer is inside of a residual block, which changes as a whole."""
        return bool(self.blocks and self.blocks[layer_index])

    def shares_block_with_previous(self, layer_index: int) -> bool:
        """Whether a layer and the one before it are inside of the same block: nothing goes between them."""
        if layer_index <= 0 or not self.is_in_block(layer_index):
            return False
        return self.blocks[layer_index][0] in self.blocks[layer_index - 1]


def structure_of(diagram: Diagram, *, has_plane: bool = False) -> Structure:
    """The structure of the network in a message."""
    layers = diagram.layers
    return Structure(
        picture_shape=tuple(diagram.input.shape),
        kinds=tuple(layer.kind for layer in layers),
        activations=tuple(layer.activation for layer in layers),
        n_units=tuple(layer.n_units for layer in layers),
        n_given=tuple(len(layer.units) for layer in layers),
        has_pictures=tuple(
            has_plane or layer.pictures is not None or layer.feature_maps is not None for layer in layers
        ),
        names=tuple(layer.name for layer in layers),
        shapes=tuple(layer.output_shape or (layer.n_units,) for layer in layers),
        filter_sides=tuple(_filter_side(layer) for layer in layers),
        badges=tuple(tuple((b.kind, b.rate) for b in layer.badges) for layer in layers),
        input_badges=tuple((b.kind, b.rate) for b in diagram.input_badges),
        blocks=tuple(layer.blocks for layer in layers),
        config_indices=tuple(
            place if layer.config_index < 0 else layer.config_index for place, layer in enumerate(layers)
        ),
        has_plane=has_plane,
        overviews=tuple(layer.overview is not None for layer in layers),
    )


def is_of(structure: Structure, diagram: Diagram) -> bool:
    """Whether a message shows the network of `structure`: quicker than making its structure anew."""
    layers = diagram.layers
    if len(layers) != len(structure.n_units) or diagram.input.shape != structure.picture_shape:
        return False
    for i, layer in enumerate(layers):
        if (
            layer.n_units != structure.n_units[i]
            or layer.kind != structure.kinds[i]
            or layer.activation != structure.activations[i]
            or layer.name != structure.names[i]
            or len(layer.units) != structure.n_given[i]
            or (layer.output_shape or (layer.n_units,)) != structure.shapes[i]
            or layer.blocks != structure.blocks[i]
            or tuple((b.kind, b.rate) for b in layer.badges) != structure.badges[i]
            or (i if layer.config_index < 0 else layer.config_index) != structure.config_indices[i]
            or (layer.overview is not None) != structure.overviews[i]
            or _filter_side(layer) != structure.filter_sides[i]
        ):
            return False
    return tuple((b.kind, b.rate) for b in diagram.input_badges) == structure.input_badges


def _filter_side(layer: DiagramLayer) -> int:
    has_one_each = layer.filters is not None and layer.filters.shape[1] == 1
    return int(layer.filters.shape[-1]) if has_one_each and layer.filters is not None else 0


def title_number(structure: Structure, layer_index: int) -> str:
    """Number of a layer for people, as in the experiment: 2, or 3.1 inside a block."""
    return layer_number(structure.names[layer_index] if structure.names else f"layer{layer_index + 1}")
