"""Where a point of the plane lies on the screen, and back. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.views.ranges import linear_ticks

Points = NDArray[np.float64]
Range = tuple[float, float]

LEFT_PX = 38
BOTTOM_PX = 30
TOP_PX = 6
RIGHT_PX = 8
_PX_OF_A_TICK = 48


def height_for(width: int) -> int:
    """What the largest square and its axes take of the height, where the width is given."""
    return max(16, width - LEFT_PX - RIGHT_PX) + TOP_PX + BOTTOM_PX


@dataclass(frozen=True, slots=True)
class PlaneGeometry:
    """A square of the screen that shows one rectangle of the plane, x₂ upwards."""

    left: float
    top: float
    side: float
    x_range: Range
    y_range: Range

    @classmethod
    def in_room(cls, width: int, height: int, x_range: Range, y_range: Range) -> PlaneGeometry:
        """The largest square that leaves room for the axes, in the middle of what is left."""
        room_x, room_y = width - LEFT_PX - RIGHT_PX, height - TOP_PX - BOTTOM_PX
        side = float(max(16, min(room_x, room_y)))
        left = LEFT_PX + max(0.0, room_x - side) // 2
        return cls(left, float(TOP_PX), side, x_range, y_range)

    def to_pixels(self, points: Points) -> Points:
        """Points (n, 2) of the plane as pixels."""
        scale = np.array([self.side / _span(self.x_range), -self.side / _span(self.y_range)])
        origin = np.array([self.x_range[0], self.y_range[1]])
        return np.asarray((np.asarray(points, np.float64) - origin) * scale + (self.left, self.top))

    def to_plane(self, x_px: float, y_px: float) -> tuple[float, float]:
        """The point of the plane under a pixel."""
        x = self.x_range[0] + (x_px - self.left) / self.side * _span(self.x_range)
        y = self.y_range[1] - (y_px - self.top) / self.side * _span(self.y_range)
        return x, y

    def contains(self, x_px: float, y_px: float) -> bool:
        """Whether a pixel lies on the map."""
        return self.left <= x_px <= self.left + self.side and self.top <= y_px <= self.top + self.side

    def length_px(self, length: float) -> float:
        """A length along x₁, in pixels."""
        return length * self.side / _span(self.x_range)

    def clamped(self, x: float, y: float) -> tuple[float, float]:
        """The nearest point of the map."""
        return min(max(x, self.x_range[0]), self.x_range[1]), min(max(y, self.y_range[0]), self.y_range[1])

    def x_ticks(self) -> list[float]:
        """Round values along x₁."""
        return linear_ticks(*self.x_range, max(2, int(self.side // _PX_OF_A_TICK)))

    def y_ticks(self) -> list[float]:
        """Round values along x₂."""
        return linear_ticks(*self.y_range, max(2, int(self.side // _PX_OF_A_TICK)))


def _span(low_high: Range) -> float:
    return low_high[1] - low_high[0] or 1.0
