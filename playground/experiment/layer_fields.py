"""What is known about the settings of layers, by the kind of layer."""

from __future__ import annotations

from playground.engine import ACTIVATIONS
from playground.experiment.field import Change, Field, FieldKind, choices_of, table

MAX_LAYERS = 64
"""Hidden layers, those inside blocks counted too."""
MAX_UNITS = 2048
MAX_CHANNELS = 512
MAX_SIDE = 28
MAX_DEPTH = 4
"""Blocks within blocks."""

ACTIVATION_FIELD = Field(
    path="activation",
    label="Activation",
    kind=FieldKind.CHOICE,
    change=Change.HOT,
    choices=choices_of(ACTIVATIONS),
    help="The bend that each neuron puts into its sum. Without one (linear) many layers do no more than "
    "a single one; sigmoid flattens out at both ends, and there the gradient nearly vanishes.",
)
_ACTIVATION_AFTER_NORM = Field(
    path="activation",
    label="Activation",
    kind=FieldKind.CHOICE,
    change=Change.HOT,
    choices=choices_of(ACTIVATIONS),
    help="A bend after the normalisation. To bend what was brought to a healthy range, make the layer before "
    "linear and choose the activation here.",
)
_ACTIVATION_AFTER_SUM = Field(
    path="activation",
    label="Activation",
    kind=FieldKind.CHOICE,
    change=Change.HOT,
    choices=choices_of(ACTIVATIONS),
    help="A bend after the detour and the straight way have been added. Linear keeps the straight way open "
    "through many blocks.",
)
_EPSILON = Field(
    path="epsilon",
    label="ε",
    kind=FieldKind.NUMBER,
    change=Change.HOT,
    minimum=1e-12,
    maximum=10.0,
    step=1e-5,
    scale="log",
    suggestions=(1e-8, 1e-5, 1e-3, 0.1, 1.0),
    help="Is added to the variance before it divides. Large values normalise less; it keeps a neuron that is "
    "always the same from being divided by 0.",
)


def pool_fields(what: str) -> dict[str, Field]:
    return table(
        Field(
            path="size",
            label="Window",
            kind=FieldKind.INTEGER,
            change=Change.REBUILD,
            unit="pixels",
            minimum=1,
            maximum=MAX_SIDE,
            step=1,
            suggestions=(2, 3, 4, 7),
            help=f"Side of the square of which {what} is kept. At 2 the picture gets half as wide and high; "
            "larger forgets more of where things are.",
        ),
        Field(
            path="stride",
            label="Stride",
            kind=FieldKind.INTEGER,
            change=Change.REBUILD,
            unit="pixels",
            minimum=0,
            maximum=MAX_SIDE,
            step=1,
            suggestions=(0, 1, 2, 3),
            zero_means="as wide as the window",
            help="How far the window moves from one place to the next. Smaller than the window and they "
            "overlap; larger and pixels are left out.",
        ),
    )


DENSE_FIELDS = table(
    Field(
        path="units",
        label="Neurons",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        unit="neurons",
        minimum=1,
        maximum=MAX_UNITS,
        step=1,
        suggestions=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048),
        help="How many neurons this layer has. More can tell more patterns apart and cost more time; a "
        "single one must squeeze everything into one number.",
    ),
    ACTIVATION_FIELD,
)

CONV_FIELDS = table(
    Field(
        path="channels",
        label="Filters",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        unit="filters",
        minimum=1,
        maximum=MAX_CHANNELS,
        step=1,
        suggestions=(1, 2, 4, 8, 16, 32, 64, 128),
        help="How many small patterns this layer looks for; each makes one picture of where it was found. "
        "More find more kinds of strokes and cost more time.",
    ),
    Field(
        path="kernel_size",
        label="Filter size",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        unit="pixels",
        minimum=1,
        maximum=MAX_SIDE,
        step=1,
        suggestions=(1, 3, 5, 7),
        help="Side of the square that a filter sees at once. Larger sees longer strokes with more weights; "
        "several small ones in a row see as much with fewer.",
    ),
    Field(
        path="stride",
        label="Stride",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        unit="pixels",
        minimum=1,
        maximum=MAX_SIDE,
        step=1,
        suggestions=(1, 2, 3),
        help="How far the filter moves from one place to the next. At 2 the picture gets half as wide and "
        "high, and the layer four times as fast.",
    ),
    Field(
        path="padding",
        label="Padding",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        unit="pixels",
        minimum=0,
        maximum=MAX_SIDE,
        step=1,
        suggestions=(0, 1, 2, 3),
        help="Rows of zeros around the picture. Without them it shrinks with every layer; half the filter "
        "size (1 for 3×3) keeps it as large as it was.",
    ),
    ACTIVATION_FIELD,
)

BATCH_NORM_FIELDS = table(
    Field(
        path="momentum",
        label="Share of the newest batch",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=1.0,
        step=0.01,
        suggestions=(0.01, 0.1, 0.3, 1.0),
        help="How fast the mean and variance that are used outside of training follow the batches. Too large "
        "and the test loss jumps with every batch, too small and it lags behind; at 0 they never learn.",
    ),
    _EPSILON,
    _ACTIVATION_AFTER_NORM,
)

DROPOUT_FIELDS = table(
    Field(
        path="rate",
        label="Share left out",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=0.99,
        step=0.05,
        suggestions=(0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9),
        help="Chance of each number to be left out of an update. More keeps neurons from relying on each "
        "other, so less is learned by heart; too much and nothing is learned at all.",
    ),
)

RESIDUAL_FIELDS = table(
    Field(
        path="layers",
        label="Layers inside",
        kind=FieldKind.LAYERS,
        change=Change.REBUILD,
        minimum=1,
        maximum=MAX_LAYERS,
        help="What the detour computes. Its end must have the shape of its start, for the two are added.",
    ),
    _ACTIVATION_AFTER_SUM,
)

LAYER_NORM_FIELDS = table(_EPSILON, _ACTIVATION_AFTER_NORM)
