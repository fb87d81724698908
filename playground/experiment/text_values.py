"""Typed text into numbers and choices."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable

from playground.errors import ConfigError
from playground.experiment.field import Field

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")


def parse_number(text: str) -> float:
    """Read a finite number; a decimal comma is understood where it can't be a thousands mark.

    Raises
    ------
    ConfigError
        If `text` is no number, not finite, or could be two numbers ("1,000").
    """
    cleaned = re.sub(r"[\s_]", "", text).replace("−", "-")
    if _THOUSANDS.fullmatch(cleaned):
        raise ConfigError(
            f"“{text.strip():.60}” can be read in two ways; "
            f"write {cleaned.replace(',', '')} or {cleaned.replace(',', '.')}."
        )
    if "," in cleaned and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    try:
        number = float(cleaned)
    except ValueError:
        raise ConfigError(f"“{text.strip():.60}” is not a number.") from None
    if not math.isfinite(number):
        raise ConfigError(f"“{text.strip():.60}” is not a finite number.")
    return number


def parse_integer(text: str) -> int:
    """Read a whole number; "1,000" and "1e3" are a thousand, "3.0" is 3."""
    cleaned = re.sub(r"[\s_]", "", text)
    if _THOUSANDS.fullmatch(cleaned):
        return int(cleaned.replace(",", ""))
    try:
        return int(cleaned)
    except ValueError:
        number = parse_number(text)
    if not number.is_integer():
        raise ConfigError(f"“{text.strip():.60}” is not a whole number.")
    return int(number)


def parse_choice(field: Field, text: str) -> str:
    """Read one of the choices of `field`, by its name in files or on the screen, in any case."""
    if any(choice.value == text for choice in field.choices):
        # As it is: a delimiter may be nothing but a space.
        return text
    wanted = _folded(text)
    for choice in field.choices:
        if wanted in (_folded(choice.value), _folded(choice.label)):
            return choice.value
    values = [choice.value for choice in field.choices]
    hint = did_you_mean(wanted, values)
    raise ConfigError(f"“{text.strip():.60}” is not one of {', '.join(values)}.{hint}")


def did_you_mean(wanted: str, names: Iterable[str], also: dict[str, str] | None = None) -> str:
    """Return " Did you mean …?" with the nearest of `names`, or ""; `also` maps short names to full ones."""
    known = {name: name for name in names} | (also or {})
    near = difflib.get_close_matches(wanted, known, n=1, cutoff=0.6)
    if not near:
        last_parts = {name.rpartition(".")[2]: full for name, full in known.items()}
        match = difflib.get_close_matches(wanted.rpartition(".")[2], last_parts, n=1, cutoff=0.7)
        near = [last_parts[match[0]]] if match else []
    return f" Did you mean {known.get(near[0], near[0])}?" if near else ""


def _folded(text: str) -> str:
    return re.sub(r"[\s_\-]+", "", text.strip().casefold())
