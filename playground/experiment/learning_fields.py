"""What is known about the settings of learning: loss, penalties, optimiser and clipping."""

from __future__ import annotations

from playground.engine import LOSSES, OPTIMIZERS
from playground.experiment.field import Change, Choice, Field, FieldKind, choices_of, table

LEARNING_RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
_PENALTIES = (0.0, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1.0)


def _optimizers_with(setting: str) -> tuple[str, ...]:
    return tuple(name for name, optimizer in OPTIMIZERS.items() if setting in optimizer.uses)


LOSS_FIELDS: dict[str, Field] = table(
    Field(
        path="loss.kind",
        label="Loss",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=choices_of(LOSSES),
        help="The number that training makes small. Cross-entropy punishes being sure and wrong hard, so it "
        "learns classes quickly; squared error is gentler and often slower.",
    ),
    Field(
        path="loss.l1",
        label="L1 penalty",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=10.0,
        step=0.0001,
        scale="log",
        suggestions=_PENALTIES,
        help="Pulls every weight towards 0 by the same amount, however small it is. Weights that matter "
        "little end at 0, so the network uses fewer of them; too much and none are left.",
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
        suggestions=_PENALTIES,
        help="Pulls every weight towards 0 with this strength. A little helps against learning pictures by "
        "heart; too much and the network forgets everything and answers the same to all.",
    ),
    Field(
        path="loss.label_smoothing",
        label="Label smoothing",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=0.99,
        step=0.01,
        suggestions=(0.0, 0.05, 0.1, 0.2, 0.5),
        needs_kind=("softmax_cross_entropy",),
        help="Takes this share of the right answer and spreads it over all classes, so that being entirely "
        "sure no longer pays. A little makes the network less sure of its mistakes; the loss no longer "
        "reaches 0.",
    ),
    Field(
        path="loss.class_weights",
        label="Class weights",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=(
            Choice(value="none", label="By example"),
            Choice(value="balanced", label="Balanced"),
        ),
        needs_kind=("softmax_cross_entropy",),
        help="Balanced makes every class count the same, however few examples it has: rare ones are no "
        "longer ignored, at the cost of a few more mistakes with the common ones.",
    ),
    Field(
        path="loss.huber_delta",
        label="Huber δ",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.001,
        maximum=1000.0,
        step=0.1,
        scale="log",
        suggestions=(0.01, 0.1, 0.3, 1.0, 3.0, 10.0),
        needs_kind=("huber",),
        help="Mistakes larger than this count by their size, smaller ones by their square. Small values keep "
        "single wild examples from pulling hard; large values make it squared error.",
    ),
)

OPTIMIZER_FIELDS: dict[str, Field] = table(
    Field(
        path="optimizer.kind",
        label="Optimiser",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=choices_of(OPTIMIZERS),
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
        label="ε of the divisor",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=1e-12,
        maximum=1.0,
        step=1e-8,
        scale="log",
        suggestions=(1e-8, 1e-6, 1e-4, 1e-2, 1.0),
        needs_kind=_optimizers_with("epsilon"),
        help="Keeps the optimiser from dividing by 0. Larger makes it take smaller steps where gradients are "
        "tiny.",
    ),
    Field(
        path="optimizer.decay",
        label="RMSProp ρ",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=0.99999,
        step=0.01,
        suggestions=(0.5, 0.9, 0.99, 0.999),
        needs_kind=_optimizers_with("decay"),
        help="How long RMSProp remembers the size of past gradients, by which it divides. Smaller adapts "
        "faster and is less steady.",
    ),
    Field(
        path="optimizer.weight_decay",
        label="Weight decay",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=10.0,
        step=0.001,
        scale="log",
        suggestions=(0.0, 0.0001, 0.001, 0.01, 0.1, 1.0),
        needs_kind=_optimizers_with("weight_decay"),
        help="Shrinks all weights a little at each update, outside of Adam's averages. It works against "
        "learning by heart as an L2 penalty does; too much and the network forgets.",
    ),
    Field(
        path="optimizer.clip_value",
        label="Clip each gradient at",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=1000.0,
        step=0.01,
        scale="log",
        suggestions=(0.0, 0.001, 0.01, 0.1, 1.0, 10.0),
        zero_means="off",
        help="Cuts every single gradient to this size. It stops explosions, but bends the direction of the "
        "step when some are cut and others are not.",
    ),
    Field(
        path="optimizer.clip_norm",
        label="Clip the whole gradient at",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=1000.0,
        step=0.1,
        scale="log",
        suggestions=(0.0, 0.01, 0.1, 1.0, 10.0, 100.0),
        zero_means="off",
        help="Shortens the gradient of all weights together to this length and keeps its direction, so that "
        "one steep place can't throw the network out of its valley. Too small and it crawls.",
    ),
)
