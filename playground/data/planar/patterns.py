"""Every generated set of the plane, by name, in the order in which they are offered."""

from __future__ import annotations

from playground.data.planar.blobs import BLOBS3, BLOBS5, GAUSSIANS
from playground.data.planar.bump import BUMP
from playground.data.planar.checkerboard import CHECKERBOARD
from playground.data.planar.circle import CIRCLE
from playground.data.planar.moons import MOONS
from playground.data.planar.pattern import ClassPattern, ValueSurface
from playground.data.planar.sine import SINE
from playground.data.planar.spiral import SPIRAL, SPIRAL3
from playground.data.planar.steps import STEPS
from playground.data.planar.tilted_plane import TILTED_PLANE
from playground.data.planar.xor import XOR

CLASS_PATTERNS: dict[str, ClassPattern] = {
    pattern.name: pattern
    for pattern in (CIRCLE, XOR, GAUSSIANS, SPIRAL, MOONS, CHECKERBOARD, BLOBS3, BLOBS5, SPIRAL3)
}
VALUE_SURFACES: dict[str, ValueSurface] = {
    surface.name: surface for surface in (TILTED_PLANE, BUMP, SINE, STEPS)
}
