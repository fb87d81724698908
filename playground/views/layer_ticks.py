"""Which layers of a network are named on an axis where each has a place, 1, 2, 3 … No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

_GAP_PX = 5.0
_STRIDES = (1, 2, 5, 10, 20, 50, 100)


def layer_ticks(
    numbers: Sequence[str], layer_px: float, width_px: Callable[[str], float]
) -> list[tuple[float, str]]:
    """Places and labels: all layers if there is room, else the first, the last and some between.

    Parameters
    ----------
    numbers : sequence of str
        The layers' numbers as people read them: "1", "2.1", "2.2" …
    layer_px : float
        Width of one layer's place.
    width_px : callable
        Width of a label.

    With little room only the layers that begin a block, or stand alone, are named between the two ends.
    """
    n = len(numbers)
    widths = [width_px(number) for number in numbers]
    everywhere = list(range(n))
    starts = [
        i for i in everywhere if i == 0 or numbers[i].partition(".")[0] != numbers[i - 1].partition(".")[0]
    ]

    def fits(left: int, right: int) -> bool:
        return (right - left) * layer_px >= (widths[left] + widths[right]) / 2 + _GAP_PX

    def chosen(places: list[int]) -> list[int]:
        inner = [i for i in places if 0 < i < n - 1 and fits(0, i) and fits(i, n - 1)]
        return sorted({0, *inner, n - 1}) if n > 1 and fits(0, n - 1) else everywhere[:1]

    places = everywhere
    for stride in () if all(fits(a, b) for a, b in pairwise(places)) else _STRIDES:
        places = chosen(starts[stride - 1 :: stride])
        if all(fits(a, b) for a, b in pairwise(places)):
            break
    return [(float(i + 1), numbers[i]) for i in places]
