"""`bench app`: the window while it trains, with every instrument open. The offscreen platform will do."""

from __future__ import annotations

import argparse
import math
from typing import Any

DEFAULT_S = 9.0

_WORST = {
    "frames_per_second": min,
    "frame_gap_p99_ms": max,
    "stroke_to_answer_p95_ms": max,
    "drawing_frames_per_second": min,
    "drawing_frame_gap_p99_ms": max,
    "drawing_ratio": min,
    "map_frames_per_second": min,
}


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return one object: the worst figures of all networks, the first frame, and each network by itself."""
    from playground.app.bench import run_app_bench

    measured = run_app_bench(options.seconds or DEFAULT_S)
    runs = measured["runs"]
    alone = {name: measured[name] for name in ("first_frame_s", "page_key_p95_ms")}
    return [worst_of(runs) | alone | {"networks": runs}]


def worst_of(runs: dict[str, dict[str, float]]) -> dict[str, float]:
    """Take the worst figure of all networks that have it; step rates are of the one with the lowest ratio."""
    slowest = min(runs.values(), key=lambda run: run["ratio"])
    figures: dict[str, float] = {}
    for name, worst in _WORST.items():
        values = [run[name] for run in runs.values() if name in run]
        if values:
            figures[name] = math.nan if any(map(math.isnan, values)) else worst(values)
    for name in ("steps_per_second", "headless_steps_per_second", "ratio"):
        figures[name] = slowest[name]
    return figures
