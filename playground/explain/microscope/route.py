"""Where keys and fields lead to in a walk: to the neuron beside, and to the page that fits best. No Qt."""

from __future__ import annotations

from playground.explain.walk.walk import Walk


class Route:
    """Moves in one walk; a move gives the number of a page, and stays where there is nothing further."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def __len__(self) -> int:
        return len(self.walk)

    def move(self, at: int, by: str, way: int) -> int:
        """From page `at` by `page`, `unit`, `layer`, `phase` or to the `end`; on (1) or back (−1)."""
        if by == "end":
            return len(self.walk) - 1 if way > 0 else 0
        if by == "unit":
            return self._beside(at, way)
        step = self.walk.next if way > 0 else self.walk.previous
        return step(at, "unit" if by == "page" else by)

    def _beside(self, at: int, way: int) -> int:
        """The next neuron of the same layer in the same phase."""
        to = at + way
        if not 0 <= to < len(self.walk) or self._chapter(to) != self._chapter(at):
            return at
        return at if self.walk.unit_at(to) is None else to

    def _chapter(self, at: int) -> tuple[str, str | None]:
        return self.walk.phase_at(at), self.walk.layer_at(at)

    def find(self, phase: str, layer: str | None, unit: int | None) -> int:
        """The page of this place; else of the layer, else the first one of the phase, else the first one."""
        for place in ((phase, layer, unit), (phase, layer, None), (phase, None, None)):
            try:
                return self.walk.place_of(*place)
            except KeyError:
                continue
        return 0

    def follow(self, at: int, before: Route) -> int:
        """The page of this walk for page `at` of the one before: the same update, one later."""
        if at < len(self) == len(before) and self._chapter(at) == before._chapter(at):
            return at
        return self.find(*before._chapter(at), before.walk.unit_at(at))

    def layers(self, phase: str) -> list[str]:
        """The layers of a phase, in its order."""
        names: list[str] = []
        at = self.find(phase, None, None)
        while self.walk.phase_at(at) == phase:
            name = self.walk.layer_at(at)
            names += [name] if name is not None else []
            further = self.walk.next(at, "layer")
            if further == at:
                break
            at = further
        return names

    def n_units(self, phase: str, layer: str | None) -> int:
        """How many neurons of the layer have a page in the phase."""
        if layer is None:
            return 0
        start = self.find(phase, layer, None)
        further = self.walk.next(start, "layer")
        return (further if further > start else len(self.walk)) - start - 1
