"""Reading a formula by precedence: + −, then * /, then the sign, then ^ (from the right), then brackets."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NoReturn

import numpy as np

from playground.data.formula.tokens import Token, shortened, tokenize
from playground.data.formula.tree import CONSTANTS, FUNCTIONS, VARIABLES, Apply, Node, Number, Variable
from playground.errors import DataError

MAX_LENGTH = 200
MAX_DEPTH = 40
_SUMS = {"+": np.add, "-": np.subtract}
_PRODUCTS = {"*": np.multiply, "/": np.divide}


@lru_cache(maxsize=256)
def parse_formula(text: str) -> Node:
    """Read a formula in x1 and x2, as in ``sin(x1) + x2^2 / 3``.

    Numbers, ``+ - * / ^ **``, brackets, ``pi``, ``e`` and the functions of `FUNCTIONS`. A minus before a
    power belongs outside: −x1^2 is −(x1^2).

    Raises
    ------
    DataError
        A sentence that says what is wrong, and at which place of the formula.
    """
    if len(text) > MAX_LENGTH:
        raise DataError(f"A formula can have {MAX_LENGTH} characters; “{shortened(text)}” has {len(text)}.")
    if not text.strip():
        raise DataError("The formula is empty. Write one in x1 and x2, as in x1^2 or sin(x2).")
    return _Parser(text).read()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._at = 0
        self._depth = 0

    def read(self) -> Node:
        node = self._sum()
        if self._next.kind != "end":
            self._refuse_after_value()
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, *signs: str) -> str:
        """The next sign if it is one of these, else ""."""
        token = self._next
        if token.kind == "sign" and token.text in signs:
            self._at += 1
            return token.text
        return ""

    def _sum(self) -> Node:
        node = self._product()
        while sign := self._take("+", "-"):
            node = Apply(_SUMS[sign], (node, self._product()))
        return node

    def _product(self) -> Node:
        node = self._signed()
        while sign := self._take("*", "/"):
            node = Apply(_PRODUCTS[sign], (node, self._signed()))
        return node

    def _signed(self) -> Node:
        self._go_down()
        if self._take("-"):
            node: Node = Apply(np.negative, (self._signed(),))
        else:
            node = self._signed() if self._take("+") else self._power()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        base = self._value()
        if self._take("^", "**"):
            return Apply(np.power, (base, self._signed()))
        return base

    def _value(self) -> Node:
        token = self._next
        self._at += token.kind != "end"
        if token.kind == "number":
            return Number(self._finite(token))
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            node = self._sum()
            self._close(token)
            return node
        if token.kind == "end":
            raise DataError(f"Something is missing at the end of “{shortened(self._text)}”.")
        raise self._error(f"“{token.text}” at place {token.place} stands where a number, x1 or x2 should be")

    def _named(self, token: Token) -> Node:
        name = token.text.lower()
        if name in VARIABLES:
            return Variable(VARIABLES[name])
        if name in CONSTANTS:
            return Number(CONSTANTS[name])
        if name in FUNCTIONS:
            return self._call(name, token)
        raise self._error(
            f"“{token.text}” at place {token.place} is unknown; there are x1, x2, pi, e and the functions "
            f"{', '.join(FUNCTIONS)}"
        )

    def _call(self, name: str, token: Token) -> Node:
        function, n_parts = FUNCTIONS[name]
        bracket = self._next
        if not self._take("("):
            self._refuse(f"{name} at place {token.place} needs brackets, as in {name}(x1)")
        parts = [self._sum()]
        while self._take(","):
            parts.append(self._sum())
        self._close(bracket)
        if len(parts) < n_parts or (n_parts == 1 and len(parts) > 1):
            takes = "one value" if n_parts == 1 else "two or more values, with a comma between them"
            self._refuse(f"{name} at place {token.place} takes {takes}, not {len(parts)}")
        node = parts[0] if n_parts > 1 else Apply(function, (parts[0],))
        for part in parts[1:]:
            node = Apply(function, (node, part))
        return node

    def _close(self, bracket: Token) -> None:
        if self._take(")"):
            return
        if self._next.kind == "end":
            self._refuse(f"the bracket at place {bracket.place} is never closed")
        self._refuse_after_value()

    def _refuse_after_value(self) -> NoReturn:
        token = self._next
        if token.kind == "sign" and token.text == ")":
            self._refuse(f"the bracket at place {token.place} closes nothing")
        if token.kind == "sign" and token.text == ",":
            self._refuse(f"the comma at place {token.place} belongs to no function; write 1.5, not 1,5")
        self._refuse(f"a sign such as * is missing before “{token.text}” at place {token.place}")

    def _go_down(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(f"brackets and signs stand more than {MAX_DEPTH} deep in each other")

    def _finite(self, token: Token) -> float:
        value = float(token.text)
        if not math.isfinite(value):
            self._refuse(f"the number at place {token.place} is too large")
        return value

    def _refuse(self, what: str) -> NoReturn:
        raise self._error(what)

    def _error(self, what: str) -> DataError:
        return DataError(f"In “{shortened(self._text)}” {what}.")
