"""The way through the pages."""

from __future__ import annotations

import pytest
from microscope_trace import small_trace

from playground.explain.microscope.route import Route
from playground.explain.walk.walk import walk


@pytest.fixture(scope="module")
def route() -> Route:
    return Route(walk(small_trace()))


def place(route: Route, at: int) -> tuple[str, str | None, int | None]:
    return route.walk.phase_at(at), route.walk.layer_at(at), route.walk.unit_at(at)


@pytest.mark.parametrize(
    ("start", "by", "way", "end"),
    [
        (("forward", "layer1", None), "page", 1, ("forward", "layer1", 0)),
        (("forward", "layer1", None), "page", -1, ("forward", "layer1", None)),
        (("forward", "layer1", 3), "page", 1, ("forward", "layer2", None)),
        (("forward", "layer1", None), "unit", 1, ("forward", "layer1", 0)),
        (("forward", "layer1", 1), "unit", 1, ("forward", "layer1", 2)),
        (("forward", "layer1", 1), "unit", -1, ("forward", "layer1", 0)),
        (("forward", "layer1", 0), "unit", -1, ("forward", "layer1", 0)),
        (("forward", "layer1", 3), "unit", 1, ("forward", "layer1", 3)),
        (("forward", "layer1", 2), "layer", 1, ("forward", "layer2", None)),
        (("backward", "layer1", 2), "layer", -1, ("backward", "layer1", None)),
        (("backward", "layer1", None), "layer", -1, ("backward", "layer2", None)),
        (("forward", "layer1", 2), "phase", 1, ("loss", None, None)),
        (("backward", "layer1", 2), "phase", -1, ("backward", "layer2", None)),
        (("backward", "layer2", None), "phase", -1, ("loss", None, None)),
        (("backward", "layer1", 2), "end", -1, ("forward", "layer1", None)),
        (("backward", "layer1", 2), "end", 1, ("update", None, None)),
    ],
)
def test_moves(route: Route, start: tuple, by: str, way: int, end: tuple) -> None:
    assert place(route, route.move(route.walk.place_of(*start), by, way)) == end


def test_every_page_is_reached_by_pages_alone_and_back(route: Route) -> None:
    at = 0
    for expected in range(1, len(route)):
        at = route.move(at, "page", 1)
        assert at == expected
    assert route.move(at, "page", 1) == at
    for expected in reversed(range(len(route) - 1)):
        at = route.move(at, "page", -1)
        assert at == expected


def test_it_finds_the_page_that_fits_best(route: Route) -> None:
    assert place(route, route.find("backward", "layer1", 1)) == ("backward", "layer1", 1)
    assert place(route, route.find("backward", "layer1", 99)) == ("backward", "layer1", None)
    assert place(route, route.find("backward", "layer9", 1)) == ("backward", "layer2", None)
    assert route.find("nowhere", None, None) == 0


def test_the_same_page_of_the_next_update(route: Route) -> None:
    again = Route(walk(small_trace(seed=1)))
    larger = Route(walk(small_trace((5, 6, 4, 3))))
    assert [again.follow(at, route) for at in range(len(route))] == list(range(len(route)))
    at = route.walk.place_of("backward", "layer1", 2)
    assert place(larger, larger.follow(at, route)) == ("backward", "layer1", 2)


def test_layers_and_units_of_a_phase(route: Route) -> None:
    assert route.layers("forward") == ["layer1", "layer2"]
    assert route.layers("backward") == ["layer2", "layer1"]
    assert route.layers("loss") == []
    assert set(route.layers("update")) == {"layer1", "layer2"}
    assert route.n_units("forward", "layer1") == 4
    assert route.n_units("backward", "layer1") == 4
    assert route.n_units("update", None) == 0
