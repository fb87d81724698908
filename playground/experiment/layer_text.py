"""Layers as a line of text, for `--set layers=…` and for titles.

    128, 64                     dense layers of 128 and 64 neurons (128-64 and 128 64 mean the same)
    8x32                        eight of 32
    128:tanh                    with an activation of its own
    conv16k3s1p1:relu           16 filters of 3×3, stride 1, padding 1
    pool2, avgpool3s2           the largest (the mean) of each 2×2 (3×3) window, stride 2
    flatten, batchnorm:relu, layernorm, dropout0.3
    residual(64, 64:identity):relu   a block with its layers inside

Convolutions without k have 3×3 filters; without p as much padding as keeps
the size at stride 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from playground.engine import (
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dense,
    Dropout,
    Flatten,
    LayerNorm,
    LayerSpec,
    MaxPool2d,
    Residual,
)
from playground.errors import ConfigError
from playground.experiment.layer_fields import ACTIVATION_FIELD, MAX_DEPTH, MAX_LAYERS
from playground.experiment.text_values import parse_choice, parse_number

HOW = (
    "write layers as 128,64 or 8x32 or 128:tanh, and others as conv16k3p1, pool2, avgpool2, flatten, "
    "batchnorm, layernorm, dropout0.3, residual(64,64)"
)
_ONLY_NUMBERS = re.compile(r"[\d\sx×*,;-]+")
_COUNT = re.compile(r"(\d+)\s*[x×*]\s*(.+)", re.DOTALL)
_DENSE = re.compile(r"(?:dense\s*)?(\d+)(?:\s*:?\s*([a-z_]+))?", re.IGNORECASE)
_BLOCK = re.compile(r"res(?:idual)?\s*\((.*)\)\s*(?::?\s*([a-z_]+))?", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(
    r"(conv2d|conv|max_?pool|avg_?pool|pool|flatten|batch_?norm|bn|layer_?norm|ln|dropout)\s*"
    r"([\d.]*)((?:[a-z]\d+)*)(?:\s*:\s*([a-z_]+))?",
    re.IGNORECASE,
)
_OPTION = re.compile(r"([a-z])(\d+)")


def parse_layers(text: str, activation: str = "relu", _depth: int = 0) -> tuple[LayerSpec, ...]:
    """Read hidden layers from text.

    Parameters
    ----------
    text : str
        Layers from the input side, separated by commas, semicolons, or hyphens; or by spaces where only
        numbers stand. "none" is no layer.
    activation : str
        The activation of dense and convolutional layers that don't name one.
    """
    text = _without_brackets(text.strip())
    if text.lower() in ("", "none"):
        return ()
    if _depth > MAX_DEPTH:
        raise ConfigError(f"There can be {MAX_DEPTH} blocks within each other, not more.")
    if _ONLY_NUMBERS.fullmatch(text):
        tokens = [token for token in re.split(r"[\s,;-]+", re.sub(r"\s*[x×*]\s*", "x", text)) if token]
    else:
        tokens = _split(text)
    layers: list[LayerSpec] = []
    for token in tokens:
        count, layer = _parse_token(token.strip(), activation, _depth)
        # Cut here, so that a huge count is refused by the validation instead of filling the memory.
        layers += [layer] * min(count, MAX_LAYERS + 1)
    return tuple(layers)


def _without_brackets(text: str) -> str:
    """Without brackets around the whole list, as in [128, 64]."""
    text = text.strip(" \t,;-")
    if (text.startswith("[") and text.endswith("]")) or (text.startswith("(") and text.endswith(")")):
        return text[1:-1].strip(" \t,;-")
    return text


def _split(text: str) -> list[str]:
    """The parts between separators that aren't inside parentheses."""
    parts, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
        if depth == 0 and sign in ",;-":
            parts.append(text[start:place])
            start = place + 1
    if depth:
        raise ConfigError(f"The parentheses in “{text:.60}” don't match.")
    return [part for part in (*parts, text[start:]) if part.strip()]


def _parse_token(token: str, activation: str, depth: int) -> tuple[int, LayerSpec]:
    counted = _COUNT.fullmatch(token)
    if counted:
        return int(counted[1]), _parse_layer(counted[2].strip(), activation, depth)
    return 1, _parse_layer(token, activation, depth)


def _parse_layer(token: str, activation: str, depth: int) -> LayerSpec:
    dense = _DENSE.fullmatch(token)
    if dense:
        return Dense(units=int(dense[1]), activation=_activation(dense[2], activation))
    block = _BLOCK.fullmatch(token)
    if block:
        inside = parse_layers(block[1], activation, depth + 1)
        return Residual(layers=inside, activation=_activation(block[2], "identity"))
    named = _NAMED.fullmatch(token)
    if named is None:
        raise ConfigError(f"“{token:.60}” is not a layer; {HOW}.")
    name = named[1].lower().replace("_", "")
    return _NAMED_LAYERS[name[:2]](token, named, activation)


def _conv(token: str, named: re.Match[str], activation: str) -> LayerSpec:
    options = _options(token, named, "ksp")
    kernel_size, stride = options.get("k", 3), options.get("s", 1)
    return Conv2d(
        channels=_integer(token, named, default=None),
        kernel_size=kernel_size,
        stride=stride,
        padding=options.get("p", (kernel_size - 1) // 2),
        activation=_activation(named[4], activation),
    )


def _pool(token: str, named: re.Match[str], activation: str) -> LayerSpec:
    options = _options(token, named, "s")
    _refuse_activation(token, named)
    kind = AvgPool2d if named[1].lower().startswith("avg") else MaxPool2d
    return kind(size=_integer(token, named, default=2), stride=options.get("s", 0))


def _flatten(token: str, named: re.Match[str], activation: str) -> LayerSpec:
    _refuse_rest(token, named)
    _refuse_activation(token, named)
    return Flatten()


def _batch_norm(token: str, named: re.Match[str], activation: str) -> LayerSpec:
    _refuse_rest(token, named)
    return BatchNorm(activation=_activation(named[4], "identity"))


def _layer_norm(token: str, named: re.Match[str], activation: str) -> LayerSpec:
    _refuse_rest(token, named)
    return LayerNorm(activation=_activation(named[4], "identity"))


def _dropout(token: str, named: re.Match[str], activation: str) -> LayerSpec:
    _options(token, named, "")
    _refuse_activation(token, named)
    return Dropout(rate=parse_number(named[2])) if named[2] else Dropout()


_NAMED_LAYERS = {
    "co": _conv,
    "ma": _pool,
    "av": _pool,
    "po": _pool,
    "fl": _flatten,
    "ba": _batch_norm,
    "bn": _batch_norm,
    "la": _layer_norm,
    "ln": _layer_norm,
    "dr": _dropout,
}
"""First two letters → what reads it."""


def _activation(name: str | None, default: str) -> str:
    return parse_choice(ACTIVATION_FIELD, name) if name else default


def _integer(token: str, named: re.Match[str], default: int | None) -> int:
    if not named[2]:
        if default is None:
            raise ConfigError(f"“{token}” doesn't say how many filters; write conv16.")
        return default
    if not named[2].isdecimal():
        raise ConfigError(f"“{named[2]}” in “{token}” must be a whole number.")
    return int(named[2])


def _options(token: str, named: re.Match[str], known: str) -> dict[str, int]:
    options: dict[str, int] = {}
    for letter, number in _OPTION.findall(named[3].lower()):
        if letter not in known or letter in options:
            raise ConfigError(f"“{letter}{number}” is out of place in “{token:.60}”; {HOW}.")
        options[letter] = int(number)
    return options


def _refuse_rest(token: str, named: re.Match[str]) -> None:
    if named[2] or named[3]:
        raise ConfigError(f"“{named[2]}{named[3]}” is out of place in “{token:.60}”; {HOW}.")


def _refuse_activation(token: str, named: re.Match[str]) -> None:
    if named[4]:
        raise ConfigError(f"“{token:.60}” has no activation; give it to the layer before or after.")


def format_layers(layers: Sequence[LayerSpec]) -> str:
    """Layers as `parse_layers` reads them, equal ones in a row counted: "conv16k3p1:relu, 8x32:relu"."""
    parts = []
    for text, equal in groupby(_layer_text(layer) for layer in layers):
        n = len(list(equal))
        parts.append(text if n == 1 else f"{n}x{text}")
    return ", ".join(parts) or "none"


def _layer_text(layer: LayerSpec) -> str:
    match layer:
        case Dense(units=units, activation=activation):
            return f"{units}:{activation}"
        case Conv2d(channels=channels, kernel_size=k, stride=s, padding=p, activation=activation):
            return f"conv{channels}k{k}" + (f"s{s}" if s != 1 else "") + f"p{p}:{activation}"
        case MaxPool2d(size=size, stride=stride):
            return f"pool{size}" + (f"s{stride}" if stride else "")
        case AvgPool2d(size=size, stride=stride):
            return f"avgpool{size}" + (f"s{stride}" if stride else "")
        case BatchNorm(activation=activation):
            return "batchnorm" + _named_activation(activation)
        case LayerNorm(activation=activation):
            return "layernorm" + _named_activation(activation)
        case Dropout(rate=rate):
            return f"dropout{rate:g}"
        case Residual(layers=layers, activation=activation):
            return f"residual({format_layers(layers)})" + _named_activation(activation)
    return layer.kind


def _named_activation(name: str) -> str:
    return "" if name == "identity" else f":{name}"
