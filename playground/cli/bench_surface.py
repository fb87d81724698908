"""`bench surface`: the loss surface of 784-128-64-10 on 256 examples at 25×25 points."""

from __future__ import annotations

import argparse
import statistics
from time import perf_counter
from typing import Any

import numpy as np

from playground.data import load_dataset
from playground.engine.surface import LossSurface, filter_normalised_directions
from playground.experiment import ExperimentConfig, build_network

RESOLUTION = 25
N_EXAMPLES = 256
N_ROUNDS = 9


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Time whole grids, and the same points evaluated one by one."""
    dataset = load_dataset("digits")
    network = build_network(ExperimentConfig(), dataset)
    x, y = dataset.x_train[:N_EXAMPLES], dataset.y_train[:N_EXAMPLES]
    d1, d2 = filter_normalised_directions(network, np.random.default_rng(0))
    axis = np.linspace(-1, 1, RESOLUTION)
    times_ms = []
    began_all = perf_counter()
    for n_rounds in range(1, 1000):
        began = perf_counter()
        surface = LossSurface(network, x, y, d1, d2, axis, axis)
        for _ in surface.run():
            pass
        times_ms.append((perf_counter() - began) * 1e3)
        if perf_counter() - began_all > (options.seconds or 0) and n_rounds >= N_ROUNDS:
            break
    one_by_one_ms, largest_error = _one_by_one(network, x, y, (d1, d2), surface)
    median = statistics.median(times_ms)
    return [
        {
            "network": "784-128-64-10",
            "resolution": RESOLUTION,
            "n_examples": N_EXAMPLES,
            "ms": round(median, 2),
            "one_by_one_ms": round(one_by_one_ms, 2),
            "times_faster": round(one_by_one_ms / median, 2),
            "largest_relative_difference": largest_error,
        }
    ]


def _one_by_one(
    network: Any, x: Any, y: Any, directions: tuple[Any, Any], surface: LossSurface
) -> tuple[float, float]:
    """Evaluate every point by itself: how long it takes, and how far the grid is from it."""
    twin, centre = network.copy(), network.parameters.copy()
    losses = np.empty_like(surface.loss)
    began = perf_counter()
    for j, beta in enumerate(surface.betas):
        for i, alpha in enumerate(surface.alphas):
            twin.parameters[:] = centre + np.float32(alpha) * directions[0] + np.float32(beta) * directions[1]
            *_, last = twin.evaluate(x, y, len(x))
            losses[j, i] = last.loss
    seconds = perf_counter() - began
    return seconds * 1e3, float(np.max(np.abs(surface.loss - losses) / np.abs(losses)))
