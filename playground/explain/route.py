"""The way through the pages of one update: by page, by neuron, by layer, by phase. No Qt.

Works on where the pages are, not on the pages, since these are written only when they are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Place(Protocol):
    """Where a page is; `Page` itself will do."""

    @property
    def phase(self) -> str: ...
    @property
    def layer(self) -> str | None: ...
    @property
    def unit(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Route:
    """Places in the order of the walk; all methods take and give an index, and stay at the ends."""

    places: Sequence[Place]

    def __len__(self) -> int:
        return len(self.places)

    def by_page(self, at: int, way: int) -> int:
        """The next (way = 1) or previous (−1) page."""
        return min(max(at + way, 0), len(self.places) - 1)

    def by_unit(self, at: int, way: int) -> int:
        """The next neuron of this layer and phase; at the last one it stays."""
        here = self.places[at]
        for index in self._beyond(at, way):
            place = self.places[index]
            if (place.phase, place.layer) != (here.phase, here.layer):
                return at
            if place.unit is not None and place.unit != here.unit:
                return index
        return at

    def by_layer(self, at: int, way: int) -> int:
        """The beginning of the next or previous layer, in this phase or the one beside it."""
        return self._by(at, way, lambda place: (place.phase, place.layer))

    def by_phase(self, at: int, way: int) -> int:
        """The beginning of the next or previous phase."""
        return self._by(at, way, lambda place: (place.phase,))

    def _by(self, at: int, way: int, key: object) -> int:
        assert callable(key)
        here = key(self.places[at])
        for index in self._beyond(at, way):
            if key(self.places[index]) != here:
                return self._first_of(index, key) if way < 0 else index
        return self._first_of(at, key) if way < 0 else len(self.places) - 1

    def _first_of(self, at: int, key: object) -> int:
        assert callable(key)
        while at and key(self.places[at - 1]) == key(self.places[at]):
            at -= 1
        return at

    def _beyond(self, at: int, way: int) -> range:
        return range(at + 1, len(self.places)) if way > 0 else range(at - 1, -1, -1)

    def find(self, phase: str | None, layer: str | None, unit: int | None) -> int:
        """The page that fits best: same phase, then the same layer, then the same neuron."""
        best, best_score = 0, -1
        for index, place in enumerate(self.places):
            same_layer = place.layer == layer
            score = 4 * (place.phase == phase) + 2 * same_layer + (same_layer and place.unit == unit)
            if score > best_score:
                best, best_score = index, score
        return best

    def layers(self, phase: str) -> list[str]:
        """The layers of a phase, in its order."""
        return list(dict.fromkeys(p.layer for p in self.places if p.phase == phase and p.layer is not None))

    def units(self, phase: str, layer: str | None) -> list[int]:
        """The neurons of a layer that have a page in a phase."""
        found = (p.unit for p in self.places if p.phase == phase and p.layer == layer)
        return [unit for unit in dict.fromkeys(found) if unit is not None]
