"""The shape of the numbers at each layer, and why a network can't be built: found without making arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isqrt, prod

from playground.engine import AvgPool2d, Conv2d, Dense, Flatten, LayerSpec, MaxPool2d, Residual
from playground.engine.arrays import Shape
from playground.engine.layers import make_layer
from playground.errors import ConfigError
from playground.experiment.config import ExperimentConfig
from playground.experiment.layer_kinds import kind_of

_SMALLEST_PICTURE_SIDE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerShape:
    """What one layer takes, makes and learns."""

    kind: str
    input_shape: Shape
    output_shape: Shape
    """(n,) is a row of n numbers; (channels, height, width) are pictures."""
    n_parameters: int
    """Of the layers inside too."""
    n_buffered: int
    """Numbers that a training step keeps for each example, roughly."""
    inner: tuple[LayerShape, ...] = ()
    """Layers inside a block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeProblem:
    """The first layer that can't take what the one before makes."""

    index: tuple[int, ...]
    """Where it is, counted from 0: (2,) the third layer, (2, 0) the first one inside it."""
    sentence: str
    """What is wrong, and what would do."""

    @property
    def path(self) -> str:
        """As in `problems`: network.layer3 or network.layer3.layer1."""
        return "network" + "".join(f".layer{number + 1}" for number in self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkShapes:
    """The shapes of a network, as far as it can be built."""

    input_shape: Shape
    """What the first layer gets: pictures if it works on pictures, else the row that the data come in."""
    layers: tuple[LayerShape, ...]
    """The hidden layers and the output layer; with a `problem`, those before it."""
    problem: ShapeProblem | None = None

    @property
    def n_parameters(self) -> int:
        """Of all layers."""
        return sum(layer.n_parameters for layer in self.layers)


def needs_picture(layers: Sequence[LayerSpec]) -> bool:
    """Whether layers work on pictures: a convolution or pooling comes before anything that flattens."""
    for layer in layers:
        if isinstance(layer, Conv2d | MaxPool2d | AvgPool2d):
            return True
        if isinstance(layer, Dense | Flatten):
            return False
        if isinstance(layer, Residual) and layer.layers:
            inside = [inner for inner in layer.layers if not _passes_any_shape(inner)]
            if inside:
                return needs_picture(inside)
    return False


def _passes_any_shape(layer: LayerSpec) -> bool:
    if isinstance(layer, Residual):
        return all(_passes_any_shape(inner) for inner in layer.layers)
    return not isinstance(layer, Conv2d | MaxPool2d | AvgPool2d | Dense | Flatten)


def network_input_shape(
    layers: Sequence[LayerSpec], input_shape: Shape, image_shape: tuple[int, int] | None = None
) -> Shape:
    """Return the shape in which a network of these layers takes its inputs.

    Parameters
    ----------
    layers : sequence of LayerSpec
    input_shape : tuple of int
        How the data come: (784,) for pictures.
    image_shape : tuple of int, optional
        Height and width if the data are pictures. Without it a row of a square number of pixels is taken as a
        square picture.
    """
    if len(input_shape) != 1 or not needs_picture(layers):
        return input_shape
    side = isqrt(input_shape[0])
    if image_shape is None and side * side == input_shape[0] and side >= _SMALLEST_PICTURE_SIDE:
        image_shape = (side, side)
    return input_shape if image_shape is None else (1, *image_shape)


def network_shapes(
    config: ExperimentConfig,
    input_shape: Shape,
    n_outputs: int,
    image_shape: tuple[int, int] | None = None,
) -> NetworkShapes:
    """Return the shapes of the network of `config`, or of the layers up to the first that can't be built."""
    start = network_input_shape(config.network.layers, input_shape, image_shape)
    output = Dense(units=n_outputs, activation=config.network.output_activation)
    shapes, problem = _walk((*config.network.layers, output), start, ())
    if problem is not None and len(start) == 1 and needs_picture(config.network.layers):
        problem = replace(problem, sentence=_no_pictures(problem.sentence, start))
    return NetworkShapes(input_shape=start, layers=shapes, problem=problem)


def _no_pictures(sentence: str, start: Shape) -> str:
    """No place in the network would do for a layer that works on pictures: the data are none."""
    what, _, _ = sentence.partition(" works on pictures")
    return (
        f"{what} works on pictures, and these data are rows of {shape_text(start)}. Take it out, or choose "
        "pictures to learn from."
    )


def _walk(
    layers: Sequence[LayerSpec], shape: Shape, place: tuple[int, ...]
) -> tuple[tuple[LayerShape, ...], ShapeProblem | None]:
    found: list[LayerShape] = []
    for number, layer in enumerate(layers):
        index = (*place, number)
        made, problem = _layer_shape(layer, shape, index)
        if made is None:
            return tuple(found), problem
        found.append(made)
        shape = made.output_shape
    return tuple(found), None


def _layer_shape(
    layer: LayerSpec, shape: Shape, index: tuple[int, ...]
) -> tuple[LayerShape | None, ShapeProblem | None]:
    inner: tuple[LayerShape, ...] = ()
    if isinstance(layer, Residual):
        inner, problem = _walk(layer.layers, shape, index)
        if problem is not None:
            return None, problem
    reason = _why_not(layer, shape, inner)
    if reason is None:
        try:
            return _made(layer, shape, inner), None
        except ConfigError as error:
            reason = str(error)
    entry = kind_of(layer)
    label = entry.label.lower() if entry else layer.kind
    number = ".".join(str(i + 1) for i in index)
    return None, ShapeProblem(index=index, sentence=f"Layer {number} ({label}) {reason}")


def _made(layer: LayerSpec, shape: Shape, inner: tuple[LayerShape, ...]) -> LayerShape:
    made = LayerShape(
        kind=layer.kind,
        input_shape=shape,
        output_shape=shape,
        n_parameters=sum(part.n_parameters for part in inner),
        n_buffered=3 * prod(shape) + sum(part.n_buffered for part in inner),
        inner=inner,
    )
    if isinstance(layer, Residual):
        return made
    built = make_layer(layer, "layer", shape)
    n_numbers = prod(built.output_shape)
    columns = (
        prod(built.output_shape[1:]) * shape[0] * layer.kernel_size**2 if isinstance(layer, Conv2d) else 0
    )
    windows = n_numbers * layer.size**2 if isinstance(layer, MaxPool2d | AvgPool2d) else 0
    return replace(
        made,
        output_shape=built.output_shape,
        n_parameters=sum(prod(part) for part in built.parameter_shapes().values()),
        n_buffered=3 * n_numbers + 2 * columns + windows,
    )


def _why_not(layer: LayerSpec, shape: Shape, inner: tuple[LayerShape, ...]) -> str | None:
    """The rest of the sentence "Layer 3 (convolution) …", or None if nothing is wrong."""
    if isinstance(layer, Residual):
        return _why_not_block(layer, shape, inner)
    if not isinstance(layer, Conv2d | MaxPool2d | AvgPool2d):
        return None
    if len(shape) != 3:
        return (
            f"works on pictures, but it gets a row of {shape_text(shape)}. Put it before the first dense or "
            "flatten layer."
        )
    side = min(shape[1:])
    if isinstance(layer, Conv2d) and layer.kernel_size > side + 2 * layer.padding:
        return (
            f"has filters of {layer.kernel_size}×{layer.kernel_size} pixels, larger than the picture of "
            f"{shape[1]}×{shape[2]} that it gets. Make them smaller, add padding, or shrink the picture less "
            "before it."
        )
    if isinstance(layer, MaxPool2d | AvgPool2d) and layer.size > side:
        return (
            f"has a window of {layer.size}×{layer.size} pixels, larger than the picture of "
            f"{shape[1]}×{shape[2]} that it gets: nothing would be left. Make it smaller, or take out a "
            "layer that shrinks the picture before it."
        )
    return None


def _why_not_block(layer: Residual, shape: Shape, inner: tuple[LayerShape, ...]) -> str | None:
    if not layer.layers:
        return "has no layers inside. Add at least one."
    made = inner[-1].output_shape
    if made == shape:
        return None
    sentence = (
        f"gets {shape_text(shape)}, but the layers inside make {shape_text(made)}, and only equal shapes "
        "can be added."
    )
    if len(shape) == 3 and len(made) == 3:
        if made[1:] != shape[1:]:
            return sentence + " Use stride 1 and padding inside (1 for 3×3 filters)."
        return sentence + f" Give the last layer inside {shape[0]} filters."
    if len(shape) == 1 and len(made) == 1:
        return sentence + f" Give the last layer inside {shape[0]} neurons."
    return sentence + " Use convolutions inside, or flatten the picture before the block."


def shape_text(shape: Shape) -> str:
    """A shape for people: "64 numbers", or "16 pictures of 14×14"."""
    if len(shape) != 3:
        return f"{prod(shape):,} number{'s' if prod(shape) != 1 else ''}"
    channels, height, width = shape
    return f"{channels:,} picture{'s' if channels != 1 else ''} of {height}×{width}"
