"""The units of one layer, from top to bottom. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MORE_PX = 18
"""Room below a column for "+112 more"."""
OVERVIEW_PX = 30
"""Room for a small picture of all units of a layer."""
_FILTER_GAP_PX = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The units of one layer."""

    x: float
    ys: NDArray[np.float64]
    """Centres of the units that are shown, from the top."""
    side: float
    """Diameter of a unit, or side of its picture."""
    has_pictures: bool
    n_hidden: int
    """Units of the layer that aren't shown."""
    filter_side: float = 0.0
    """Side of the filter at the left of each picture, 0 without."""
    has_overview: bool = False
    """Whether there is room for a small picture of all units below."""

    @property
    def n_shown(self) -> int:
        """Units that are shown."""
        return len(self.ys)

    @property
    def left(self) -> float:
        """Where links end: the left edge of the filter or, without, of the unit."""
        reach = self.side / 2
        return self.x - reach - (self.filter_side + _FILTER_GAP_PX if self.filter_side else 0.0)

    @property
    def bottom(self) -> float:
        """Lower edge of the lowest unit."""
        return float(self.ys[-1]) + self.side / 2

    @property
    def right(self) -> float:
        """Where links begin."""
        return self.x + self.side / 2

    @property
    def foot(self) -> float:
        """Lower edge of everything that belongs to the units, the count of those not shown included."""
        more = (MORE_PX + (OVERVIEW_PX if self.has_overview else 0)) if self.n_hidden else 2
        return self.bottom + more

    def unit_rect(self, place: int) -> tuple[float, float, float, float]:
        """x, y, width, height of a unit."""
        half = self.side / 2
        return self.x - half, float(self.ys[place]) - half, self.side, self.side
