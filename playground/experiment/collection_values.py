"""Settings that are no single number or choice: flags, texts, addresses, formulas, points and columns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from playground.data import MAX_CLASSES
from playground.data.formula import parse_formula
from playground.data.planar.painted import FARTHEST
from playground.errors import ConfigError, DataError
from playground.experiment.field import Field, FieldKind
from playground.experiment.text_values import parse_integer, parse_number

_ADDRESS = re.compile(r"layer\d{1,4}(\.[a-z_]+\d{0,4}){0,8}(\[\d{1,6}(,\d{1,6})*\])?")
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")

Parts = tuple[Any, ...]


def collection_problem(field: Field, value: object, path: str) -> str | None:
    """Return why `value` can't be at `path`, a setting of one of the kinds of this module, or None."""
    if field.kind is FieldKind.FLAG:
        return None if isinstance(value, bool) else f"{path} is {value!r:.60}; it must be true or false."
    if field.kind is FieldKind.TEXT:
        return _text_problem(field, value, path)
    if not isinstance(value, tuple):
        return f"{path} is {value!r:.60}; it must be a list."
    low, high = int(field.minimum or 0), int(field.maximum or 0)
    if field.kind is not FieldKind.COLUMNS and not low <= len(value) <= high:
        return f"{path} has {len(value):,} entries; there can be from {low:,} to {high:,}."
    if len(set(map(repr, value))) < len(value) and field.kind is not FieldKind.POINTS:
        return f"{path} names something twice."
    return next(filter(None, (_PART_PROBLEMS[field.kind](part, path) for part in value)), None)


def parse_collection(field: Field, text: str) -> bool | str | Parts:
    """Read a setting of one of the kinds of this module from text, without looking at its limits.

    Raises
    ------
    ConfigError
        If the text can't be read.
    """
    if field.kind is FieldKind.TEXT:
        return text.strip()
    if field.kind is FieldKind.FLAG:
        return _parse_flag(text)
    if field.kind is FieldKind.POINTS:
        return tuple(_parse_point(part) for part in text.split(";") if part.strip())
    parts = [part.strip() for part in split_outside_brackets(text)]
    if parts in ([""], ["none"]):
        return ()
    if field.kind is FieldKind.COLUMNS:
        return tuple(parse_integer(part) for part in parts)
    return tuple(parts)


def split_outside_brackets(text: str) -> list[str]:
    """Cut a text at its commas and semicolons, but not inside brackets, as in ``x1, min(x1, x2)``."""
    depth, parts = 0, [""]
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if sign in ",;" and depth <= 0:
            parts.append("")
        else:
            parts[-1] += sign
    return parts


def _parse_flag(text: str) -> bool:
    wanted = text.strip().casefold()
    if wanted not in (*_YES, *_NO):
        raise ConfigError(f"“{text.strip()}” is neither yes nor no.")
    return wanted in _YES


def _parse_point(text: str) -> tuple[float, float, float]:
    numbers = [parse_number(part) for part in text.split(",")]
    if len(numbers) != 3:
        raise ConfigError(f"“{text.strip()}” is not a point; write x1, x2 and class, as in 1.5,-2,0; 3,1,1.")
    return numbers[0], numbers[1], numbers[2]


def _text_problem(field: Field, value: object, path: str) -> str | None:
    if not isinstance(value, str):
        return f"{path} is {value!r:.60}; it must be text."
    if len(value) > (field.maximum or math.inf):
        return f"{path} is too long: {len(value):,} characters of {field.maximum:,g}."
    # A lone surrogate, as a file name may have, can't be written to a file.
    if not value.isprintable() or any("\ud800" <= sign <= "\udfff" for sign in value):
        return f"{path} has signs in it that no text of one line has."
    return None


def _address_problem(part: object, path: str) -> str | None:
    if isinstance(part, str) and _ADDRESS.fullmatch(part):
        return None
    return f"{path} has {part!r:.60} in it; an address is like layer2.weights[3,1] or layer1[3]."


def _formula_problem(part: object, path: str) -> str | None:
    if not isinstance(part, str):
        return f"{path} has {part!r:.60} in it; a formula is text, as in x1^2."
    try:
        parse_formula(part)
    except DataError as error:
        return str(error)
    return None


def _point_problem(part: object, path: str) -> str | None:
    numbers: tuple[Any, ...] = part if isinstance(part, tuple) and len(part) == 3 else (None,) * 3
    x1, x2, label = numbers
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        return f"{path} has {part!r:.60} in it; a point is x₁, x₂ and class."
    if not (abs(x1) <= FARTHEST and abs(x2) <= FARTHEST):
        return f"{path} has a point at {x1:.4g}, {x2:.4g}; points can be up to {FARTHEST:g} away from 0."
    if label not in range(MAX_CLASSES):
        return f"{path} has a point of class {label:g}; classes go from 0 to {MAX_CLASSES - 1}."
    return None


def _column_problem(part: object, path: str) -> str | None:
    if isinstance(part, int) and not isinstance(part, bool) and 0 <= part < 1000:
        return None
    return f"{path} has {part!r:.60} in it; columns are whole numbers from 0 to 999."


_PART_PROBLEMS: dict[FieldKind, Callable[[object, str], str | None]] = {
    FieldKind.NAMES: _address_problem,
    FieldKind.FORMULAS: _formula_problem,
    FieldKind.POINTS: _point_problem,
    FieldKind.COLUMNS: _column_problem,
}
COLLECTION_KINDS = frozenset({FieldKind.FLAG, FieldKind.TEXT, *_PART_PROBLEMS})
"""The kinds that this module reads and checks."""
