"""`bench memory`: resident memory of both processes while the window trains, draws and shows everything."""

from __future__ import annotations

import re
from pathlib import Path
from time import perf_counter
from typing import Any

from playground.app.bench import SIZE, bench_configs, wait
from playground.app.bench_meters import Hand
from playground.app.qt_messages import quiet_offscreen_noise
from playground.app.startup import WindowSession, make_application
from playground.cli.options import WindowOptions

NETWORK = "784-128-64-10"
SETTLED_S = 60.0
SAMPLE_S = 5.0
_SHORTEST_S = 2.0


def resident_mb(process: int | str = "self") -> float:
    """Resident memory of a process in megabytes of 10⁶ bytes."""
    text = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return 1024 * int(found.group(1)) / 1e6 if found else 0.0


def run_memory_bench(seconds: float) -> dict[str, Any]:
    """Train for so long with every instrument open and somebody drawing, and look at the memory.

    Returns
    -------
    dict
        `window` and `engine`, each with `after_a_minute_mb`, `at_the_end_mb`, `growth_mb` (mean of the last
        minute less the mean of the second; of a shorter run: last fifth less second fifth), and `samples_mb`.
    """
    app = make_application()
    quiet_offscreen_noise()
    session = WindowSession(app, WindowOptions(theme="light", size=SIZE, bench=True))
    samples: dict[str, list[float]] = {"window": [], "engine": []}
    try:
        session.open()
        assert session.window is not None
        wait(_SHORTEST_S)
        session.window.run.open(bench_configs()[NETWORK])
        digits = session.window.panels.digits
        hand = Hand(digits.canvas, digits.prediction)
        hand.start()
        ends_at = perf_counter() + seconds
        pause_s = min(SAMPLE_S, seconds / 20)
        engine = session.controller.engine_pid
        while perf_counter() < ends_at:
            wait(pause_s)
            # One drawing after the other, as people draw: a stroke of ten minutes would take 8 MB by itself.
            hand.stop()
            digits.canvas.clear()
            hand.start()
            samples["window"].append(resident_mb())
            samples["engine"].append(resident_mb(engine) if engine is not None else 0.0)
        hand.stop()
    finally:
        session.end()
    n_window = max(1, min(round(SETTLED_S / pause_s), len(samples["window"]) // 5))
    return {"network": NETWORK, "seconds": seconds} | {
        name: _figures(values, n_window) for name, values in samples.items()
    }


def _figures(values: list[float], n: int) -> dict[str, Any]:
    second, last = sum(values[n : 2 * n]) / n, sum(values[-n:]) / n
    return {
        "after_a_minute_mb": round(values[min(n, len(values) - 1)], 1),
        "at_the_end_mb": round(values[-1], 1),
        "growth_mb": round(last - second, 1),
        "samples_mb": [round(value, 1) for value in values],
    }
