"""What the microscope lights up in the network's picture. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramMarks:
    """Parts that keep their full colour while the rest dims, and which way numbers flow between them."""

    layers: tuple[str, ...] = ()
    """Whole layers, by their name in the engine; the inputs are `input`."""
    units: tuple[tuple[str, int], ...] = ()
    """Layer and unit."""
    links: tuple[tuple[str, int, int], ...] = ()
    """Layer, unit of the layer before (or input), unit of this layer."""
    direction: str = "none"
    """`forward`: data from left to right; `backward`: blame from right to left; `none`."""
    animate: bool = False
    """Whether the flow moves; if not, arrows say the same."""
