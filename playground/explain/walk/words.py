"""Names of layers, units and parameters for the pages, and their translation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np
from PySide6.QtCore import QCoreApplication

from playground.engine import ACTIVATIONS
from playground.engine.trace import StepTrace
from playground.engine.trace_layers import LayerTrace
from playground.experiment.layer_kinds import kind_of
from playground.experiment.layer_names import layer_number
from playground.explain.formula.model import Num, Role

DIGITS = 4
DIGITS_OF_A_BOOK = 10
"""Of numbers in float64, which worked examples of books are computed in: as many as are printed there."""
_digits = ContextVar("digits", default=DIGITS)


def tr(text: str) -> str:
    """`text` in the language of the program."""
    return QCoreApplication.translate("Walk", text)


@contextmanager
def digits_for(trace: StepTrace) -> Iterator[None]:
    """While a page of `trace` is written, its numbers have the digits that suit them."""
    is_of_a_book = trace.update.before.dtype == np.float64
    token = _digits.set(DIGITS_OF_A_BOOK if is_of_a_book else DIGITS)
    try:
        yield
    finally:
        _digits.reset(token)


def usual_digits() -> int:
    """Significant digits of the numbers of the page that is being written."""
    return _digits.get()


def num(value: object, reference: str = "", role: Role = Role.NONE, digits: int | None = None) -> Num:
    """A number of the trace. One in float32 is said as the shortest decimal that is this float32."""
    exact = float(str(value)) if isinstance(value, np.float32) else float(value)  # type: ignore[arg-type]
    return Num(exact, usual_digits() if digits is None else digits, reference, role=role)


def level(name: str) -> str:
    """A layer as a superscript: (2); (2.1) inside a block. Without brackets it would be a power."""
    return f"({layer_number(name)})"


def kind_label(layer: LayerTrace) -> str:
    """“dense, ReLU”."""
    entry = kind_of(layer.spec)
    label = entry.label.lower() if entry is not None else layer.kind
    if layer.activation == "identity":
        return label
    return f"{label}, {ACTIVATIONS[layer.activation].label}"


def is_picture(layer: LayerTrace) -> bool:
    """Whether the layer makes pictures: channels, rows, columns."""
    return len(layer.output_shape) == 3


def place_of(shape: tuple[int, ...], unit: int) -> tuple[int, ...]:
    """Where a unit is in the output of its layer, counted from 0."""
    return tuple(int(i) for i in np.unravel_index(unit, shape))


def unit_sub(shape: tuple[int, ...], unit: int) -> str:
    """A unit as a subscript, counted from 1."""
    return ",".join(str(i + 1) for i in place_of(shape, unit))


def counted(n: int, one: str, many: str) -> str:
    """`one` for a single thing, else `many` with the number in it."""
    return one if n == 1 else many.format(f"{n:,}")


def unit_reference(layer: LayerTrace, unit: int) -> str:
    """What a click on a unit's number asks for."""
    return f"unit:{layer.name}:{unit}"


def parameter_reference(name: str, index: tuple[int, ...]) -> str:
    """What a click on a parameter's number asks for: its address."""
    return f"parameter:{name}[{','.join(map(str, index))}]"
