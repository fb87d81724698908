"""Where the settings of each kind of layer stand in its row."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from playground.experiment.field import FieldKind
from playground.experiment.layer_kinds import LayerKind

_MAIN = {
    "dense": "units",
    "conv2d": "channels",
    "max_pool2d": "size",
    "avg_pool2d": "size",
    "dropout": "rate",
}
"""The number between − and +."""
_BESIDE = {"max_pool2d": ("stride",), "avg_pool2d": ("stride",)}
_BELOW = {"conv2d": ("kernel_size", "stride", "padding")}


@dataclass(frozen=True, slots=True)
class RowPlan:
    """Names of settings by where they stand; a setting that no table places is folded away."""

    main: str
    """Between − and +; "" if there is none."""
    choice: str
    """The setting with named values; "" if there is none."""
    beside: tuple[str, ...]
    below: tuple[str, ...]
    folded: tuple[str, ...]


def row_plan(entry: LayerKind) -> RowPlan:
    """How the row of this kind of layer is laid out."""
    main = _MAIN.get(entry.kind, "")
    beside, below = _BESIDE.get(entry.kind, ()), _BELOW.get(entry.kind, ())
    choices = [name for name, field in entry.fields.items() if field.kind is FieldKind.CHOICE]
    numbers = [
        name
        for name, field in entry.fields.items()
        if field.kind in (FieldKind.INTEGER, FieldKind.NUMBER) and name not in (main, *beside, *below)
    ]
    return RowPlan(main, choices[0] if choices else "", beside, below, tuple(numbers))


def compact_text(name: str, label: str, number: str) -> str:
    """A number in few letters with what it is: “3×3”, “stride 2”."""
    if name in ("kernel_size", "size"):
        return f"{number}×{number}"
    text = QCoreApplication.translate("Builder", "{label} {number}")
    return text.format(label=label.lower(), number=number)
