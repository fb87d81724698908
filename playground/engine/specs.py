"""Descriptions of layers: frozen values without arrays, from which `Network` builds the layers that compute.

A description says what a person chooses; shapes of weights follow from the layer before. Being values,
descriptions can be compared, kept in an undo list, written to a file and sent to another process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSpec:
    """Base of all layer descriptions."""

    kind: ClassVar[str] = ""
    """The name of this kind of layer in files and menus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dense(LayerSpec):
    """Every unit sees every input: z = a_prev @ W + b, a = f(z)."""

    kind: ClassVar[str] = "dense"
    units: int
    activation: str = "relu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conv2d(LayerSpec):
    """Small filters slid over a picture: one output channel a filter."""

    kind: ClassVar[str] = "conv2d"
    channels: int
    kernel_size: int = 3
    stride: int = 1
    padding: int = 0
    """Rows and columns of zeros added on every side."""
    activation: str = "relu"


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxPool2d(LayerSpec):
    """The largest value of each window."""

    kind: ClassVar[str] = "max_pool2d"
    size: int = 2
    stride: int = 0
    """Step between windows; 0 is as far as they are wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AvgPool2d(LayerSpec):
    """The mean of each window."""

    kind: ClassVar[str] = "avg_pool2d"
    size: int = 2
    stride: int = 0
    """Step between windows; 0 is as far as they are wide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flatten(LayerSpec):
    """Channels, rows and columns as one row of numbers, in this order."""

    kind: ClassVar[str] = "flatten"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNorm(LayerSpec):
    """Each unit (or channel) brought to mean 0 and variance 1 over the batch, then scaled and shifted."""

    kind: ClassVar[str] = "batch_norm"
    momentum: float = 0.1
    """Share of the newest batch in the running statistics that evaluation uses."""
    epsilon: float = 1e-5
    activation: str = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerNorm(LayerSpec):
    """Each example brought to mean 0 and variance 1 over its units, then scaled and shifted unit by unit."""

    kind: ClassVar[str] = "layer_norm"
    epsilon: float = 1e-5
    activation: str = "identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropout(LayerSpec):
    """While training, each number is left out with this probability and the others are scaled up."""

    kind: ClassVar[str] = "dropout"
    rate: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Residual(LayerSpec):
    """A detour around some layers: z = x + F(x), a = f(z). The layers must keep the shape."""

    kind: ClassVar[str] = "residual"
    layers: tuple[LayerSpec, ...]
    activation: str = "identity"
