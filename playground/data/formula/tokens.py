"""A formula cut into numbers, names and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playground.errors import DataError

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-zπ_][A-Za-z0-9_]*)|(?P<sign>\*\*|[-+*/^(),]))"
)
# What people paste or type on other keyboards.
_SAME = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", "₁": "1", "₂": "2"})


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a formula."""

    kind: str
    """`number`, `name`, `sign` or `end`."""
    text: str
    place: int
    """Where it begins, counted from 1."""


def tokenize(text: str) -> list[Token]:
    """Cut a formula into tokens, the last one of kind `end`.

    Raises
    ------
    DataError
        At a character that no formula has.
    """
    tokens: list[Token] = []
    at = 0
    while text[at:].strip():
        place = at + len(text[at:]) - len(text[at:].lstrip())
        if text[place] in "²³":
            exponent = "2" if text[place] == "²" else "3"
            tokens += [Token("sign", "^", place + 1), Token("number", exponent, place + 1)]
            at = place + 1
            continue
        match = _TOKEN.match(text.translate(_SAME), at)
        if match is None or match.lastgroup is None:
            raise DataError(
                f"In “{shortened(text)}” the “{text[place]}” at place {place + 1} belongs to no formula."
            )
        tokens.append(Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        at = match.end()
    return [*tokens, Token("end", "", len(text) + 1)]


def shortened(text: str) -> str:
    """At most 60 characters of a formula, for a sentence."""
    return text if len(text) <= 60 else text[:59] + "…"
