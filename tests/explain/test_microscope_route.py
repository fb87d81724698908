"""The way through the pages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from playground.explain.route import Route


@dataclass(frozen=True)
class At:
    phase: str
    layer: str | None = None
    unit: int | None = None


def layer(phase: str, name: str, n_units: int) -> list[At]:
    return [At(phase, name), *(At(phase, name, unit) for unit in range(n_units))]


PLACES = [
    *layer("forward", "layer1", 3),  # 0 … 3
    *layer("forward", "layer2", 2),  # 4 … 6
    At("loss"),  # 7
    *layer("backward", "layer2", 2),  # 8 … 10
    *layer("backward", "layer1", 3),  # 11 … 14
    At("update"),  # 15
]
ROUTE = Route(PLACES)


@pytest.mark.parametrize(
    ("by", "at", "way", "expected"),
    [
        ("page", 0, -1, 0),
        ("page", 3, 1, 4),
        ("page", 15, 1, 15),
        ("unit", 0, 1, 1),
        ("unit", 1, 1, 2),
        ("unit", 3, 1, 3),
        ("unit", 3, -1, 2),
        ("unit", 1, -1, 1),
        ("unit", 7, 1, 7),
        ("layer", 2, 1, 4),
        ("layer", 6, 1, 7),
        ("layer", 9, -1, 7),
        ("layer", 13, -1, 8),
        ("layer", 2, -1, 0),
        ("layer", 15, 1, 15),
        ("phase", 2, 1, 7),
        ("phase", 12, -1, 7),
        ("phase", 7, -1, 0),
        ("phase", 9, 1, 15),
        ("phase", 15, 1, 15),
    ],
)
def test_moves(by: str, at: int, way: int, expected: int) -> None:
    moves = {"page": ROUTE.by_page, "unit": ROUTE.by_unit, "layer": ROUTE.by_layer, "phase": ROUTE.by_phase}
    assert moves[by](at, way) == expected


def test_every_page_is_reached_by_pages_alone_and_back() -> None:
    at = 0
    for expected in range(1, len(ROUTE)):
        at = ROUTE.by_page(at, 1)
        assert at == expected
    for expected in reversed(range(len(ROUTE) - 1)):
        at = ROUTE.by_page(at, -1)
        assert at == expected


@pytest.mark.parametrize(
    ("phase", "name", "unit", "expected"),
    [
        ("backward", "layer1", 1, 13),
        ("forward", "layer2", None, 4),
        ("loss", None, None, 7),
        ("backward", "layer9", 1, 8),
        ("update", "layer1", 0, 15),
        ("forward", "layer2", 99, 4),
    ],
)
def test_it_finds_the_page_that_fits_best(
    phase: str, name: str | None, unit: int | None, expected: int
) -> None:
    assert ROUTE.find(phase, name, unit) == expected


def test_layers_and_units_of_a_phase() -> None:
    assert ROUTE.layers("backward") == ["layer2", "layer1"]
    assert ROUTE.layers("loss") == []
    assert ROUTE.units("forward", "layer1") == [0, 1, 2]
    assert ROUTE.units("update", None) == []
