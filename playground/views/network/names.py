"""What the inputs and outputs of a network are called. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playground.data import Dataset

_DIGITS = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True, slots=True)
class NetworkNames:
    """Names of inputs and outputs, in their order."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = _DIGITS
    is_regression: bool = False
    example: str = ""
    """Which example of the data somebody wanted to see at the input; empty: none in particular."""

    def input(self, index: int) -> str:
        """Name of an input: x₁ without a better one."""
        return self.inputs[index] if index < len(self.inputs) else f"x{index + 1}".translate(_LOWERED)

    def output(self, index: int) -> str:
        """Name of an output: its number without a better one."""
        return self.outputs[index] if index < len(self.outputs) else str(index)


def names_of(dataset: Dataset) -> NetworkNames:
    """What a data set calls its inputs and classes."""
    return NetworkNames(
        inputs=tuple(_typeset(name) for name in dataset.feature_names),
        outputs=tuple(dataset.class_names) or (dataset.target_name or "ŷ",),
        is_regression=dataset.is_regression,
    )


def _typeset(name: str) -> str:
    """A formula as people write it: x₁², x₁·x₂; other names as they are."""
    if not _FORMULA.fullmatch(name):
        return name
    text = name.replace("x1", "x₁").replace("x2", "x₂").replace("**", "^").replace("*", "·")
    return _POWER.sub(lambda match: match[1].translate(_RAISED), text)


_FORMULA = re.compile(r"(?:x[12]|sin|cos|tan|exp|log|sqrt|abs|pi|[-+*/^().,\d\s])+")
_POWER = re.compile(r"\^(\d)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
