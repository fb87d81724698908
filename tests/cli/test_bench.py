"""`bench`: what is measured is what is said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from cli_command import Command

from playground.cli import bench_engine
from playground.cli.bench_app import worst_of
from playground.cli.bench_cases import CASES, Case
from playground.cli.bench_engine import beside_the_browser, engine_step, measure_case, product_step
from playground.cli.bench_past import measure_past, past_configs
from playground.cli.bench_rivals import sklearn_step, torch_step


def test_the_cases_are_those_of_the_figures() -> None:
    assert [case.name for case in CASES] == list("ABCDEFG")
    assert CASES[0].title == "2-4-2-1 tanh, batch 10, sgd"
    assert CASES[6].title == "784-conv 8-conv 16-64-10 relu, batch 32, adam"
    assert CASES[4].sizes == (784, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 10)


@pytest.mark.parametrize("case", [CASES[0], CASES[1]], ids=lambda case: case.name)
def test_figures_of_one_case(case: Case) -> None:
    figures = measure_case(case, 0.002)
    assert figures["steps_per_second"] == pytest.approx(1e6 / figures["us_per_step"], rel=0.01)
    ratio = figures["us_per_step"] / figures["products_us_per_step"]
    assert figures["ratio_to_products"] == pytest.approx(ratio, rel=0.01)


def test_the_small_network_is_held_against_one_epoch_a_frame() -> None:
    figures = beside_the_browser(CASES[0], 42_000.0)
    assert figures["samples_per_second"] == 420_000.0
    assert figures["epochs_per_second_of_350"] == 1200.0
    assert figures["times_one_epoch_a_frame"] == 20.0
    assert "times_one_epoch_a_frame" in measure_case(CASES[0], 0.001)
    assert "times_one_epoch_a_frame" not in measure_case(CASES[1], 0.001)


@pytest.mark.parametrize("case", CASES[:5], ids=lambda case: case.name)
def test_the_steps_can_be_made(case: Case) -> None:
    for make in (engine_step, product_step):
        run, steps_a_call = make(case)
        run()
        assert steps_a_call == 1


@pytest.mark.parametrize(("module", "make"), [("torch", torch_step), ("sklearn", sklearn_step)])
def test_rivals_where_they_are_installed(module: str, make: object) -> None:
    pytest.importorskip(module)
    assert callable(make)
    run, steps_a_call = make(CASES[1], bench_engine._data(CASES[1]))
    run()
    assert steps_a_call >= 1


def test_surface(command: Command) -> None:
    (figures,) = command("bench", "surface", "--json").lines
    assert figures["resolution"] == 25
    assert figures["ms"] > 0
    assert figures["times_faster"] > 1
    assert figures["largest_relative_difference"] < 1e-4


def test_the_worst_network_is_the_one_that_counts() -> None:
    good = {
        "frames_per_second": 60.0,
        "frame_gap_p99_ms": 20.0,
        "steps_per_second": 90.0,
        "headless_steps_per_second": 100.0,
        "ratio": 0.9,
        "stroke_to_answer_p95_ms": 9.0,
    }
    bad = good | {
        "frames_per_second": 50.0,
        "ratio": 0.5,
        "steps_per_second": 5.0,
        "headless_steps_per_second": 10.0,
    }
    assert worst_of({"a": good, "b": bad}) == bad
    unknown = good | {"stroke_to_answer_p95_ms": math.nan}
    assert np.isnan(worst_of({"a": unknown, "b": good})["stroke_to_answer_p95_ms"])


@pytest.mark.parametrize("name", ["2-8-8-2", "784-128-64-10"])
def test_the_past_comes_back_with_the_same_bits(name: str) -> None:
    figures = measure_past(name, past_configs()[name], 0.0, 60)
    assert figures["n_steps"] == 60
    assert figures["bit_equal"] is True
    assert 0 < figures["n_bytes"] < figures["budget_bytes"]
    assert figures["jump_ms"]["median"] <= figures["jump_ms"]["p95"] <= figures["jump_ms"]["max"]


def test_a_figure_counts_where_it_was_measured() -> None:
    drawn = {
        "frames_per_second": 60.0,
        "frame_gap_p99_ms": 20.0,
        "steps_per_second": 90.0,
        "headless_steps_per_second": 100.0,
        "ratio": 0.9,
        "stroke_to_answer_p95_ms": 9.0,
    }
    plane = {key: value for key, value in drawn.items() if not key.startswith("stroke")}
    worst = worst_of({"digits": drawn, "plane": plane | {"map_frames_per_second": 31.0}})
    assert worst["stroke_to_answer_p95_ms"] == 9.0
    assert worst["map_frames_per_second"] == 31.0
    assert "map_frames_per_second" not in worst_of({"digits": drawn})
