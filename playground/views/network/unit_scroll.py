"""Which units of a layer that is too large for the picture are shown: those that somebody scrolled to."""

from __future__ import annotations

from playground.training.messages import Diagram
from playground.views.network.layout import NetworkLayout
from playground.views.network.pointing import Target


class UnitScroll:
    """The first unit shown of each layer that was scrolled. At the start it is an even selection."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}

    @property
    def request(self) -> tuple[tuple[str, int], ...]:
        """As `FrameRequest.diagram_first` has it."""
        return tuple(sorted(self._first.items()))

    def clear(self) -> None:
        """Back to the even selections."""
        self._first.clear()

    def past_the_end(
        self, diagram: Diagram, layout: NetworkLayout, focused: Target, n_units: int
    ) -> Target | None:
        """The focus after a way of `n_units` down (up, if negative) that leads out of the column.

        None if it ends within it, or if there are no further units.
        """
        if focused.before is not None or not 0 <= focused.layer_index < layout.n_layers:
            return None
        column, layer = layout.column(focused.layer_index), diagram.layers[focused.layer_index]
        if not column.n_hidden or 0 <= focused.place + n_units < column.n_shown:
            return None
        is_last = n_units > 0
        unit = int(layer.units[focused.place])
        wanted = min(max(unit + n_units, 0), layer.n_units - 1)
        if wanted == unit:
            return None
        place = column.n_shown - 1 if is_last else 0
        self._first[layer.name] = max(0, wanted - place)
        return Target(focused.layer_index, min(place, wanted))

    def turn(self, diagram: Diagram, layout: NetworkLayout, layer_index: int, n_units: int) -> bool:
        """Scroll the column of a layer by so many units; False if it shows all of them."""
        if not 0 <= layer_index < layout.n_layers:
            return False
        column, layer = layout.column(layer_index), diagram.layers[layer_index]
        if not column.n_hidden:
            return False
        first = self._first.get(layer.name, 0) + n_units
        self._first[layer.name] = min(max(first, 0), layer.n_units - column.n_shown)
        return True
