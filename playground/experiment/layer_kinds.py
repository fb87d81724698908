"""The one table of layers: which kinds there are, what each is called and does, and its settings.

A new kind of layer is a description in `playground.engine.specs`, the layer that computes it, and an entry
here; builder, validation, command line and JSON reader take it from this table.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from playground.engine import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Residual,
)
from playground.experiment.field import Field
from playground.experiment.layer_fields import (
    BATCH_NORM_FIELDS,
    CONV_FIELDS,
    DENSE_FIELDS,
    DROPOUT_FIELDS,
    LAYER_NORM_FIELDS,
    RESIDUAL_FIELDS,
    pool_fields,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerKind:
    """One kind of layer: its name for people, what it does, and its settings by the name of their field."""

    kind: str
    label: str
    help: str
    """One sentence for a menu: what it does and what for."""
    spec: type[LayerSpec]
    fields: dict[str, Field]
    needs_picture: bool = False
    """Works on channels, rows and columns, not on a row of numbers."""
    has_weights: bool = False


LAYER_KINDS: dict[str, LayerKind] = {
    entry.kind: entry
    for entry in (
        LayerKind(
            kind=Dense.kind,
            label="Dense",
            help="Every neuron sees every number of the layer before; pictures are taken as one row of "
            "pixels.",
            spec=Dense,
            fields=DENSE_FIELDS,
            has_weights=True,
        ),
        LayerKind(
            kind=Conv2d.kind,
            label="Convolution",
            help="Slides small filters over the picture and finds the same stroke wherever it is, with few "
            "weights.",
            spec=Conv2d,
            fields=CONV_FIELDS,
            needs_picture=True,
            has_weights=True,
        ),
        LayerKind(
            kind=MaxPool2d.kind,
            label="Max pooling",
            help="Keeps the strongest answer of each small window: a smaller picture that cares less where "
            "exactly things are.",
            spec=MaxPool2d,
            fields=pool_fields("the largest number"),
            needs_picture=True,
        ),
        LayerKind(
            kind=AvgPool2d.kind,
            label="Average pooling",
            help="Keeps the mean of each small window: a smaller, smoother picture.",
            spec=AvgPool2d,
            fields=pool_fields("the mean"),
            needs_picture=True,
        ),
        LayerKind(
            kind=Flatten.kind,
            label="Flatten",
            help="Lays the picture out as one row of numbers; dense layers do so by themselves, "
            "this only shows it.",
            spec=Flatten,
            fields={},
        ),
        LayerKind(
            kind=BatchNorm.kind,
            label="Batch normalisation",
            help="Brings each neuron (or channel) to mean 0 and variance 1 over the batch, so that deep "
            "networks keep their signals and learn faster.",
            spec=BatchNorm,
            fields=BATCH_NORM_FIELDS,
        ),
        LayerKind(
            kind=LayerNorm.kind,
            label="Layer normalisation",
            help="Brings the numbers of each single example to mean 0 and variance 1, whatever the batch is.",
            spec=LayerNorm,
            fields=LAYER_NORM_FIELDS,
        ),
        LayerKind(
            kind=Dropout.kind,
            label="Dropout",
            help="Leaves out numbers at random while training, against learning by heart; outside of "
            "training it does nothing.",
            spec=Dropout,
            fields=DROPOUT_FIELDS,
        ),
        LayerKind(
            kind=Residual.kind,
            label="Residual block",
            help="A detour through some layers, added to what came in: the gradient has a straight way "
            "back, so very deep networks learn.",
            spec=Residual,
            fields=RESIDUAL_FIELDS,
        ),
    )
}
"""Kind → entry, in the order of the menu."""

LAYER_FIELDS: dict[str, Field] = LAYER_KINDS[Dense.kind].fields
"""The settings of a dense layer; those of any kind are in `LAYER_KINDS[kind].fields`."""


def kind_of(layer: LayerSpec) -> LayerKind | None:
    """The entry of a layer's kind, or None for one that no experiment can hold."""
    entry = LAYER_KINDS.get(layer.kind)
    return entry if entry is not None and type(layer) is entry.spec else None


def setting_names(kind: type[LayerSpec]) -> tuple[str, ...]:
    """Names of the settings of a kind of layer, as in its description."""
    return tuple(field.name for field in fields(kind))


def default_layer(kind: str, input_shape: tuple[int, ...] = (), activation: str = "relu") -> LayerSpec:
    """A layer to begin with, for the menu that adds one.

    Parameters
    ----------
    kind : str
        Key of `LAYER_KINDS`.
    input_shape : tuple of int
        What comes in where it is added; a residual block must keep this shape.
    activation : str
        For kinds that usually have one.
    """
    if kind == Dense.kind:
        return Dense(units=64, activation=activation)
    if kind == Conv2d.kind:
        return Conv2d(channels=16, kernel_size=3, padding=1, activation=activation)
    if kind == Residual.kind:
        return _default_block(input_shape, activation)
    return LAYER_KINDS[kind].spec()


def _default_block(input_shape: tuple[int, ...], activation: str) -> Residual:
    """Two layers that keep the shape, the bend after the sum (He et al. 2016, figure 2)."""
    if len(input_shape) == 3:
        channels = input_shape[0]
        inside: tuple[LayerSpec, ...] = tuple(
            Conv2d(channels=channels, kernel_size=3, padding=1, activation=bend)
            for bend in (activation, "identity")
        )
    else:
        units = input_shape[0] if input_shape else 64
        inside = tuple(Dense(units=units, activation=bend) for bend in (activation, "identity"))
    return Residual(layers=inside, activation=activation)
