"""The walk through one update: pages in order, made when they are looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from playground.engine.trace import StepTrace
from playground.engine.trace_layers import LayerTrace
from playground.explain.walk.backward import backward_overview, backward_unit
from playground.explain.walk.forward import forward_overview, forward_unit
from playground.explain.walk.loss_pages import loss_pages
from playground.explain.walk.outcome import outcome_page
from playground.explain.walk.page import PHASES, Page
from playground.explain.walk.sight import Facts, Sight
from playground.explain.walk.update_pages import (
    has_parameters,
    n_owners,
    update_layer,
    update_overview,
    update_unit,
)
from playground.explain.walk.way_back import is_deep, way_back_page
from playground.explain.walk.words import digits_for

MOST_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class _Chapter:
    """An overview, and one page a unit after it."""

    phase: str
    layer: str | None
    n_units: int
    overview: Callable[[], Page]
    unit: Callable[[int], Page] | None = None


class Walk(Sequence[Page]):
    """All pages of one update; as a sequence in order: forward, loss, backward from the end, update.

    Only those that are looked at are made, so a large network costs no more than a small one.
    """

    def __init__(self, trace: StepTrace, facts: Facts) -> None:
        self.trace = trace
        self.sight = Sight(trace, facts)
        with digits_for(trace):
            self._chapters = tuple(self._write_chapters())
        self._starts: list[int] = []
        n_pages = 0
        for chapter in self._chapters:
            self._starts.append(n_pages)
            n_pages += 1 + chapter.n_units
        self._n_pages = n_pages
        self._made: OrderedDict[int, Page] = OrderedDict()

    def _write_chapters(self) -> Iterator[_Chapter]:
        sight, layers = self.sight, self.sight.layers
        for layer in layers:
            yield self._of_layer("forward", layer, forward_overview, forward_unit)
        pages = loss_pages(sight)
        for page in pages:
            yield _Chapter("loss", None, 0, lambda page=page: page)  # type: ignore[misc]
        if is_deep(sight):
            yield _Chapter("backward", None, 0, lambda: way_back_page(sight))
        # A block comes before the layers inside it, going back: the sum is at its end.
        for layer in reversed(layers):
            yield self._of_layer("backward", layer, backward_overview, backward_unit)
        yield _Chapter("update", None, 0, lambda: update_overview(sight))
        for layer in layers:
            if has_parameters(sight, layer):
                yield self._of_layer("update", layer, update_layer, update_unit, n_owners(layer))
        yield _Chapter("update", None, 0, lambda: outcome_page(sight))

    def _of_layer(
        self,
        phase: str,
        layer: LayerTrace,
        overview: Callable[[Sight, LayerTrace], Page],
        unit: Callable[[Sight, LayerTrace, int], Page],
        n_units: int | None = None,
    ) -> _Chapter:
        sight = self.sight
        n_units = layer.n_units if n_units is None else n_units
        return _Chapter(
            phase, layer.name, n_units, lambda: overview(sight, layer), lambda j: unit(sight, layer, j)
        )

    # ---- as a sequence

    @property
    def pages(self) -> Walk:
        """The pages in order: the walk itself."""
        return self

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases in order."""
        return PHASES

    def __len__(self) -> int:
        return self._n_pages

    @overload
    def __getitem__(self, place: int) -> Page: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Page]: ...

    def __getitem__(self, place: int | slice) -> Page | Sequence[Page]:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(self._n_pages))]
        if not -self._n_pages <= place < self._n_pages:
            raise IndexError(place)
        place %= self._n_pages
        page = self._made.get(place)
        if page is None:
            chapter, unit = self._where(place)
            with digits_for(self.trace):
                page = chapter.overview() if unit is None or chapter.unit is None else chapter.unit(unit)
            self._made[place] = page
            if len(self._made) > MOST_KEPT:
                self._made.popitem(last=False)
        return page

    def _where(self, place: int) -> tuple[_Chapter, int | None]:
        number = self._number_of(place)
        offset = place - self._starts[number]
        return self._chapters[number], offset - 1 if offset else None

    def _number_of(self, place: int) -> int:
        return bisect_right(self._starts, place) - 1

    # ---- finding a page

    def place_of(self, phase: str, layer: str | None = None, unit: int | None = None) -> int:
        """Where a page is; without a layer the first page of the phase.

        Raises
        ------
        KeyError
            If there is no such page.
        """
        for chapter, start in zip(self._chapters, self._starts, strict=True):
            if chapter.phase != phase or (layer is not None and chapter.layer != layer):
                continue
            if unit is None:
                return start
            if 0 <= unit < chapter.n_units:
                return start + 1 + unit
        raise KeyError((phase, layer, unit))

    def phase_at(self, place: int) -> str:
        """The phase of a page, without making it."""
        return self._where(place)[0].phase

    def layer_at(self, place: int) -> str | None:
        """The layer of a page, without making it."""
        return self._where(place)[0].layer

    def unit_at(self, place: int) -> int | None:
        """The unit of a page; None for an overview."""
        return self._where(place)[1]

    # ---- going on and back

    def next(self, place: int, by: str = "unit") -> int:
        """The next page by `unit` (any page), `layer` (overview) or `phase`; the last one stays."""
        if by == "unit":
            return min(place + 1, self._n_pages - 1)
        number = self._number_of(place)
        for later in range(number + 1, len(self._chapters)):
            if by == "layer" or self._chapters[later].phase != self._chapters[number].phase:
                return self._starts[later]
        return place

    def previous(self, place: int, by: str = "unit") -> int:
        """The page before, counted as in `next`; by layer or phase first the beginning of this one."""
        if by == "unit":
            return max(place - 1, 0)
        number = self._number_of(place)
        start = self._begin(number, by)
        if place > start or number == 0:
            return start
        before = self._number_of(start) - 1
        return self._begin(before, by) if before >= 0 else 0

    def _begin(self, number: int, by: str) -> int:
        if by == "phase":
            while number and self._chapters[number - 1].phase == self._chapters[number].phase:
                number -= 1
        return self._starts[number]


def walk(trace: StepTrace, facts: Facts | None = None) -> Walk:
    """The walk through the update of `trace`.

    Parameters
    ----------
    trace : StepTrace
    facts : Facts, optional
        Names of classes and inputs.
    """
    return Walk(trace, facts or Facts())
