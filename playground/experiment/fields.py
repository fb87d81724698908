"""The one table of settings: what each is called, may be and does.

A new setting is a field of a dataclass in `config` and an entry here; widgets, validation, the command line
and the JSON reader take it from this table. What is allowed is wide on purpose: absurd settings teach.
Refused is only what can't be computed.
"""

from __future__ import annotations

from playground.engine import ACTIVATIONS, INITIALIZERS
from playground.experiment.data_fields import DATA_FIELDS, MARK_FIELDS
from playground.experiment.field import Change, Field, FieldKind, choices_of, table
from playground.experiment.layer_fields import MAX_LAYERS
from playground.experiment.layer_kinds import LAYER_FIELDS
from playground.experiment.learning_fields import (
    LEARNING_RATES,
    LOSS_FIELDS,
    OPTIMIZER_FIELDS,
)
from playground.experiment.schedule_fields import SCHEDULE_FIELDS

__all__ = ["BATCH_SIZES", "FIELDS", "LAYER_FIELDS", "LEARNING_RATES", "MAX_LAYERS"]

BATCH_SIZES = (1, 4, 10, 32, 64, 128, 256, 512, 0)

_NETWORK = table(
    Field(
        path="network.layers",
        label="Hidden layers",
        kind=FieldKind.LAYERS,
        change=Change.REBUILD,
        minimum=0,
        maximum=MAX_LAYERS,
        help="The layers between the picture and the answer. More layers can express more, but each one that "
        "the error passes on its way back can weaken it, so deep networks may learn more slowly.",
    ),
    Field(
        path="network.output_activation",
        label="Output activation",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=choices_of(ACTIVATIONS),
        help="What the last layer does with its sums. Cross-entropy brings its own softmax and wants them as "
        "they are (linear); anything else here holds its answers back.",
    ),
    Field(
        path="network.initialization",
        label="Initial weights",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=choices_of(INITIALIZERS),
        help="Where the weights start. He keeps signals alive through ReLU layers, Glorot through tanh and "
        "sigmoid; too small and they fade from layer to layer, all zeros and every neuron of a layer "
        "stays the same.",
    ),
    Field(
        path="network.initialization_scale",
        label="Initial spread",
        kind=FieldKind.NUMBER,
        change=Change.REBUILD,
        minimum=0.0,
        maximum=10.0,
        step=0.01,
        scale="log",
        suggestions=(0.001, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
        needs_kind=tuple(name for name, start in INITIALIZERS.items() if start.uses_scale),
        help="How far the small random weights spread around 0. Too small and the signal fades in deep "
        "networks, too large and neurons saturate or the loss explodes.",
    ),
)

_LAST = table(
    Field(
        path="training.batch_size",
        label="Batch size",
        kind=FieldKind.INTEGER,
        change=Change.HOT,
        unit="examples",
        minimum=0,
        maximum=100_000,
        step=1,
        scale="log",
        suggestions=BATCH_SIZES,
        zero_means="whole training set",
        help="How many examples are averaged for one update. Few give quick, zigzagging updates; many give "
        "calm, slow ones.",
    ),
    Field(
        path="training.max_epochs",
        label="Stop after",
        kind=FieldKind.INTEGER,
        change=Change.HOT,
        unit="epochs",
        minimum=0,
        maximum=1_000_000,
        step=1,
        suggestions=(0, 1, 5, 10, 30, 100, 300),
        zero_means="never",
        help="Training ends after so many passes through the training set. 0 goes on until you pause it.",
    ),
    Field(
        path="training.patience_epochs",
        label="Patience",
        kind=FieldKind.INTEGER,
        change=Change.HOT,
        unit="epochs",
        minimum=0,
        maximum=100_000,
        step=1,
        suggestions=(0, 3, 5, 10, 20, 50),
        zero_means="never stops by itself",
        help="Training ends when the loss on the test pictures has not become smaller for so many epochs. "
        "Small stops early, sometimes too early; 0 never stops.",
    ),
    Field(
        path="seed",
        label="Seed",
        kind=FieldKind.INTEGER,
        change=Change.REBUILD,
        minimum=0,
        maximum=2_147_483_647,
        step=1,
        help="Every random draw follows from this number: the same seed gives the same run, another seed "
        "another start and another order of the pictures.",
    ),
)

FIELDS: dict[str, Field] = (
    DATA_FIELDS | _NETWORK | MARK_FIELDS | LOSS_FIELDS | OPTIMIZER_FIELDS | SCHEDULE_FIELDS | _LAST
)
"""Every setting by its path, in the order in which the builder shows them."""
