"""What is known about the settings of the schedule: how the learning rate changes with time."""

from __future__ import annotations

from playground.engine import SCHEDULES
from playground.experiment.field import Change, Field, FieldKind, choices_of, table

SCHEDULE_FIELDS: dict[str, Field] = table(
    Field(
        path="schedule.kind",
        label="Schedule",
        kind=FieldKind.CHOICE,
        change=Change.HOT,
        choices=choices_of(SCHEDULES),
        help="How the learning rate changes as training goes on. Large steps first get near the valley fast, "
        "smaller ones later come to rest in it: the loss stops jumping and falls a little further.",
    ),
    Field(
        path="schedule.warm_up_epochs",
        label="Warm-up",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        unit="epochs",
        minimum=0.0,
        maximum=10_000.0,
        step=0.5,
        suggestions=(0.0, 0.5, 1.0, 2.0, 5.0, 10.0),
        zero_means="off",
        help="The learning rate grows from 0 over so many epochs. The first gradients of a fresh network are "
        "the wildest, and small steps survive them.",
    ),
    Field(
        path="schedule.every_epochs",
        label="A step down every",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        unit="epochs",
        minimum=0.1,
        maximum=10_000.0,
        step=1.0,
        suggestions=(1.0, 2.0, 5.0, 10.0, 20.0, 50.0),
        needs_kind=("step",),
        help="How long the learning rate stays before it steps down. Too short and it is tiny before the "
        "network has got anywhere.",
    ),
    Field(
        path="schedule.decay",
        label="Multiply it by",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.001,
        maximum=1.0,
        step=0.05,
        suggestions=(0.1, 0.2, 0.3, 0.5, 0.7, 0.9),
        needs_kind=("step", "plateau"),
        help="What is left of the learning rate after each step down. Watch the loss: right after one it "
        "often falls at once, since the jumping stops.",
    ),
    Field(
        path="schedule.epoch_decay",
        label="Each epoch times",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.001,
        maximum=1.0,
        step=0.01,
        suggestions=(0.5, 0.8, 0.9, 0.95, 0.98, 0.99),
        needs_kind=("exponential",),
        help="What is left of the learning rate after an epoch, falling evenly. At 0.95 half is left after "
        "14 epochs; at 0.5 training has all but ended by then.",
    ),
    Field(
        path="schedule.total_epochs",
        label="Length",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        unit="epochs",
        minimum=0.1,
        maximum=100_000.0,
        step=5.0,
        suggestions=(5.0, 10.0, 20.0, 30.0, 60.0, 100.0),
        needs_kind=("cosine",),
        help="When the learning rate has come down along half a wave. Make it as long as you mean to train; "
        "afterwards it stays at its end.",
    ),
    Field(
        path="schedule.final",
        label="Left at the end",
        kind=FieldKind.NUMBER,
        change=Change.HOT,
        minimum=0.0,
        maximum=1.0,
        step=0.01,
        suggestions=(0.0, 0.01, 0.1, 0.3),
        needs_kind=("cosine",),
        help="Share of the learning rate that is left at the end of the wave. At 0 the network comes to a "
        "complete rest.",
    ),
    Field(
        path="schedule.patience",
        label="Wait for",
        kind=FieldKind.INTEGER,
        change=Change.HOT,
        unit="epochs",
        minimum=0,
        maximum=10_000,
        step=1,
        suggestions=(0, 1, 2, 3, 5, 10, 20),
        needs_kind=("plateau",),
        help="The learning rate steps down when the test loss has not improved for more than so many epochs. "
        "Small values react to chance, large ones waste time.",
    ),
)
