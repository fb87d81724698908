"""A short race between the kernels that OpenBLAS has: the same products in two processes, in turns.

OpenBLAS settles its kernels when it is loaded, so each contestant is a process of its own. They load at the
same time and then measure one at a time, when a line on their standard input says so.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from time import perf_counter

from playground.cli.blas_threads import KERNELS_VARIABLE

SIZES = ((32, 784, 128), (784, 32, 128), (128, 512, 512))
"""Typical products: forward, gradient of the weights, a larger layer."""
N_ROUNDS = 4
ROUND_S = 0.002
"""How long a round takes for each of the sizes."""
LIMIT_S = 1.5
"""A race that takes longer is called off: the machine is too busy to tell, and somebody waits."""
_START = (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "playground")
PROGRAM = (*_START, "bench", "kernels", "--once", "--blas-kernels", "ambient")
"""A contestant; it ends in `serve`."""

Contestant = Callable[[], list[float]]


def probe_gain(kernels: str, ambient: str) -> float | None:
    """How many times as fast these kernels are as the ambient ones; 0 if they don't run, None if called off.

    The geometric mean over `SIZES` of the fastest times, which other programs disturb least.
    """
    began = perf_counter()
    try:
        with ExitStack() as stack:
            times = _race([_contestant(stack, name) for name in (ambient, kernels)])
    except (OSError, ValueError, TypeError):
        return None if perf_counter() - began >= LIMIT_S else 0.0
    logarithms = [math.log(one / other) for one, other in zip(*times, strict=True)]
    return round(math.exp(sum(logarithms) / len(logarithms)), 3)


def _race(contestants: list[Contestant]) -> list[list[float]]:
    """The fastest times of each."""
    rounds = [[measure() for measure in contestants] for _ in range(N_ROUNDS)]
    return [
        [min(times) for times in zip(*(one[place] for one in rounds), strict=True)]
        for place in range(len(contestants))
    ]


def _contestant(stack: ExitStack, kernels: str) -> Contestant:
    variables = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", KERNELS_VARIABLE: kernels}
    process = stack.enter_context(
        subprocess.Popen(
            PROGRAM,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | variables,
        )
    )
    # Callbacks run before the process is waited for.
    stack.callback(process.kill)
    timer = threading.Timer(LIMIT_S, process.kill)
    timer.daemon = True
    timer.start()
    stack.callback(timer.cancel)
    assert process.stdin is not None
    assert process.stdout is not None
    requests, answers = process.stdin, process.stdout

    def measure() -> list[float]:
        requests.write("\n")
        requests.flush()
        times = json.loads(answers.readline())
        if len(times) != len(SIZES) or min(times) <= 0.0:
            raise ValueError(f"No times: {times}")
        return [float(time) for time in times]

    return measure


def serve() -> None:
    """Be a contestant: for each line on the standard input print the times of all sizes."""
    products = [_product(*sizes) for sizes in SIZES]
    for product in products:
        product()
    for _ in sys.stdin:
        print(json.dumps([_fastest(product) for product in products]), flush=True)


def _product(n: int, fan_in: int, fan_out: int) -> Callable[[], object]:
    import numpy as np

    left = np.linspace(-1, 1, n * fan_in, dtype=np.float32).reshape(n, fan_in)
    right = np.linspace(-1, 1, fan_in * fan_out, dtype=np.float32).reshape(fan_in, fan_out)
    out = np.empty((n, fan_out), np.float32)
    return lambda: np.dot(left, right, out)


def _fastest(run: Callable[[], object]) -> float:
    fastest, end = math.inf, perf_counter() + ROUND_S
    began = perf_counter()
    while began < end:
        run()
        now = perf_counter()
        fastest = min(fastest, now - began)
        began = now
    return fastest
