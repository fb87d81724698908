"""What the inputs and outputs of a network are called. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from playground.data import Dataset

_DIGITS = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True, slots=True)
class NetworkNames:
    """Names of inputs and outputs, in their order."""

    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = _DIGITS
    is_regression: bool = False

    def input(self, index: int) -> str:
        """Name of an input: x₁ without a better one."""
        return self.inputs[index] if index < len(self.inputs) else f"x{index + 1}".translate(_LOWERED)

    def output(self, index: int) -> str:
        """Name of an output: its number without a better one."""
        return self.outputs[index] if index < len(self.outputs) else str(index)


def names_of(dataset: Dataset) -> NetworkNames:
    """What a data set calls its inputs and classes."""
    return NetworkNames(
        inputs=tuple(dataset.feature_names),
        outputs=tuple(dataset.class_names) or (dataset.target_name or "ŷ",),
        is_regression=dataset.is_regression,
    )


_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
