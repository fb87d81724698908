"""Which layers are named on an axis."""

from __future__ import annotations

from itertools import pairwise

import pytest

from playground.views.layer_ticks import layer_ticks

PLAIN = [str(i + 1) for i in range(34)]
BLOCKS = ["1", *(f"{block}.{i}" for block in range(2, 18) for i in (1, 2)), "18"]


def width(text: str) -> float:
    return 7.0 * len(text)


@pytest.mark.parametrize("numbers", [PLAIN, BLOCKS, ["1", "3", "4.1", "4.2", "6"]])
@pytest.mark.parametrize("plot_px", [40, 120, 210, 240, 500, 2000])
def test_labels_never_touch_and_the_ends_are_named(numbers: list[str], plot_px: int) -> None:
    layer_px = plot_px / len(numbers)
    ticks = layer_ticks(numbers, layer_px, width)
    assert ticks[0] == (1.0, numbers[0])
    assert ticks[-1] == (float(len(numbers)), numbers[-1])
    for (left, a), (right, b) in pairwise(ticks):
        assert (right - left) * layer_px > (width(a) + width(b)) / 2


def test_with_room_every_layer_is_named() -> None:
    assert [label for _, label in layer_ticks(BLOCKS, 40.0, width)] == BLOCKS


def test_with_little_room_round_numbers_are_named() -> None:
    assert [label for _, label in layer_ticks(PLAIN, 6.0, width)] == [
        *("1", "5", "10", "15", "20", "25", "30", "34")
    ]


def test_with_little_room_blocks_are_named_by_their_first_layer() -> None:
    inner = [label for _, label in layer_ticks(BLOCKS, 6.0, width)][1:-1]
    assert len(inner) >= 2
    assert all(label.endswith(".1") for label in inner)


def test_one_layer_and_no_room() -> None:
    assert layer_ticks(["1"], 5.0, width) == [(1.0, "1")]
    assert layer_ticks(["1", "2"], 2.0, width) == [(1.0, "1")]
