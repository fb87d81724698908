"""`bench start`: from the start of the process to the first painted frame of a network that is learning."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from time import perf_counter
from typing import Any

from playground.errors import PlaygroundError

N_STARTS = 5
LIMIT_S = 60.0


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Start the program several times, each in a process of its own; `--once` is what such a process does."""
    if options.once:
        return [{"first_frame_s": first_frame_s()}]
    times: list[float] = []
    began = perf_counter()
    while len(times) < N_STARTS or perf_counter() - began < (options.seconds or 0):
        times.append(_start_once())
    return [
        {
            "first_frame_s": round(statistics.median(times), 3),
            "fastest_s": round(min(times), 3),
            "slowest_s": round(max(times), 3),
            "n_starts": len(times),
        }
    ]


def first_frame_s() -> float:
    """Open the window in this process, and close it after its first frame."""
    from playground.app.startup import WindowSession, make_application
    from playground.cli.options import WindowOptions

    app = make_application()
    session = WindowSession(app, WindowOptions(bench=True))
    deadline = perf_counter() + LIMIT_S
    try:
        session.open()
        while session.first_frame_s is None and perf_counter() < deadline:
            app.processEvents()
    finally:
        session.end()
    if session.first_frame_s is None:
        raise PlaygroundError(f"There was no frame within {LIMIT_S:.0f} s.")
    return session.first_frame_s


def _start_once() -> float:
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "playground"]
    finished = subprocess.run(
        [*program, "bench", "start", "--once", "--json"], capture_output=True, text=True, timeout=2 * LIMIT_S
    )
    if finished.returncode:
        raise PlaygroundError(f"The window could not be started: {finished.stderr.strip()[-300:]}")
    return float(json.loads(finished.stdout.splitlines()[-1])["first_frame_s"])
