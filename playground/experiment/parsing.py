"""Typed text into values: what a person writes after `--set` or into a field of the window."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable

from playground.engine import Dense, LayerSpec
from playground.errors import ConfigError
from playground.experiment.field import Field, FieldKind
from playground.experiment.fields import FIELDS, LAYER_FIELDS, MAX_LAYERS

_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_LAYER_TOKEN = re.compile(r"(?:(\d+)\s*[x×*]\s*)?(\d+)(?:\s*:?\s*([a-z_]+))?", re.IGNORECASE)


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
            f"“{text.strip()}” can be read in two ways; "
            f"write {cleaned.replace(',', '')} or {cleaned.replace(',', '.')}."
        )
    if "," in cleaned and "." not in cleaned:
        cleaned = cleaned.replace(",", ".")
    try:
        number = float(cleaned)
    except ValueError:
        raise ConfigError(f"“{text.strip()}” is not a number.") from None
    if not math.isfinite(number):
        raise ConfigError(f"“{text.strip()}” is not a finite number.")
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
        raise ConfigError(f"“{text.strip()}” is not a whole number.")
    return int(number)


def parse_choice(field: Field, text: str) -> str:
    """Read one of the choices of `field`, by its name in files or on the screen, in any case."""
    wanted = _folded(text)
    for choice in field.choices:
        if wanted in (_folded(choice.value), _folded(choice.label)):
            return choice.value
    values = [choice.value for choice in field.choices]
    hint = did_you_mean(wanted, values)
    raise ConfigError(f"“{text.strip()}” is not one of {', '.join(values)}.{hint}")


def parse_layers(text: str, activation: str = "relu") -> tuple[LayerSpec, ...]:
    """Read hidden layers from "128, 64", "8x32" (eight layers of 32) or "128 relu, 64 tanh" or "none".

    Parameters
    ----------
    text : str
        Layers from the input side, separated by commas, semicolons, or hyphens; or by spaces where only
        numbers stand.
    activation : str
        The activation of layers that don't name one.
    """
    if text.strip().lower() in ("", "none", "[]"):
        return ()
    separator = r"[\s,;-]+" if re.fullmatch(r"[\d\sx×*,;-]+", text) else r"[,;-]+"
    layers: list[LayerSpec] = []
    for token in re.split(separator, text.strip(" \t[](),;-")):
        match = _LAYER_TOKEN.fullmatch(token.strip())
        if match is None:
            raise ConfigError(
                f"“{token.strip()}” is not a layer; write layers as 128,64 or 8x32 or 128:relu,64:tanh."
            )
        count, units, name = match.groups()
        kind = parse_choice(LAYER_FIELDS["activation"], name) if name else activation
        # Cut here, so that a huge count is refused by the validation instead of filling the memory.
        layers += [Dense(units=int(units), activation=kind)] * min(int(count or 1), MAX_LAYERS + 1)
    return tuple(layers)


def parse_value(field: Field, text: str) -> str | int | float | tuple[LayerSpec, ...]:
    """Read the value of `field` from text, without looking at its limits."""
    if field.kind is FieldKind.CHOICE:
        return parse_choice(field, text)
    if field.kind is FieldKind.INTEGER:
        return parse_integer(text)
    if field.kind is FieldKind.NUMBER:
        return parse_number(text)
    return parse_layers(text)


def resolve_path(key: str) -> str:
    """Return the path that `key` means: a full path, its last part, or the section of a `kind`.

    So `learning_rate` is `optimizer.learning_rate`, and `loss` is `loss.kind`.

    Raises
    ------
    ConfigError
        If there is no such setting; the sentence names the nearest one.
    """
    wanted = key.strip().lower().replace("-", "_").replace("optimiser", "optimizer")
    short = {path.rpartition(".")[2]: path for path in FIELDS if not path.endswith(".kind")}
    short |= {path.partition(".")[0]: path for path in FIELDS if path.endswith(".kind")}
    if wanted in FIELDS:
        return wanted
    if wanted in short:
        return short[wanted]
    hint = did_you_mean(wanted, [*FIELDS, "network.activation"], also=short)
    help_text = hint or f" The settings are: {', '.join(FIELDS)}."
    raise ConfigError(f"There is no setting “{key.strip()}”.{help_text}")


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
