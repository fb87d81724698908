"""The one table of settings: what each is called, may be and does.

A new setting is a field of a dataclass in `config` and an entry here; widgets, validation, the command line
and the JSON reader take it from this table. What is allowed is wide on purpose: absurd settings teach.
Refused is only what can't be computed.
"""

from __future__ import annotations

from collections.abc import Mapping

from playground.data import AUGMENTATIONS, DATASETS
from playground.engine import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS
from playground.experiment.field import Change, Choice, Field, FieldKind

LEARNING_RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH_SIZES = (1, 4, 10, 32, 64, 128, 256, 512, 0)
MAX_LAYERS = 64
MAX_UNITS = 2048


def _choices(registry: Mapping[str, object]) -> tuple[Choice, ...]:
    """The names of a registry of the engine or the data, each with the label that its entry carries."""
    return tuple(
        Choice(value=name, label=str(getattr(entry, "label", None) or getattr(entry, "title", name)))
        for name, entry in registry.items()
    )


def _optimizers_with(setting: str) -> tuple[str, ...]:
    return tuple(name for name, optimizer in OPTIMIZERS.items() if setting in optimizer.uses)


def _table(*fields: Field) -> dict[str, Field]:
    return {field.path: field for field in fields}


FIELDS: dict[str, Field] = _table(
    Field(
        path="data.dataset",
        label="Data",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=_choices(DATASETS),
        help="What the network learns from. Other data need another first and last layer, so training starts "
        "afresh.",
    ),
    Field(
        path="data.augmentation",
        label="Augmentation",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=_choices(AUGMENTATIONS),
        help="Moves, turns and bends each training picture a little, differently every time. More of it "
        "makes the task harder, but the network then reads handwriting it has never seen.",
    ),
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
        choices=_choices(ACTIVATIONS),
        help="What the last layer does with its sums. Cross-entropy brings its own softmax and wants them as "
        "they are (linear); anything else here holds its answers back.",
    ),
    Field(
        path="network.initialization",
        label="Initial weights",
        kind=FieldKind.CHOICE,
        change=Change.REBUILD,
        choices=_choices(INITIALIZERS),
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
    Field(
        path="loss.kind",
        label="Loss",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=_choices(LOSSES),
        help="The number that training makes small. Cross-entropy punishes being sure and wrong hard, so it "
        "learns classes quickly; squared error is gentler and often slower.",
    ),
    Field(
        path="loss.l2",
        label="L2 penalty",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=10.0,
        step=0.0001,
        scale="log",
        suggestions=(0.0, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1.0),
        help="Pulls every weight towards 0 with this strength. A little helps against learning pictures by "
        "heart; too much and the network forgets everything and answers the same to all.",
    ),
    Field(
        path="optimizer.kind",
        label="Optimiser",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=_choices(OPTIMIZERS),
        help="How a gradient becomes a step. SGD goes straight downhill, momentum keeps rolling in its "
        "direction, Adam also gives each weight its own step size and so copes with most settings.",
    ),
    Field(
        path="optimizer.learning_rate",
        label="Learning rate",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=1000.0,
        step=0.001,
        scale="log",
        suggestions=LEARNING_RATES,
        help="How far each update moves the weights. Too small and nothing seems to happen; too large and "
        "the loss jumps about or shoots to infinity.",
    ),
    Field(
        path="optimizer.momentum",
        label="Momentum",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=1.0,
        step=0.01,
        suggestions=(0.0, 0.5, 0.9, 0.95, 0.99),
        needs_kind=_optimizers_with("momentum"),
        help="The share of the last step that is taken again. Near 1 it rolls fast through flat valleys, but "
        "it also overshoots and swings.",
    ),
    Field(
        path="optimizer.beta1",
        label="Adam β₁",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=0.99999,
        step=0.01,
        suggestions=(0.0, 0.5, 0.9, 0.99),
        needs_kind=_optimizers_with("beta1"),
        help="How long Adam remembers the direction of past gradients. Larger is steadier, but slower to "
        "turn.",
    ),
    Field(
        path="optimizer.beta2",
        label="Adam β₂",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=0.99999,
        step=0.001,
        suggestions=(0.9, 0.99, 0.999, 0.9999),
        needs_kind=_optimizers_with("beta2"),
        help="How long Adam remembers the size of past gradients, by which it divides. Smaller adapts faster "
        "and is less steady.",
    ),
    Field(
        path="optimizer.epsilon",
        label="Adam ε",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=1e-12,
        maximum=1.0,
        step=1e-8,
        scale="log",
        suggestions=(1e-8, 1e-6, 1e-4, 1e-2, 1.0),
        needs_kind=_optimizers_with("epsilon"),
        help="Keeps Adam from dividing by 0. Larger makes it take smaller steps where gradients are tiny.",
    ),
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
"""Every setting by its path, in the order in which the builder shows them."""

LAYER_FIELDS: dict[str, Field] = _table(
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
    Field(
        path="activation",
        label="Activation",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=_choices(ACTIVATIONS),
        help="The bend that each neuron puts into its sum. Without one (linear) many layers do no more than "
        "a single one; sigmoid flattens out at both ends, and there the gradient nearly vanishes.",
    ),
)
"""The settings of one layer, by the name of the field in its `LayerSpec`."""
