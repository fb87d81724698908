"""Which kinds of layers can be added, where they would go, and why some can't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QCoreApplication

from playground.builder.edits import Place, insert_layer, layers_in
from playground.engine import Conv2d, Dense, Flatten, LayerSpec
from playground.experiment.config import ExperimentConfig
from playground.experiment.layer_kinds import LAYER_KINDS, LayerKind, default_layer
from playground.experiment.shapes import LayerShape, NetworkShapes, shape_text
from playground.experiment.validation import problems

Shape = tuple[int, ...]


def _tr(text: str) -> str:
    return QCoreApplication.translate("Builder", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One kind of layer in the menu."""

    entry: LayerKind
    place: Place
    """Where it would go."""
    config: ExperimentConfig | None
    """The experiment with it; None if it can't be built."""
    remark: str
    """What it does and where it goes, or why it can't."""


def offers(
    config: ExperimentConfig,
    shapes: NetworkShapes,
    parent: Place = (),
    image_shape: tuple[int, int] | None = None,
) -> tuple[Offer, ...]:
    """What can be added to the network, or to the block at `parent`.

    A layer goes to the end; one that works on pictures to the last place that still has them, so that a
    convolution can be added to a network of dense layers too.
    """
    incoming = _incoming_shapes(shapes, parent)
    return tuple(_offer(entry, config, incoming, parent, image_shape) for entry in LAYER_KINDS.values())


def _incoming_shapes(shapes: NetworkShapes, parent: Place) -> list[Shape]:
    """What comes in at each place where a layer can be put."""
    layers: tuple[LayerShape, ...] = shapes.layers
    start = shapes.input_shape
    for index in parent:
        start, layers = layers[index].input_shape, layers[index].inner
    made = [layer.output_shape for layer in layers]
    # The output layer is the last of the network; nothing can be put behind it.
    return [start, *(made if parent else made[:-1])]


def _offer(
    entry: LayerKind,
    config: ExperimentConfig,
    incoming: list[Shape],
    parent: Place,
    image_shape: tuple[int, int] | None,
) -> Offer:
    number, shape = _where(entry, incoming, None if parent else image_shape)
    place = (*parent, number)
    if entry.needs_picture and len(shape) != 3:
        reason = _tr("Works on pictures, but here it would get {shape}.").format(shape=shape_text(shape))
        return Offer(entry=entry, place=place, config=None, remark=reason)
    layer = _layer(entry, config, shape, place)
    new = insert_layer(config, place, layer)
    problem = next((sentence for _, sentence in problems(new)), "")
    if problem:
        return Offer(entry=entry, place=place, config=None, remark=problem)
    remark = _tr(entry.help)
    if number < len(layers_in(config, parent)):
        remark += " " + _tr("Goes in before layer {number}.").format(number=number + 1)
    return Offer(entry=entry, place=place, config=new, remark=remark)


def _where(entry: LayerKind, incoming: list[Shape], image_shape: tuple[int, int] | None) -> tuple[int, Shape]:
    """Number of the place for a layer of this kind, and what comes in there."""
    last = len(incoming) - 1
    if not entry.needs_picture and entry.spec is not Flatten:
        return last, incoming[last]
    for number in range(last, -1, -1):
        if len(incoming[number]) == 3:
            return number, incoming[number]
    if entry.needs_picture and image_shape is not None:
        return 0, (1, *image_shape)
    return last, incoming[last]


def _layer(entry: LayerKind, config: ExperimentConfig, shape: Shape, place: Place) -> LayerSpec:
    """A layer to begin with: like the nearest one of its kind before it; in a block it keeps the shape."""
    before = list(_layers_before(config, place))
    activation = next((str(a) for layer in before if (a := getattr(layer, "activation", ""))), "relu")
    layer = default_layer(entry.kind, shape, activation)
    alike = next((old for old in before if type(old) is type(layer)), None)
    if len(place) > 1 and isinstance(layer, Conv2d) and len(shape) == 3:
        return replace(layer, channels=shape[0])
    if len(place) > 1 and isinstance(layer, Dense) and len(shape) == 1:
        return replace(layer, units=shape[0])
    return alike if isinstance(alike, Dense | Conv2d) else layer


def _layers_before(config: ExperimentConfig, place: Place) -> Iterator[LayerSpec]:
    """The layers at this level from `place` back to the first, then those outside of it."""
    while place:
        yield from reversed(layers_in(config, place[:-1])[: place[-1]])
        place = place[:-1]
