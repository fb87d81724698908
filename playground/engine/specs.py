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
