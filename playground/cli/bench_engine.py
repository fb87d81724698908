"""`bench engine`: training steps beside the bare matrix products they are made of, and beside other programs.

Everything runs in turns within one process on one BLAS thread, several times, and the medians are compared.
A step includes gathering its batch from the shuffled training set.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from playground.cli.bench_cases import CASES, Case, Step
from playground.cli.bench_kernels import kernel_figures
from playground.cli.bench_rivals import rivals
from playground.cli.progress import ProgressLine
from playground.engine import Network, Trainer, make_optimizer

N_EXAMPLES = 5000
N_ROUNDS = 7
ROUND_S = 0.12
SMALL_SET = 350
"""Training examples of the plane when the window makes its points."""
SCREEN_HZ = 60.0
"""The browser playground trains one epoch for each frame of the screen."""


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the figures of each case."""
    round_s = options.seconds / N_ROUNDS if options.seconds else ROUND_S
    line = ProgressLine(silent=options.json)
    results = []
    for case in CASES:
        line.show(f"{case.name}: {case.title}")
        results.append(measure_case(case, round_s))
    line.clear()
    return results


def measure_case(case: Case, round_s: float) -> dict[str, Any]:
    """Time all contestants in turns; microseconds a step, and ratios to this engine."""
    steps: dict[str, Step] = {"engine": engine_step(case), "products": product_step(case)}
    if case.optimizer != "sgd":
        steps["sgd"] = engine_step(replace(case, optimizer="sgd"))
    steps |= rivals(case, _data(case))
    times_us = _alternating(steps, round_s)
    ours = times_us.pop("engine")
    figures: dict[str, Any] = {
        "network": case.name,
        "description": case.title,
        "steps_per_second": round(1e6 / ours, 1),
        "us_per_step": round(ours, 2),
        "products_us_per_step": round(times_us["products"], 2),
        "ratio_to_products": round(ours / times_us["products"], 3),
    }
    products_us = times_us.pop("products")
    if "sgd" in times_us:
        figures["ratio_to_products_with_sgd"] = round(times_us.pop("sgd") / products_us, 3)
    for name, theirs in times_us.items():
        figures[f"{name}_us_per_step"] = round(theirs, 2)
        figures[f"times_faster_than_{name}"] = round(theirs / ours, 2)
    if case.sizes[0] == 2:
        figures |= beside_the_browser(case, 1e6 / ours)
    figures["blas_threads"] = int(os.environ.get("OPENBLAS_NUM_THREADS", "0"))
    return figures | kernel_figures()


def beside_the_browser(case: Case, steps_per_second: float) -> dict[str, float]:
    """Epochs of a small set of points, against one epoch for each frame of a screen of 60 Hz.

    The other side of the comparison is not measured: one epoch a frame is how the browser playground is
    written, whatever the machine can do.
    """
    epochs_per_second = steps_per_second * case.batch_size / SMALL_SET
    return {
        "samples_per_second": round(steps_per_second * case.batch_size, 1),
        f"epochs_per_second_of_{SMALL_SET}": round(epochs_per_second, 1),
        "times_one_epoch_a_frame": round(epochs_per_second / SCREEN_HZ, 2),
    }


def engine_step(case: Case) -> Step:
    """A training step of this engine, as the session makes it."""
    network = Network(
        case.input_shape,
        case.layers(),
        loss="squared_error" if case.is_regression else "softmax_cross_entropy",
        initialization="glorot",
        rng=np.random.default_rng(1),
    )
    optimizer = make_optimizer(case.optimizer, network.n_parameters, learning_rate=0.001)
    trainer = Trainer(network, optimizer, batch_size_max=case.batch_size)
    x, y = _data(case)
    batches = _batches(case)
    batch_x, labels = trainer.batch(case.batch_size)
    batch_y = np.empty((case.batch_size, 1), np.float32) if case.is_regression else labels

    def step() -> None:
        indices = batches()
        x.take(indices, 0, batch_x, "clip")
        y.take(indices, 0, batch_y, "clip")
        trainer.step(batch_x, batch_y)

    return step, 1


def product_step(case: Case) -> Step:
    """Only the matrix products that a step can't do without, into arrays of the same sizes.

    For each layer: forward, ∂L/∂W and, except for the first, ∂L/∂x. The input is not gathered anew.
    """
    generator = np.random.default_rng(2)

    def array(*shape: int) -> np.ndarray[Any, np.dtype[np.float32]]:
        return generator.standard_normal(shape).astype(np.float32)

    network = Network(case.input_shape, case.layers(), rng=generator)
    products = []
    for index, layer in enumerate(network.weight_layers):
        fan_in, fan_out = layer.weights_by_unit().shape
        n = case.batch_size * math.prod(layer.output_shape) // fan_out
        a, w, delta = array(n, fan_in), array(fan_in, fan_out), array(n, fan_out)
        products.append((a, w, array(n, fan_out)))
        products.append((a.T, delta, array(fan_in, fan_out)))
        if index:
            products.append((delta, w.T, array(n, fan_in)))

    def step() -> None:
        for left, right, out in products:
            np.dot(left, right, out)

    return step, 1


def _data(case: Case) -> tuple[np.ndarray[Any, np.dtype[np.float32]], np.ndarray[Any, Any]]:
    generator = np.random.default_rng(0)
    x = generator.random((N_EXAMPLES, case.sizes[0]), np.float32)
    if case.is_regression:
        return x, x.sum(axis=1, keepdims=True)
    return x, generator.integers(0, case.sizes[-1], N_EXAMPLES)


def _batches(case: Case) -> Callable[[], np.ndarray[Any, np.dtype[np.int64]]]:
    """Hand out the indices of batch after batch, shuffled anew each epoch."""
    generator = np.random.default_rng(3)
    order, place, size = generator.permutation(N_EXAMPLES), 0, case.batch_size

    def next_batch() -> np.ndarray[Any, np.dtype[np.int64]]:
        nonlocal order, place
        if place + size > N_EXAMPLES:
            order, place = generator.permutation(N_EXAMPLES), 0
        place += size
        return order[place - size : place]

    return next_batch


def _alternating(steps: dict[str, Step], round_s: float) -> dict[str, float]:
    """Run all in turns, round after round; the median time of one step of each in microseconds."""
    counts = {name: _count_for(run, round_s) for name, (run, _) in steps.items()}
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(N_ROUNDS):
        for name, (run, steps_a_call) in steps.items():
            began = perf_counter()
            for _ in range(counts[name]):
                run()
            times[name].append((perf_counter() - began) / (counts[name] * steps_a_call) * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


def _count_for(run: Callable[[], None], seconds: float) -> int:
    """Calls that fill so many seconds, after some to warm up."""
    for _ in range(3):
        run()
    began = perf_counter()
    count = 0
    while perf_counter() - began < seconds / 4:
        run()
        count += 1
    return max(1, 4 * count)
