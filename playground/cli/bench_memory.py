"""`bench memory`: what the window and the engine hold in memory over minutes of training. Linux only."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from playground.errors import PlaygroundError

DEFAULT_S = 600.0


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return one object: megabytes of both processes after a minute and at the end, and their growth."""
    if not Path("/proc/self/status").exists():
        raise PlaygroundError("The memory of a process can only be read on Linux so far.")
    from playground.app.bench_memory import run_memory_bench

    return [run_memory_bench(options.seconds or DEFAULT_S)]
