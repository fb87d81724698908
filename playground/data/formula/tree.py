"""A formula as a tree: numbers, variables, and functions of what is below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands."""

    value: float


@dataclass(frozen=True, slots=True)
class Variable:
    """x1 or x2."""

    index: int
    """0 or 1."""


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of NumPy applied to one or two parts."""

    function: Callable[..., Any]
    parts: tuple[Node, ...]


Node = Number | Variable | Apply

CONSTANTS: dict[str, float] = {"pi": float(np.pi), "π": float(np.pi), "e": float(np.e)}
VARIABLES: dict[str, int] = {"x1": 0, "x2": 1, "x": 0, "y": 1, "x_1": 0, "x_2": 1}
FUNCTIONS: dict[str, tuple[Callable[..., Any], int]] = {
    "abs": (np.abs, 1),
    "sin": (np.sin, 1),
    "cos": (np.cos, 1),
    "tan": (np.tan, 1),
    "tanh": (np.tanh, 1),
    "exp": (np.exp, 1),
    "log": (np.log, 1),
    "sqrt": (np.sqrt, 1),
    "min": (np.minimum, 2),
    "max": (np.maximum, 2),
}
"""Name → function and how many values it takes."""
