"""`train --list`: the examples, and every setting with the values that it takes, from the table of fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.cli.output import print_json
from playground.experiment import EXAMPLES, FIELDS, LAYER_KINDS, ExperimentConfig, format_layers, get_value
from playground.experiment.field import Field, FieldKind
from playground.experiment.layer_text import HOW


def print_list(*, as_json: bool) -> int:
    """Print all of it and return the exit code."""
    if as_json:
        for example in EXAMPLES.values():
            print_json({"example": example.key, "title": example.title, "text": example.text})
        for field in FIELDS.values():
            print_json({"setting": field.path, "label": field.label, "help": field.help} | _values(field))
        for kind in LAYER_KINDS.values():
            print_json(
                {"layer": kind.kind, "label": kind.label, "help": kind.help, "settings": list(kind.fields)}
            )
        return 0
    print("Examples:")
    _print_table((example.key, f"{example.title}. {example.text}") for example in EXAMPLES.values())
    print("\nSettings for --set:")
    _print_table((field.path, f"{field.help} {_values_text(field)}") for field in FIELDS.values())
    print("\nLayers for --set layers=… (layer2.units and the like set one of them):")
    _print_table((kind.kind, kind.help) for kind in LAYER_KINDS.values())
    print(f"  As text: {HOW}.")
    return 0


def _values(field: Field) -> dict[str, Any]:
    """What a setting takes, and what it is if nobody sets it."""
    usual = get_value(ExperimentConfig(), field.path)
    return {
        "kind": field.kind.value,
        "choices": [choice.value for choice in field.choices],
        "minimum": field.minimum,
        "maximum": field.maximum,
        "unit": field.unit,
        "usual": format_layers(usual) if field.kind is FieldKind.LAYERS else usual,
    }


def _values_text(field: Field) -> str:
    usual = _values(field)["usual"]
    shown = f"{usual:.10g}" if isinstance(usual, float) else str(usual)
    parts = []
    if field.choices:
        parts.append(", ".join(repr(c.value) if c.value.isspace() else c.value for c in field.choices))
    elif field.kind in (FieldKind.INTEGER, FieldKind.NUMBER):
        parts.append(
            f"{field.minimum:,.10g} to {field.maximum:,.10g}{f' {field.unit}' if field.unit else ''}"
        )
    if field.zero_means:
        parts.append(f"0: {field.zero_means}")
    if shown and usual != ():
        parts.append(f"usually {shown}")
    return f"({'; '.join(parts)})" if parts else ""


def _print_table(rows: Iterable[tuple[str, str]]) -> None:
    for name, text in rows:
        print(f"  {name:<30} {text}")
