"""Generated sets of the plane: each a pattern or a surface in a file of its own, with its formula."""

from playground.data.planar.generate import generate
from playground.data.planar.painted import MAX_CLASSES, MAX_POINTS, STARTER_POINTS, painted
from playground.data.planar.patterns import CLASS_PATTERNS, VALUE_SURFACES

__all__ = [
    "CLASS_PATTERNS",
    "MAX_CLASSES",
    "MAX_POINTS",
    "STARTER_POINTS",
    "VALUE_SURFACES",
    "generate",
    "painted",
]
